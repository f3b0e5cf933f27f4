"""Scoping: which agencies know the people in a case, and whether their records are secured."""
