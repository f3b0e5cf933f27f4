"""Commissioning: letters with their receipts, and what a review must have."""
