"""Findings of other proceedings, in their order: an inquest's, an investigation's, an inspection's.

A report to prevent future deaths is made under the Coroners and Justice Act 2009, Schedule 5,
paragraph 7. A finding is corrected beside and never deleted: the correction takes its number.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD
from portal.proceedings.acts import checked
from portal.proceedings.models import SOURCES, Outcome, Proceeding
from portal.timetable.acts import not_to_come

FINDING = "finding"
MEANWHILE = (
    "This finding was corrected or taken out meanwhile. Go back and look at it as it stands now."
)

# As they are pasted in

_NUMBERED = re.compile(
    r"\s*(?:\((\d{1,3})\)|(\d{1,3}(?:\.\d{1,3})+)[.):]?|(\d{1,3})[.):])\s+(?=\S)"
)
_BULLET = re.compile(r"\s*[•·▪-]\s+(?=\S)")


def parted(text: str) -> list[str]:
    """The findings of a pasted text, one by one and each in one line.

    Numbers or bullets part them, where the lines run on from number to number; else empty lines
    do; else every line is a finding. The numbers and bullets fall away, and no other word does.
    """
    lines = text.splitlines()
    starts = _numbered(lines) or _bulleted(lines)
    if starts:
        return _joined([(n in starts, line[starts.get(n, 0) :]) for n, line in enumerate(lines)])
    blocks = any(not line.strip() for line in text.strip().splitlines())
    after = [True, *(not line.strip() for line in lines)]
    return _joined([(after[n] or not blocks, line) for n, line in enumerate(lines)])


def _numbered(lines: Sequence[str]) -> dict[int, int]:
    """By line that opens a finding, where its words begin. A number counts where it follows on the
    one before; a number that stands alone only if it is 1.
    """
    found: dict[int, int] = {}
    before: list[int] = []
    first: list[int] = []
    for place, line in enumerate(lines):
        if mark := _NUMBERED.match(line):
            number = [int(part) for part in (mark[1] or mark[2] or mark[3]).split(".")]
            if not before or _follows(number, before):
                found[place], before = mark.end(), number
                first = first or number
    return found if len(found) > 1 or first == [1] else {}


def _follows(number: list[int], before: list[int]) -> bool:
    """As 3 follows 2, 4.2 follows 4.1, and 5.1 follows 4.7."""
    if len(number) != len(before):
        return False
    within = [*before[:-1], before[-1] + 1]
    return number == within or (len(number) > 1 and number == [*before[:-2], before[-2] + 1, 1])


def _bulleted(lines: Sequence[str]) -> dict[int, int]:
    """As `_numbered`, where the first line begins with a bullet."""
    marks = {n: mark.end() for n, line in enumerate(lines) if (mark := _BULLET.match(line))}
    first = next((n for n, line in enumerate(lines) if line.strip()), -1)
    return marks if first in marks else {}


def _joined(lines: Sequence[tuple[bool, str]]) -> list[str]:
    found: list[list[str]] = []
    for opens, line in lines:
        if opens or not found:
            found.append([])
        found[-1] += line.split()
    return [" ".join(words) for words in found if words]


# As they stand


def every(*, proceeding: str = "", gate: Gate) -> list[Any]:
    """Every finding of one of the proceedings or of all, unopened, in their order: what was
    replaced comes before what took its place.
    """
    of = Outcome.__table__.c
    query = sa.select(Outcome.__table__).where(of.review_id == gate.domain, of.kind == FINDING)
    if proceeding:
        query = query.where(of.proceeding_id == proceeding)
    return list(gate.connection.execute(query.order_by(of.proceeding_id, of.number, of.id)))


def standing(*, proceeding: str = "", gate: Gate) -> list[Any]:
    """Those that neither a correction has replaced nor anybody has taken out."""
    return [row for row in every(proceeding=proceeding, gate=gate) if row.replaced_at is None]


def gone(finding: Any) -> str:
    """Why nothing can be done with it, where it is no finding or does not stand any more."""
    return "" if finding.kind == FINDING and finding.replaced_at is None else MEANWHILE


def still_stands(finding: Any) -> None:
    """Raises Refused where it is gone."""
    if why := gone(finding):
        raise Refused(why)


def enter(
    *, proceeding: Proceeding, told: Sequence[str], source: str, given_on: date, shared: bool,
    paragraph: str = "", gate: Gate,
) -> list[Outcome]:  # fmt: skip
    """Findings one after another, after those that are entered already; also of what is closed.

    Raises Absent; Refused without a finding, for a source on no list, a day to come or one before
    the proceedings were opened.
    """
    checked(proceeding, gate)
    _may_be_given(proceeding, source, given_on, gate)
    if not told or not all(told):
        raise Refused("Enter a finding.")
    numbers = [row.number for row in every(proceeding=proceeding.id, gate=gate)]
    first = max(numbers, default=0) + 1
    given = {"source": source, "given_on": given_on, "shared": shared, "paragraph": paragraph}
    return [
        _sealed(words, gate, proceeding_id=proceeding.id, number=first + place, **given)
        for place, words in enumerate(told)
    ]


def _may_be_given(proceeding: Any, source: str, on: date, gate: Gate) -> None:
    if source not in SOURCES:
        raise Refused("Choose in what it was given.")
    not_to_come(on, gate)
    if on < proceeding.opened_on:
        raise Refused("The day must not be before the one on which the proceedings were opened.")


def _sealed(words: str, gate: Gate, **given: Any) -> Outcome:
    made = Outcome(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        kind=FINDING,
        entered_by=gate.actor.member,
        entered_at=gate.now,
        **given,
    )
    checked(made, gate)
    gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    return made


def correct(
    *, finding: Outcome, words: str, source: str, given_on: date, shared: bool,
    paragraph: str = "", gate: Gate,
) -> Outcome:  # fmt: skip
    """The correction takes the finding's number and what meets it; the earlier stays on record.

    Raises Absent; Refused as `enter` does, and for a finding that does not stand any more.
    """
    _replaced(finding, gate)
    of = sa.select(Proceeding).where(Proceeding.id == finding.proceeding_id)
    _may_be_given(gate.session.execute(of).scalar_one(), source, given_on, gate)
    if not words:
        raise Refused("Enter the finding.")
    gate.session.flush()
    given = {"source": source, "given_on": given_on, "shared": shared, "paragraph": paragraph}
    same = {"proceeding_id": finding.proceeding_id, "number": finding.number}
    return _sealed(words, gate, **same, **given)


def take_out(*, finding: Outcome, gate: Gate) -> None:
    """What was entered by mistake counts no longer, nor what met it; it stays on record.

    Raises Absent; Refused for a finding that does not stand any more.
    """
    _replaced(finding, gate)


def _replaced(finding: Outcome, gate: Gate) -> None:
    checked(finding, gate)
    still_stands(finding)
    finding.replaced_at, finding.replaced_by = gate.now, gate.actor.member
