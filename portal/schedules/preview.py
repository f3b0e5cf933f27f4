"""What each recipient will read if a plan is signed: looked through before, and hashed.

The hash is of versions, words, readers and terms, never of the bytes of a page.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, time
from typing import Any

from portal.agreements import acts as agreements
from portal.clocks.rules import LONDON
from portal.documents import words
from portal.gate.gate import Gate
from portal.schedules.matrix import Recipient, Row, opened, recipients, rows, seen_by
from portal.sharing import acts as sharing

SEEN_AS = "See it as its recipient will"


@dataclass(slots=True)
class Plan:
    """A schedule in the making. Days are as typed in the form of dates, YYYY-MM-DD."""

    cells: dict[str, list[str]] = field(default_factory=dict)
    """Section ids by the key of the recipient."""
    purpose: str = ""
    paragraph: str = ""
    why: str = ""
    starts: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Rendition:
    """What some recipients will see, alike to the letter."""

    recipients: list[Recipient]
    sections: list[tuple[Any, Mapping[str, Any]]]
    fresh: frozenset[str]
    """Versions that the schedule adds to what they read already."""


@dataclass(frozen=True, slots=True)
class Preview:
    """All that is looked through before signing, and the hash of just that."""

    renditions: list[Rendition]
    unfit: list[str]
    starts: datetime
    ends: datetime
    sections: int
    seen: str
    given: dict[str, list[str]]
    """By the key of the recipient, the versions that she is given."""
    contents: dict[str, str]
    """By the key of the recipient, the hash of the content that she is given."""

    @property
    def reached(self) -> set[str]:
        return {m for one in self.renditions for to in one.recipients for m in to.reached}


def named(plan: Plan, listed: Sequence[Row], to: Sequence[Recipient]) -> dict[str, list[str]]:
    """By recipient the versions that the plan names: of each section the newest signed off."""
    signed = {row.section: row.signed or row.newest for row in listed}
    known = {one.key for one in to}
    return {
        key: [signed[s] for s in sections if s in signed]
        for key, sections in plan.cells.items()
        if key in known and any(s in signed for s in sections)
    }


def _moment(day: str) -> datetime:
    """The beginning of that day in London."""
    there = datetime.combine(datetime.fromisoformat(day).date(), time(), LONDON)
    return there.astimezone(UTC)


def preview(*, plan: Plan, gate: Gate) -> Preview:
    """What each recipient will read of the owner's words if the plan is signed now."""
    owner = gate.body
    to, listed = recipients(gate=gate), rows(owner=owner, gate=gate)
    given = named(plan, listed, to)
    told = {
        one.key: seen_by(to=one, owner=owner, extra=given[one.key], gate=gate)
        for one in to
        if one.key in given
    }
    held = opened(ids={v for ids in told.values() for v in ids}, gate=gate, purpose=SEEN_AS)
    unfit = [
        why
        for one in to
        if one.key in given
        for why in sharing.unfit_rows(
            version_ids=given[one.key], owner=owner, to=(one.kind, one.name), gate=gate
        )
    ]
    starts = max(_moment(plan.starts), gate.now)
    contents = {key: digest(ids, held) for key, ids in given.items()}
    return Preview(
        renditions=_alike(to, told, given, held),
        unfit=list(dict.fromkeys(unfit)),
        starts=starts,
        ends=_moment(plan.ends),
        sections=len({v for ids in given.values() for v in ids}),
        seen=_seen(plan, to, told=told, given=given, held=held, gate=gate),
        given=given,
        contents=contents,
    )


def digest(ids: Iterable[str], held: Mapping[str, tuple[Any, Any]]) -> str:
    return words.digest((v, held[v][1]) for v in ids if v in held)


def _alike(
    to: Sequence[Recipient],
    told: Mapping[str, list[str]],
    given: Mapping[str, list[str]],
    held: Mapping[str, tuple[Any, Any]],
) -> list[Rendition]:
    """One rendition for all who will see the same, so that nobody looks through it twice."""
    groups: dict[tuple[str, ...], list[Recipient]] = {}
    for one in to:
        if one.key in told:
            fresh = sorted(set(given[one.key]))
            groups.setdefault((*told[one.key], "of them", *fresh), []).append(one)
    return [
        Rendition(
            several,
            [held[v] for v in told[several[0].key] if v in held],
            frozenset(given[several[0].key]),
        )
        for several in groups.values()
    ]


def _seen(
    plan: Plan,
    to: Sequence[Recipient],
    *,
    told: Mapping[str, list[str]],
    given: Mapping[str, list[str]],
    held: Mapping[str, tuple[Any, Any]],
    gate: Gate,
) -> str:
    """Changes with anything that the signing office looked at: words, readers, terms, agreement."""
    terms = agreements.current(gate=gate)
    whole = [
        asdict(replace(plan, cells={})),
        [terms.id, terms.number] if terms else [],
        [
            [one.key, sorted(one.reached), sorted(given[one.key]), digest(told[one.key], held)]
            for one in to
            if one.key in told
        ],
    ]
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
