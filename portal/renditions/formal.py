"""What the formats say by themselves in every file of ours: it tells nothing of anybody.

"Page", "Parent" and "li" stand in each PDF, and so does Steve, who drew a typeface. Whoever takes
such a word out of a report could never have it proved clean. So a blank file of each kind is read
first, in the same ways. What it says is left out where a format speaks: whole lines of names and
properties, whole signs ("/Page", "<rdf:li") of orders and tables. Nothing is ever left out of the
words that somebody reads, and a name that stands where no blank file has it is found.

Part of the prover: nothing here is shared with what makes a rendition.
"""

import re
from collections.abc import Iterable, Iterator

from portal.renditions.recovered import LINES, SIGNS, Piece
from portal.renditions.searching import as_texts

_SIGN = re.compile(r"""[<>/(\["'=+]*[^\s<>/()\[\]"'=+]+""")


class Formal:
    """What blank files say, by how it is divided."""

    def __init__(self, blank: Iterable[Piece] = ()) -> None:
        self._known: dict[str, set[str]] = {LINES: set(), SIGNS: set()}
        for piece in blank:
            if piece.form:
                for text in texts_of(piece):
                    self._known[piece.form].update(_divided(text, piece.form))

    def without(self, text: str, form: str) -> str:
        """A text without what a blank file says as well; as it is where `form` is nothing."""
        known = self._known.get(form)
        if not known:
            return text
        if form == LINES:
            return "\n".join("" if line in known else line for line in text.split("\n"))
        return _SIGN.sub(lambda found: " " if found[0] in known else found[0], text)


def _divided(text: str, form: str) -> Iterable[str]:
    return text.split("\n") if form == LINES else _SIGN.findall(text)


def texts_of(piece: Piece) -> Iterator[str]:
    """Every text that a piece may be."""
    if piece.text:
        yield piece.text
    if piece.content:
        yield from as_texts(piece.content)
