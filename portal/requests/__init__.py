"""Requests under the Freedom of Information Act 2000 (FOIA) to one authority about a review."""
