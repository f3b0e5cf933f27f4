"""Why things were taken out of a redacted copy, gathered for its refusal notice and its schedule.

What is written about the harm and the public interest goes to the applicant, so it is searched for
words that were taken out, and refused where one stands there.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from portal.answers.notices import Reason
from portal.clocks.rules import today
from portal.cru.blind import squeezed
from portal.documents.words import paragraphs_of
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction import schedule, sources, standing
from portal.redaction.acts import renditions
from portal.redaction.exemptions import Exemption, in_force
from portal.redaction.models import GONE, TITLE, Passage
from portal.renditions.searching import Search
from portal.requests import steps
from portal.requests.models import RequestMove
from portal.reviews import acts as reviews

HEADS = ["Row", "Section", "Paragraph", "Exemptions", "Instead of it", "Comes from"]
SHORT, LONG = 4, 8
"""Letters of a removed passage up to which it may stand in a letter if it was kept elsewhere too;
from which on it is looked for whatever stands between its letters.
"""


def known(gate: Gate, regime: str = "foi") -> dict[str, Exemption]:
    on = today(gate.now)
    return {**in_force(regime, on), **in_force(regime, on, "request")}


def copies(*, request: Any, gate: Gate) -> list[Any]:
    """Redacted copies under the Act that the authority has, newest first, unopened."""
    return [
        row
        for row in renditions(gate=gate)
        if row.owner_id == request.owner_id
        and (row.regime, row.audience) == ("foi", "applicant")
        and row.stage != "withdrawn"
    ]


def gone(*, rendition: str, gate: Gate) -> list[Any]:
    """The passages that its reader does not see, unopened, in sections that stand in it."""
    there = {row.version_id for row in standing.sections_of(rendition=rendition, gate=gate)}
    rows = standing.passages(rendition=rendition, gate=gate)
    return [row for row in rows if row.decision in GONE and row.version_id in there]


def rows(*, rendition: str, gate: Gate, regime: str = "foi") -> list[schedule.Row]:
    """The schedule of what was taken out: opened and recorded for whoever asks."""
    sections = standing.sections_of(rendition=rendition, gate=gate)
    opened = sources.opened(sections=sections, gate=gate)
    numbers = {
        version: {one.id: n for n, one in enumerate(paragraphs_of(told), 1)}
        for version, told in opened.items()
    }
    for row in sections:
        if row.version_id not in opened:
            raise Refused(sources.closed(row))
    passages = gone(rendition=rendition, gate=gate)
    return schedule.rows(
        sections,
        numbers=numbers,
        passages=passages,
        words=_said(passages, gate),
        known=known(gate, regime),
        holders=reviews.owners(gate=gate),
    )


def ordered(*, rendition: str, gate: Gate) -> list[Any]:
    """The passages in the schedule's order, so that a row's number finds its passage."""
    sections = standing.sections_of(rendition=rendition, gate=gate)
    place = {row.version_id: row.position for row in sections}
    opened = sources.opened(sections=sections, gate=gate)
    at = {
        version: {one.id: n for n, one in enumerate(paragraphs_of(told), 1)}
        for version, told in opened.items()
    }
    return sorted(
        gone(rendition=rendition, gate=gate),
        key=lambda p: (
            place[p.version_id],
            0 if p.paragraph == TITLE else at.get(p.version_id, {}).get(p.paragraph, 0),
            p.starts,
        ),
    )


def _said(passages: Sequence[Any], gate: Gate) -> Mapping[str, Mapping[str, str]]:
    told: dict[str, dict[str, str]] = {row.id: {} for row in passages}
    for field in ("harm", "interest"):
        held = [row for row in passages if getattr(row, field) is not None]
        opened = gate.open_many(Passage, held, field, act=Act.READ_RENDITION) if held else []
        for row, text in opened:
            told[row.id][field] = text
    return told


def of_rows(told: Sequence[schedule.Row], gate: Gate, regime: str = "foi") -> list[Reason]:
    """One reason for each exemption, in the Act's order."""
    table = known(gate, regime)
    found = []
    for code, one in table.items():
        mine = [row for row in told if code in {name for name, _, _ in row.exemptions}]
        if mine:
            found.append(
                Reason(
                    code,
                    one.title,
                    one.words,
                    one.qualified,
                    tuple(row.harm for row in mine),
                    tuple(row.interest for row in mine),
                    tuple(row.number for row in mine),
                )
            )
    return found


def of_request(*, request: Any, gate: Gate) -> list[Reason]:
    """Of a request that was decided as a whole: neither confirm nor deny, cost, vexatious."""
    table = known(gate)
    told = []
    for what, move in steps.decisions(request=request, gate=gate).items():
        why = gate.open(move, "words", act=Act.READ_FOI, model=RequestMove)["words"]
        told.append(_of_step(what, move.section, why, table))
    return told


def _of_step(what: str, code: str, why: str, table: Mapping[str, Exemption]) -> Reason:
    one = table[code]
    if what == "neither":
        words = "By this limb the duty to confirm or deny does not arise"
        return Reason(one.neither, one.title, words, one.qualified, (why,))
    return Reason(code, one.title, one.words, one.qualified, (why,))


# How it is kept and checked


def dump(told: Sequence[schedule.Row]) -> str:
    """As JSON: numbers, codes and bodies, and no word of a passage or about it."""
    cells = [
        [
            str(row.number),
            row.box[0] or str(row.document),
            row.box[1] or (str(row.paragraph) if row.paragraph else "Title"),
            ", ".join(code for code, _, _ in row.exemptions),
            "A black box" if row.box[0] else "A pseudonym" if row.pseudonym else "A label",
            row.holder,
        ]
        for row in told
    ]
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> list[list[str]]:
    told: list[list[str]] = json.loads(text)
    return told


def removed(*, rendition: str, gate: Gate) -> tuple[dict[str, str], str]:
    """By passage the words that were taken out, and all that was kept: for a check alone, and shown
    to nobody.
    """
    texts: dict[tuple[str, str], str] = {}
    sections = standing.sections_of(rendition=rendition, gate=gate)
    for version, told in sources.opened(sections=sections, gate=gate).items():
        texts |= {(version, one.id): one.text for one in paragraphs_of(told)}
        texts[version, TITLE] = str(told["title"])
    taken, kept = {}, dict(texts)
    for row in gone(rendition=rendition, gate=gate):
        place = row.version_id, row.paragraph
        if place in texts:
            taken[row.id] = texts[place][row.starts : row.ends]
            blank = " " * (row.ends - row.starts)
            kept[place] = kept[place][: row.starts] + blank + kept[place][row.ends :]
    return taken, "\n".join(kept.values())


def shows_removed(texts: Sequence[str], *, rendition: str, gate: Gate) -> bool:
    """Whether one of these texts holds words that were taken out of the copy, letters that look
    alike and digits for letters included. A lone word in small letters is a common one, and a short
    one that was kept elsewhere too: these prove nothing.
    """
    taken, kept = removed(rendition=rendition, gate=gate)
    there = Search({name: words for name, words in taken.items() if _short(words)}).found(kept)
    sought = {n: words for n, words in taken.items() if _says(words) and n not in there}
    search = Search(sought)
    tight = {one for words in sought.values() if len(one := squeezed(words)) >= LONG}
    return any(search.found(text) or any(one in squeezed(text) for one in tight) for text in texts)


def _letters(words: str) -> int:
    return sum(map(str.isalnum, words))


def _short(words: str) -> bool:
    return _letters(words) < SHORT


def _says(words: str) -> bool:
    return _letters(words) > 1 and (len(words.split()) > 1 or words != words.casefold())
