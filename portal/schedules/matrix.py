"""Who has which section: an owner's sections as rows, its recipients as columns, and the templates.

Nothing is changed here, and of the words only titles are opened.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.db import plain_rows, stamp
from portal.documents import acts as documents
from portal.documents import words
from portal.documents.models import BY_NAME_ONLY, SHARED, Document, Section, Version
from portal.gate.gate import Gate
from portal.gate.policy import BOARD, SPOKEN, Act, Role, Stage
from portal.people.models import Agency
from portal.reviews import acts as reviews
from portal.reviews.models import Review
from portal.reviews.words import acting_as, role_words
from portal.sharing import acts as sharing
from portal.sharing import rules
from portal.sharing.models import Release, ReleaseRow

AS_ROLES = (Role.CHAIR, Role.LAY_ADVISER)
"""Roles that belong to no agency, and so are recipients of their own."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a row of a schedule can name (rule 8)."""

    kind: str
    name: str
    words: str
    template: str
    """What the release templates call it; empty for one person, who is only ever named."""
    reached: tuple[str, ...]
    """The memberships that it reaches now: none while its body has not signed the agreement."""
    people: int
    """How many persons these are."""

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Row:
    """One section of the owner's: its newest words, and the newest that are signed off."""

    section: str
    newest: str
    signed: str
    title: str
    section_class: str
    document: str
    kind: str
    position: int
    number: int
    """Of the newest signed-off version; 0 where none is."""

    @property
    def shareable(self) -> bool:
        return self.section_class in SHARED


@dataclass(frozen=True, slots=True)
class Cell:
    """What one recipient has of one section."""

    state: str
    """shared, older, later, closed, ended, never, unsigned, proposed, nothing"""
    since: datetime | None = None
    until: datetime | None = None


def recipients(*, gate: Gate) -> list[Recipient]:
    """Bodies, then the roles that belong to none, then everybody by name; not one's own side."""
    owner, members = gate.body, reviews.members(gate=gate)
    of = Agency.__table__.c
    kinds: dict[str, str] = dict(gate.connection.execute(sa.select(of.id, of.kind)).all())
    bodies = {m.body: m.agency or "The commissioning board" for m in members if m.body != owner}
    told = [("body", b, w, kinds.get(b, BOARD)) for b, w in sorted(bodies.items(), key=_named)]
    held = {m.role for m in members}
    told += [("role", r.value, _role(r), r.value) for r in AS_ROLES if r in held]
    persons = {m.id: m.person_id for m in members}
    people = {m.id: m.person_id for m in members if m.body != owner}
    names = reviews.called(gate=gate, person_ids=set(people.values()))
    parts, often = role_words(members), Counter(people.values())
    called = {
        m: f"{names[p]}: {acting_as(parts[m])}" if often[p] > 1 else names[p]
        for m, p in people.items()
    }
    told += sorted((("member", m, called[m], "") for m in people), key=_named)
    now = stamp(gate.now)
    return [
        Recipient(*one, reached, len({persons[m] for m in reached if m in persons}))
        for one in told
        for reached in [tuple(gate.index.reached(f"keyed:{one[0]}:{one[1]}", owner, now))]
    ]


def _named(one: Sequence[str]) -> tuple[bool, str]:
    """By name, the board last."""
    return BOARD in one, one[-1] if len(one) == 2 else one[2]


def _role(role: Role) -> str:
    return f"The {SPOKEN[role].lower()}"


def versions(*, owner: str, gate: Gate) -> list[Any]:
    """Every version of an owner's sections, in order, without its words."""
    of, at, doc = Version.__table__.c, Section.__table__.c, Document.__table__.c
    query = (
        sa.select(
            of.id, of.owner_id, of.section_id, of.number, of.stage, at.section_class, at.author,
            at.document_id, at.newest_id, doc.kind,
        )
        .join(Section, at.id == of.section_id)
        .join(Document, doc.id == at.document_id)
        .where(of.review_id == gate.domain, of.owner_id == owner)
        .order_by(at.document_id, at.position, of.number)
    )  # fmt: skip
    return plain_rows(gate.connection.execute(query))


def opened(*, ids: Iterable[str], gate: Gate, purpose: str = "") -> dict[str, tuple[Any, Any]]:
    """The words of these versions, by id, of those that the person may read: recorded."""
    of = Version.__table__.c
    rows = gate.connection.execute(Version.rows().where(of.id.in_(list(ids)))).all()
    told = gate.open_many(Version, rows, "words", act=Act.READ_SECTION, purpose=purpose)
    return {row.id: (row, words.load(text)) for row, text in told}


