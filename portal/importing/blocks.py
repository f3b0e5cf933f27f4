"""What a file is made of once it is read: blocks in their order, some of which are headings.

A block that the file itself calls a heading has heading "section"; one that only looks like one (a
short bold line, capitals, a line between empty lines) has "looks". Which of them begin sections is
the importer's choice; `proposed` is where she starts. Nothing here knows the portal.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

ROLES = ("section", "heading", "plain")
OPENING = -1
"""The number of the words before the first heading, for which no block stands."""
OPENING_TITLE = "Opening pages"
MOST_BLOCKS, MOST_CHARACTERS = 8_000, 3_000_000
MOST_SECTIONS, MOST_CHOICES = 60, 190
"""How many sections are proposed, and how many headings one form can ask about."""


class Unreadable(Exception):
    """The file cannot be taken; the message is the sentence to show."""


@dataclass(slots=True)
class Block:
    kind: str
    """One of the kinds of documents/words.py; cells of "head" and "row" are parted by a tab."""
    text: str
    heading: str = ""
    level: int = 0
    notes: list[str] = field(default_factory=list)
    """Footnotes it refers to, which follow at the end of its section."""


@dataclass(slots=True)
class Found:
    """A file that has been read."""

    blocks: list[Block]
    comments: list[str] = field(default_factory=list)
    """Remarks from the margin, which are no part of the text."""
    left_out: list[str] = field(default_factory=list)
    """What was not taken, in sentences."""

    def told(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Found":
        blocks = [Block(**one) for one in told["blocks"]]
        return cls(blocks, list(told["comments"]), list(told["left_out"]))


@dataclass(slots=True)
class Part:
    """A section to be: its heading's number, its title and its paragraphs (kind, text)."""

    number: int
    title: str
    paragraphs: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


_FURNITURE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\ufeff\ufffe\uffff\ud800-\udfff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SPACES = re.compile("[ \u00a0\u2000-\u200a\u202f\u3000]+")


def clean(text: str) -> str:
    """Without characters that are no words. Joiners and marks of direction are words' own."""
    lines = _PRIVATE.sub("", _FURNITURE.sub("", text)).split("\n")
    told = (_SPACES.sub(" ", line).strip(" ") for line in lines)
    return "\n".join(line for line in told if line)


_MARKED = re.compile(
    r"\W*(?:UK )?(?:TOP )?SECRET(?:$|\s*[-/:\u2013(].{0,60}$|\s+(?:UK|EYES|STRAP|WHEN)\b.{0,60}$)"
)
_MARKING_OF = re.compile(
    r"\W*(?:(?:protective|security)\s+)?(?:marking|classification)\s*[:\-]\s*(?:uk\s+)?(?:top\s+)?secret\b",
    re.IGNORECASE,
)
SHORT = 400
"""Characters: a marking stands on a line of its own, and no paragraph that is longer is one."""
TOO_HIGH = (
    "This file is marked SECRET or TOP SECRET. The portal holds nothing above "
    "OFFICIAL-SENSITIVE. Nothing was kept. Ask your agency's security officer what to do."
)


def refuse_secret(lines: Iterable[str]) -> None:
    """Raises Unreadable where a line is a marking that the portal may not hold."""
    for text in lines:
        for line in text.replace("\t", "\n").split("\n"):
            if _MARKED.match(line) or _MARKING_OF.match(line):
                raise Unreadable(TOO_HIGH)


def checked(found: Found) -> Found:
    """The same, or Unreadable where there is nothing to take or more than sections can hold."""
    if not any(block.text.strip() for block in found.blocks):
        raise Unreadable("There are no words in this file. Check that you chose the right one.")
    size = sum(len(b.text) + sum(map(len, b.notes)) for b in found.blocks)
    if len(found.blocks) > MOST_BLOCKS or size > MOST_CHARACTERS:
        raise Unreadable("This file is too long to be taken at once. Divide it into several files.")
    refuse_secret(b.text for b in found.blocks if len(b.text) < SHORT)
    return found


