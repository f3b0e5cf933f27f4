"""Proves that a file holds nothing of what was removed, by recovering all that can be recovered.

It shares no code with what makes renditions. It fails closed: a way of looking that breaks down is
a finding, and so is whatever no rendition of ours would hold. Findings name places and ids, never
words.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from portal.renditions import recovering_bytes, recovering_pdf, recovering_word
from portal.renditions.formal import Formal, texts_of
from portal.renditions.recovered import Odd, Piece
from portal.renditions.searching import Search

Matcher = Callable[[Sequence[str]], Iterable[tuple[int, str]]]
"""Which of some texts names whom: the index of the text, the person's id."""
Route = Callable[[bytes], Iterator[Piece | Odd]]


@dataclass(frozen=True)
class Protected:
    """What must not be found. Strings are looked for whatever their case, people by the matcher."""

    strings: Mapping[str, str]
    """By id: removed words, identifiers, whole names. No bare word that is also a common noun."""
    matcher: Matcher | None = None
    labels: frozenset[str] = frozenset()
    """The labels that may stand where something was removed, such as "[s.40(2)]"."""
    formal: Formal = field(default_factory=Formal)
    """What every file says by its format alone."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    route: str
    kind: str
    """The id of what was found, or what else is wrong."""
    place: str


@dataclass(frozen=True)
class Proof:
    clean: bool
    findings: tuple[Finding, ...]
    routes: tuple[str, ...]
    sha256: str
    versions: Mapping[str, str] = field(default_factory=dict)


PDF_ROUTES: dict[str, Route] = {
    "bytes": recovering_bytes.outside,
    "streams": recovering_bytes.streams,
    "unlisted objects": lambda file: recovering_bytes.unlisted(file, recovering_pdf.listed(file)),
    "objects": recovering_pdf.objects,
    "orders": recovering_pdf.contents,
    "pdfium": recovering_pdf.pages,
    "pypdf": recovering_pdf.by_pypdf,
}
if shutil.which("pdftotext"):
    PDF_ROUTES["pdftotext"] = recovering_pdf.by_pdftotext
WORD_ROUTES: dict[str, Route] = {
    "parcel": recovering_word.parcel,
    "parts": recovering_word.parts,
    "python-docx": recovering_word.by_docx,
}
ROUTES = {"pdf": PDF_ROUTES, "docx": WORD_ROUTES}
READERS = (
    "fonttools",
    "lxml",
    "pikepdf",
    "pillow",
    "pyahocorasick",
    "pypdf",
    "pypdfium2",
    "python-docx",
)
MASK = re.compile(r"([Xx*#_?\u2588\u25a0\u25ae\u2587\u2586\u2b1b])\1{2,}")
LABEL = re.compile(r"\[(?:s\.|r\.|section |redacted|removed)[^\]\n]*\]", re.IGNORECASE)


def prove(file: bytes, kind: str, protected: Protected) -> Proof:
    """Whether a PDF or .docx (`kind`: "pdf" or "docx") is free of everything protected."""
    search = Search(protected.strings)
    found: set[Finding] = set()
    texts: dict[str, tuple[str, str]] = {}
    known: dict[tuple[object, ...], set[str]] = {}
    for name, piece in _everything(file, kind):
        if isinstance(piece, Finding):
            found.add(piece)
        elif isinstance(piece, Odd):
            found.add(Finding(name, piece.what, piece.place))
        else:
            key = (piece.text, piece.content, piece.binary, piece.form)
            if key not in known:
                known[key] = _looked_for(search, piece, protected.formal)
            found |= {Finding(name, one, piece.place) for one in known[key]}
            if piece.page:
                said = protected.formal.without(piece.text, piece.form)
                texts.setdefault(said, (name, piece.place))
    found |= set(_matched(protected.matcher, texts))
    found |= set(_shapes(protected.labels, texts))
    told = {name: version(name) for name in READERS}
    sha256 = hashlib.sha256(file).hexdigest()
    return Proof(not found, tuple(sorted(found)), tuple(ROUTES[kind]), sha256, told)


def formal(blank: Iterable[tuple[str, bytes]]) -> Formal:
    """What blank files, each with its kind, say. Raises ValueError where one cannot be read."""
    told = [piece for kind, file in blank for _, piece in _everything(file, kind)]
    failed = [one.route for one in told if isinstance(one, Finding)]
    if failed:
        raise ValueError(f"A blank file cannot be read: {', '.join(failed)}.")
    return Formal(one for one in told if isinstance(one, Piece))


def _everything(file: bytes, kind: str) -> Iterator[tuple[str, Piece | Odd | Finding]]:
    """What each route recovers. One that breaks down is a finding, whatever broke it."""
    whole = [("", file)]
    if kind == "pdf":
        whole += [(", an earlier revision", old) for old in recovering_bytes.earlier(file)]
    for when, content in whole:
        for name, route in ROUTES[kind].items():
            try:
                for piece in route(content):
                    yield name + when, piece
            except Exception as error:  # noqa: BLE001 - whatever it is, nothing is known then
                yield name + when, Finding(name + when, "could not be read", type(error).__name__)


def _looked_for(search: Search, piece: Piece, formal: Formal) -> set[str]:
    if piece.binary:
        return search.found_in_binary(piece.content)
    ids: set[str] = set()
    for text in texts_of(piece):
        ids |= search.found(formal.without(text, piece.form))
    return ids


def _matched(matcher: Matcher | None, texts: Mapping[str, tuple[str, str]]) -> Iterator[Finding]:
    if matcher is None:
        return
    order = list(texts)
    try:
        for index, person in matcher(order):
            name, place = texts[order[index]]
            yield Finding(name, person, place)
    except Exception as error:  # noqa: BLE001 - a matcher that fails has cleared nobody
        yield Finding("matcher", "could not be read", type(error).__name__)


def _shapes(labels: frozenset[str], texts: Mapping[str, tuple[str, str]]) -> Iterator[Finding]:
    """Masks as long as what they hide, and labels of a form of their own."""
    for text, (name, place) in texts.items():
        if MASK.search(text):
            yield Finding(name, "a mask that tells a length", place)
        flat = " ".join(text.split())
        for label in LABEL.findall(flat):
            if label not in labels:
                yield Finding(name, "a label of another form", place)
                break
