"""Renditions: rendered afresh for an audience, proved, compared, signed by a second, released."""
