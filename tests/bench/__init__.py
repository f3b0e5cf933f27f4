"""The figures: each is measured in one run against its reference, in turns, as a ratio."""
