"""The one model of text: documents, sections, their immutable versions."""
