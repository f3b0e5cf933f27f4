"""Subject access: somebody's own information, and the health records of the dead."""
