"""The full PIMR: author, terms of reference, sources, key decisions, standard, report, endorsed."""
