"""The record: who has read an owner's words, and whether the ledger is whole."""
