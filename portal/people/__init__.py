"""Accounts: agencies, the people on staff, and how they sign in."""