def rows(*, owner: str, gate: Gate) -> list[Row]:
    """The owner's sections, of those whose words the person may read."""
    found = versions(owner=owner, gate=gate)
    signed = {v.section_id: v for v in found if v.stage == Stage.SIGNED_OFF}
    newest = {v.id: v for v in found if v.id == v.newest_id}
    told = opened(ids=newest, gate=gate)
    places = documents.places(documents={v.document_id for v in found}, gate=gate)
    return [
        Row(
            section=v.section_id,
            newest=v.id,
            signed=signed[v.section_id].id if v.section_id in signed else "",
            title=told[v.id][1]["title"],
            section_class=v.section_class,
            document=v.document_id,
            kind=v.kind,
            position=places[v.section_id],
            number=signed[v.section_id].number if v.section_id in signed else 0,
        )
        for v in newest.values()
        if v.id in told
    ]


# The one screen


HELD = frozenset({"shared", "older", "keyless", "later"})
"""States of a cell in which a release stands."""


def matrix(
    *, owner: str, listed: Sequence[Row], to: Sequence[Recipient], gate: Gate
) -> dict[tuple[str, str], Cell]:
    """By section and the key of the recipient, what she has of it or would have by the template."""
    given = _given(owner, gate)
    now = stamp(gate.now)
    live = {(line.ref, line.obj) for line in gate.index.lines if line.nbf <= now < line.exp}
    kind = kind_of_review(gate)
    return {
        (row.section, one.key): _given_cell(row, one, given[row.section, one.key], live, gate.now)
        or Cell("proposed" if suggested(row, one, kind, today(gate.now)) else "nothing")
        for row in listed
        for one in to
    }


def kind_of_review(gate: Gate) -> str:
    kind = sa.select(Review.kind).where(Review.id == gate.domain)
    return str(gate.connection.execute(kind).scalar_one())


def _given(owner: str, gate: Gate) -> dict[tuple[str, str], list[Any]]:
    """Every row of the owner's releases, by section and recipient, the newest last."""
    of, at = Release.__table__.c, Version.__table__.c
    query = (
        sa.select(Release.__table__, at.section_id, at.id.label("version_id"), at.number.label("n"))
        .join(ReleaseRow, ReleaseRow.release_id == of.id)
        .join(Version, at.id == ReleaseRow.version_id)
        .where(of.review_id == gate.domain, of.owner_id == owner)
        .order_by(of.signed_at, at.number)
    )
    told: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in gate.connection.execute(query):
        told[row.section_id, f"{row.to_kind}:{row.to_name}"].append(row)
    return told


def _given_cell(
    row: Row, to: Recipient, given: list[Any], live: set[tuple[str, str]], now: datetime
) -> Cell | None:
    """What releases made of this cell; None where there was none, and there could be one."""
    if not row.shareable:
        return Cell("never")
    holds = [g for g in given if (sharing.ref_of(g), f"ver:{g.version_id}") in live]
    if holds:
        until = max(sharing.closes(g) for g in holds)
        state = "older" if max(g.n for g in holds) < row.number else "shared"
        return Cell(state if to.reached else "keyless", min(g.starts_at for g in holds), until)
    later = [g for g in given if g.starts_at > now and g.ended_at is None]
    if later:
        return Cell("later", min(g.starts_at for g in later), max(g.ends_at for g in later))
    if not row.signed:
        return Cell("unsigned")
    if given:
        over = max(sharing.closes(g) for g in given)
        return Cell("ended", until=over) if over <= now else Cell("closed")
    return None


def suggested(row: Row, to: Recipient, kind: str, on: date) -> bool:
    """Whether the templates of that day propose this section to this recipient."""
    return bool(to.template) and rules.proposes(
        review=kind, document=row.kind, section_class=row.section_class, to=to.template, on=on
    )


def departures(*, owner: str, gate: Gate) -> tuple[list[tuple[Row, Recipient]], ...]:
    """Where what is shared now departs from the templates: shared beyond them, and kept back.

    One person by name is beyond them, but for classes that are released in no other way (A083).
    """
    to, listed = recipients(gate=gate), rows(owner=owner, gate=gate)
    kind, on = kind_of_review(gate), today(gate.now)
    cells = matrix(owner=owner, listed=listed, to=to, gate=gate)
    more, less = [], []
    for row in listed:
        for one in to:
            state = cells[row.section, one.key].state
            usual = suggested(row, one, kind, on)
            by_name = one.kind == "member" and row.section_class in BY_NAME_ONLY
            if state in HELD and not usual and not by_name:
                more.append((row, one))
            if usual and row.signed and state not in HELD:
                less.append((row, one))
    return more, less


def seen_by(*, to: Recipient, owner: str, extra: Iterable[str], gate: Gate) -> list[str]:
    """The versions of the owner's words that the recipient reads now, or would with `extra`."""
    found = versions(owner=owner, gate=gate)
    sub = f"m:{to.name}" if to.kind == "member" else f"keyed:{to.key}"
    page, more = gate.index.page(sub, Act.READ_SECTION, stamp(gate.now)), set(extra)
    reads = page.decide(Version.shape, found)
    best = {v.section_id: v.id for v, yes in zip(found, reads, strict=True) if yes or v.id in more}
    return list(best.values())
