"""A review's panel: who sits on it, as what, of which rank, with which interests, and who met."""
