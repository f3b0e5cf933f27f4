"""Bringing in what was written elsewhere: a file becomes sections, or a sealed attachment."""
