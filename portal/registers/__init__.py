"""The registers of agencies and boards, and exact search across one's own reviews."""
