"""What a route recovers from a file, for the prover alone."""

from dataclasses import dataclass

LINES, SIGNS = "lines", "signs"
"""How a format's own words are told from others: by whole lines, or by whole signs."""


@dataclass(frozen=True, slots=True)
class Piece:
    place: str
    """Where in the file: its structure, never its words."""
    text: str = ""
    content: bytes = b""
    """Instead of a text, where the bytes may be any text."""
    binary: bool = False
    """Bytes of a picture or a typeface: only longer strings are looked for."""
    page: bool = False
    """Running words, for the matcher of names."""
    form: str = ""
    """LINES or SIGNS where the format itself speaks as well; nothing where only people do."""


@dataclass(frozen=True, slots=True)
class Odd:
    """Something that no rendition of ours holds, whatever it says."""

    place: str
    what: str


class Unreadable(ValueError):
    """A route could not be gone to its end, so nothing is known of what lies there."""