def looks_like_heading(text: str) -> bool:
    """Short, on one line, begun like a title and not ended like a sentence."""
    if not 2 < len(text) <= 100 or "\n" in text or "\t" in text or text[-1] in ".;,!\u0964\u06d4":
        return False
    if re.match(r"(?:Table|Figure|Box|Source|Note|Image)\b|\w+ \(\w{1,3}\)|[\[(*\u2022>]", text):
        return False
    if re.search(r"[^\W\d_]{2}[.!?]\s|[\u0964\u06d4]", text):
        return False
    first = next((c for c in text if c.isalnum()), "")
    return bool(first) and not first.islower() and sum(c.isalpha() for c in text) > 1


def capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha() and c.lower() != c.upper()]
    return len(letters) >= 4 and all(c.isupper() for c in letters)


def only_apart(blocks: Sequence[Block]) -> None:
    """A run of three or more lines that look like headings is a list of short lines, and no more.

    A heading has something under it: so the last of them stays one where sentences follow, and
    the last line of a file only looks like one.
    """
    if blocks and blocks[-1].heading == "looks":
        blocks[-1].heading, blocks[-1].kind = "", "p"
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and blocks[end].heading == "looks":
            end += 1
        if end - start >= 3:
            leads = end < len(blocks) and len(blocks[end].text) > 80 and blocks[end].text[-1] == "."
            for block in blocks[start : end - leads]:
                block.heading, block.kind = "", "p"
        start = max(end, start + 1)


def headings(found: Found) -> list[int]:
    """The numbers of the blocks about which the importer is asked; the firm ones first to stay."""
    told = [n for n, b in enumerate(found.blocks) if b.heading]
    if len(told) > MOST_CHOICES:
        firm = [n for n in told if found.blocks[n].heading == "section"][:MOST_CHOICES]
        more = [n for n in told if n not in set(firm)][: MOST_CHOICES - len(firm)]
        told = sorted([*firm, *more])
    return told


def proposed(found: Found) -> dict[int, str]:
    """For each heading what it is taken to be until the importer says otherwise."""
    told = headings(found)
    firm = [n for n in told if found.blocks[n].heading == "section"]
    if not firm:
        few = len(told) <= MOST_SECTIONS
        return dict.fromkeys(told, "section" if few else "heading")
    levels = sorted({found.blocks[n].level for n in firm})
    upper = [n for n in firm if found.blocks[n].level in levels[:2]]
    if len(upper) > MOST_SECTIONS:
        upper = [n for n in firm if found.blocks[n].level == levels[0]]
    begins = set(upper[:MOST_SECTIONS])
    return {n: "section" if n in begins else "heading" for n in told}


def parts(found: Found, roles: Mapping[int, str]) -> list[Part]:
    """The sections that these choices make. No word of the file is lost by any choice.

    A chapter's heading with nothing under it but the next section's gives its words to that
    section's title.
    """
    told: list[Part] = [Part(OPENING, OPENING_TITLE)]
    for number, block in enumerate(found.blocks):
        role = roles.get(number, "plain") if block.heading else ""
        here = told[-1]
        if role == "section":
            title = " ".join(block.text.split())
            if here.number == OPENING or here.paragraphs or len(here.title) > 150:
                told.append(Part(number, title))
            else:
                told[-1] = Part(number, f"{here.title}: {title}", [], here.notes)
        else:
            kind = {"heading": "h", "plain": "p"}.get(role, block.kind)
            here.paragraphs.append((kind, block.text))
        told[-1].notes += block.notes
    _close(told)
    return told


def _close(told: list[Part]) -> None:
    for part in told:
        part.paragraphs += [("p", note) for note in part.notes]
    if len(told) > 1 and not told[-1].paragraphs:
        last = told.pop()
        told[-1].paragraphs.append(("h", last.title))
    if not told[0].paragraphs:
        told.pop(0)


_CLASS_WORDS = (
    ("legal_advice", r"legal (?:advice|privilege)|privileged"),
    ("conduct", r"misconduct|disciplin|professional standards"),
    ("staff_welfare", r"staff welfare|wellbeing of staff|staff support"),
    ("recommendations", r"recommend|action plan|^actions"),
    ("chronology", r"chronolog|timeline|sequence of events"),
    ("good_practice", r"good practice"),
    ("learning", r"learning|lessons|findings|conclusion"),
    ("practice", r"practice|analysis|assessment|risk management|multi-agency|episode"),
)


def class_of(title: str) -> str:
    """The class that a title speaks of; the importer decides."""
    for name, pattern in _CLASS_WORDS:
        if re.search(pattern, title, re.IGNORECASE):
            return name
    return "context"
