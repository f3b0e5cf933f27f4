"""The review agreement: the receiving key, signed by each body that takes part."""
