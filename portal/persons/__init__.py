"""The register of the people in a case, what in a text points to them, and their pseudonyms."""
