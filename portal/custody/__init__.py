"""Keeping what must be kept and removing what must not be held: legal hold, covert-source words."""
