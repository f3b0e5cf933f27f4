"""Making a rendition's files and proving them: gathered in one reading, made outside of any
transaction, kept by an act that looks whether anything was decided anew meanwhile.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from typing import Any

from portal.clocks.rules import today
from portal.documents.words import paragraphs_of
from portal.gate.gate import Gate, Refused
from portal.redaction import acts as redaction
from portal.redaction import people, sources, standing
from portal.redaction.known import Register
from portal.redaction.models import GONE, TITLE
from portal.renditions import apart, blank, laying_out, paper, pdf, pictures, word
from portal.renditions.comparing import Copy
from portal.renditions.laying_out import Gone
from portal.renditions.paper import NotPrintable, Paper
from portal.renditions.proving import Matcher, Proof, Protected, prove
from portal.renditions.raster import Box, NotRebuilt
from portal.reviews import acts as reviews
from portal.reviews.models import AS_AGREED, HANDLINGS, MARKINGS


@dataclass(frozen=True)
class Gathered:
    """All that the making needs, opened for whoever asked."""

    rendition: str
    revision: int
    title: str
    marking: str
    paper: Paper
    copy: Copy
    protected: Protected = field(repr=False)
    day: date
    pictures: Mapping[int, tuple[bytes, str, list[Box]]] = field(default_factory=dict, repr=False)
    """By position an attachment's bytes, its kind and the boxes on it."""


@dataclass(frozen=True)
class Made:
    """What was made, and what the prover found in it."""

    of: Gathered
    files: Mapping[str, bytes] = field(repr=False)
    proofs: Mapping[str, Proof]

    @property
    def clean(self) -> bool:
        return all(proof.clean for proof in self.proofs.values())


def gather(*, rendition: str, title: str, marking: str, gate: Gate) -> Gathered:
    """Raises Absent; Refused while anything is undecided, or where a section is closed to her."""
    if marking not in MARKINGS:
        raise Refused("Choose one of the markings on this page.")
    known = people.register(gate=gate)
    pseudonyms = {one.id: one.label for one in known.people.values() if one.label}
    found, sections = redaction.decided(rendition, register=known, gate=gate)
    passages = standing.passages(rendition=found.id, gate=gate)
    removed, kept = _removed(found.id, passages, gate)
    codes = {code for row in passages for code in row.codes.split()}
    labels = laying_out.labels_in(sections, codes)
    copy = laying_out.copy_of(found.id, sections, pseudonyms, [one.text for one in removed])
    framed = reviews.frame(gate=gate)
    laid_out = laying_out.paper_of(
        sections,
        title=title,
        marking=marking,
        handling=HANDLINGS[framed.handling or AS_AGREED],
        audience=found.audience,
        reference=framed.code_name,
        labels=labels,
        pseudonyms={put: person for person, put in pseudonyms.items()},
    )
    gone = {known.now(one.person) for one in removed if one.person}
    strings = laying_out.protected(removed, copy.paragraphs)
    strings |= _names(gone, known, kept)
    return Gathered(
        found.id, found.revision, title, marking, laid_out, copy,
        Protected(strings, _matcher(gone, known, kept), labels, blank.formal()), today(gate.now),
        pictures.gathered(rendition=found.id, gate=gate),
    )  # fmt: skip


def _removed(rendition: str, passages: Sequence[Any], gate: Gate) -> tuple[list[Gone], set[str]]:
    """The words that were taken out, for the prover alone; and those that are kept on purpose."""
    sections = standing.sections_of(rendition=rendition, gate=gate)
    opened = sources.opened(sections=sections, gate=gate)
    texts = {
        (version, one.id): one.text
        for version, told in opened.items()
        for one in paragraphs_of(told)
    }
    texts |= {(version, TITLE): str(told["title"]) for version, told in opened.items()}
    told = [
        (row, texts[row.version_id, row.paragraph][row.starts : row.ends])
        for row in passages
        if (row.version_id, row.paragraph) in texts
    ]
    gone = [Gone(row.id, row.person_id or "", text) for row, text in told if row.decision in GONE]
    return gone, {text.casefold() for row, text in told if row.decision == "keep"}


def _names(persons: Iterable[str], register: Register, kept: set[str]) -> dict[str, str]:
    """Whole names alone: a bare forename may be a word, and is the matcher's business."""
    return {
        f"{person}#{number}" if number else person: name
        for person in persons
        if (known := register.one(person))
        for number, name in enumerate(known.names)
        if len(name.split()) > 1 and name.casefold() not in kept
    }


def _matcher(persons: set[str], register: Register, kept: set[str]) -> Matcher:
    """Mentions of whoever is taken out somewhere, but for words that somebody kept on purpose."""

    def matched(texts: Sequence[str]) -> list[tuple[int, str]]:
        return [
            (one.text, one.person)
            for one in register.find(texts)
            if one.person in persons
            and texts[one.text][one.starts : one.ends].casefold() not in kept
        ]

    return matched


CHARACTERS = 2_500
"""On a printed page, about."""


def pages_of(of: Gathered) -> int:
    """About how many pages its paper will have."""
    words = sum(len(text) for _, text in paper.places(of.paper))
    return max(1, round(words / CHARACTERS))


def _nobody(**_: object) -> None:
    """Nobody waits for it."""


def make(of: Gathered, *, tell: Callable[..., None] = _nobody) -> Made:
    """The files and their proofs. Raises Refused where something cannot be printed or drawn.

    `tell` hears of each step what is done in it, how many are over, and of how many.
    """
    makes: dict[str, Callable[[], bytes]] = {
        "pdf": partial(pdf.render, of.paper, day=of.day),
        "docx": partial(word.render, of.paper, day=of.day),
    }
    for position, given in of.pictures.items():
        makes[f"picture-{position}"] = partial(apart.rebuilt, *given)
    total, files, proofs = 1 + 2 * len(makes), {}, {}
    try:
        for over, (name, made) in enumerate(makes.items(), 1):
            tell(doing=name.partition("-")[0], done=over, total=total)
            files[name] = made()
    except (NotPrintable, NotRebuilt) as why:
        raise Refused(str(why)) from None
    for over, (name, file) in enumerate(files.items(), 1 + len(makes)):
        tell(doing="prove", done=over, total=total)
        proofs[name] = prove(file, "docx" if name == "docx" else "pdf", of.protected)
    return Made(of, files, proofs)


# How it is kept


def dump_digests(made: Made) -> str:
    told = {name: [made.proofs[name].sha256, len(file)] for name, file in made.files.items()}
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def dump_proof(made: Made) -> str:
    """Routes, versions and findings: places and ids, never words."""
    told = {
        name: {
            "routes": proof.routes,
            "versions": dict(proof.versions),
            "looked_for": len(made.of.protected.strings),
            "findings": [asdict(one) for one in proof.findings],
        }
        for name, proof in made.proofs.items()
    }
    return json.dumps(told, separators=(",", ":"))


def whole_digest(digests: str) -> str:
    """What is signed: SHA-256 in hex over the names, digests and sizes of all files."""
    return hashlib.sha256(digests.encode()).hexdigest()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
