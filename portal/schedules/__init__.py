"""Proposing a release schedule, seeing it as its recipients will, and what it departs from."""
