"""The corridor: how a page is declared, drawn and refused."""
