"""Compelled disclosure: a notice, whoever owns what it demands, their claims, and the bundle."""
