"""What leaves: the exact bytes of the signed copy, and the texts of the answer on paper, proved by
the same prover, as one parcel whose names hold nothing of anybody.

It is made anew each time from what was signed. Whatever is not as it was signed is refused.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from portal.answers import reasons
from portal.answers.models import GIVEN, FoiAnswer
from portal.clocks.rules import today
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import Act
from portal.redaction.models import Rendition
from portal.renditions import acts as renditions
from portal.renditions import making, pdf, word
from portal.renditions.models import RenditionSignature
from portal.renditions.paper import Block, Heading, NotPrintable, Paper, Paragraph, Table, plain
from portal.renditions.proving import Protected, prove

UNSIGNED = "A second person must have signed the rendered and proved copy."
CHANGED = (
    "The copy's files are not those that were signed with this answer. Take the answer back, and "
    "have it signed anew."
)
SINCE = (
    "The texts or the copy are not those any more that you looked at. Read them again, and sign "
    "then."
)
LEAKS = (
    "The proof found something in the letter, the notice or the schedule that was taken out of the "
    "copy. Nothing was given out. Take the answer back, and change its texts."
)
NAMES = {"letter": "1-letter", "notice": "2-refusal-notice", "schedule": "3-schedule"}
COPY, PICTURE = "4-copy", "5-pictures"
TITLES = {"letter": "Our answer", "notice": "Refusal notice", "schedule": "Schedule"}
EXAMPLE = "[s.40(2)]"
"""The label that the covering letter shows."""


def digest(texts: Mapping[str, str], files: str = "") -> str:
    """SHA-256 in hex over the texts, each with its name, and over the digest of the files."""
    told = "\0".join([*(f"{name}\0{texts[name]}" for name in sorted(texts)), files])
    return hashlib.sha256(told.encode()).hexdigest()


def signed_files(*, answer: Any, gate: Gate) -> tuple[str, str]:
    """Of the copy that an answer gives: its rendering, and the digest that was signed. Empty for
    an answer that gives none. Raises Refused for what no second person signed.
    """
    if answer.outcome not in GIVEN:
        return "", ""
    row = rendering(copy=answer.rendition_id, gate=gate)
    signed = renditions.signature_of(rendering=row.id, gate=gate) if row is not None else None
    if row is None or signed is None or not row.clean:
        raise Refused(UNSIGNED)
    told = gate.open(signed, "digest", act=Act.READ_RENDITION, model=RenditionSignature)
    return row.id, told["digest"]


def as_seen(*, answer: Any, gate: Gate) -> str:
    """Which texts and which files an answer has now, without a word of them: whoever signs brings
    it back from the page that she looked at.
    """
    row = rendering(copy=answer.rendition_id, gate=gate) if answer.outcome in GIVEN else None
    return f"{answer.row_version}-{row.id if row is not None else ''}"


def rendering(*, copy: str, gate: Gate) -> Any:
    """The rendering of a copy that counts, or None."""
    found = gate.find(Rendition, copy, Act.READ_RENDITION, noted=False)
    return renditions.newest(rendition=found, gate=gate)


def check(
    *, answer: Any, texts: Mapping[str, str], act: Act = Act.READ_FOI, model: Any = FoiAnswer,
    gate: Gate,
) -> None:  # fmt: skip
    """Whether all is as it was signed. Raises Refused."""
    told = gate.open(answer, "digest", act=act, model=model)["digest"]
    name, files = signed_files(answer=answer, gate=gate)
    if name != (answer.rendering_id or "") or told != digest(texts, files):
        raise Refused(CHANGED)


def texts_of(answer: Any, act: Act, model: Any, gate: Gate) -> dict[str, str]:
    """An answer's letter, and what it has of a notice and a schedule: opened and recorded."""
    fields = [f for f in NAMES if getattr(answer, f, None) is not None]
    return gate.open(answer, *fields, act=act, model=model)


def parcel(
    *, answer: Any, marking: str, handling: str, reference: str, act: Act = Act.READ_FOI,
    model: Any = FoiAnswer, gate: Gate,
) -> bytes:  # fmt: skip
    """The pack of a signed answer. Raises Absent; Refused for what is not as it was signed, and
    where the proof finds anything.
    """
    texts = texts_of(answer, act, model, gate)
    if answer.digest is None:
        raise Refused("There is no pack before a second person has signed the answer.")
    check(answer=answer, texts=texts, act=act, model=model, gate=gate)
    held = protected(answer, marking, gate)
    files: dict[str, bytes] = {}
    for name, text in texts.items():
        one = paper(name, text, marking, handling, reference)
        files |= proved(NAMES[name], one, held, today(answer.signed_at))
    files |= copy_files(answer, gate)
    return zipped({f"{marking}-{name}": content for name, content in files.items()})


def protected(answer: Any, marking: str, gate: Gate) -> Protected:
    """What was taken out of the copy, which must stand in no text either."""
    if not answer.rendition_id:
        return Protected({}, labels=frozenset({EXAMPLE}))
    told = making.gather(rendition=answer.rendition_id, title="", marking=marking, gate=gate)
    return replace(told.protected, labels=told.protected.labels | {EXAMPLE})


def paper(name: str, text: str, marking: str, handling: str, reference: str) -> Paper:
    """One text as a paper. The schedule is a table."""
    blocks: list[Block] = []
    if name == "schedule":
        rows = tuple(tuple(plain(cell or "-") for cell in row) for row in reasons.load(text))
        head = tuple(plain(one) for one in reasons.HEADS)
        blocks.append(Table("What was taken out", head, rows))
    else:
        first, *rest = text.split("\n\n")
        blocks.append(Heading(1, plain(first)))
        blocks += [Paragraph(plain(one)) for one in rest if one.strip()]
    return Paper(
        TITLES[name], marking, handling, "whoever made the request", reference, "en-GB",
        tuple(blocks),
    )  # fmt: skip


def proved(name: str, one: Paper, held: Protected, day: date) -> dict[str, bytes]:
    try:
        made = {
            f"{name}.pdf": pdf.render(one, day=day),
            f"{name}.docx": word.render(one, day=day),
        }
    except NotPrintable as why:
        raise Refused(str(why)) from None
    for path, content in made.items():
        if not prove(content, path.rpartition(".")[2], held).clean:
            raise Refused(LEAKS)
    return made


def copy_files(answer: Any, gate: Gate) -> dict[str, bytes]:
    """The copy's files, to the byte: each is compared with what was proved."""
    if answer.outcome not in GIVEN:
        return {}
    row = rendering(copy=answer.rendition_id, gate=gate)
    told = {}
    for name in renditions.digests_of(row=row, gate=gate):
        kind, _, part = name.partition("-")
        path = f"{COPY}.{kind}" if kind in {"pdf", "docx"} else f"{PICTURE}-{part or 0}.pdf"
        try:
            told[path] = renditions.bytes_of(row=row, name=name, gate=gate)
        except Absent:
            raise Refused(CHANGED) from None
    return told


def zipped(files: Mapping[str, bytes]) -> bytes:
    """One parcel, the same bytes for the same files: no clock and no machine is in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(files):
            made.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
