"""How those are heard who have no account: drop-off links, entries on their behalf, letters."""
