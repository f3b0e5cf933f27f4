"""The directory: agencies, accounts, and who may use the portal."""
