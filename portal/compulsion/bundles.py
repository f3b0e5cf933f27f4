"""The bundle for a notice: what may be given, put together with numbered pages, and served.

It holds signed-off words of shareable sections that its maker may read now: her own body's, and
those that were released to her. Versions never change, so the bundle keeps which ones they were and
their digests, and opens them again, through the gate, whenever it is looked at.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.compulsion import acts
from portal.compulsion.models import SERVED, Bundle, Notice
from portal.compulsion.sheets import Part, index_sheets, sheets
from portal.db import new_id, plain_rows
from portal.documents import words
from portal.documents.models import SHARED, Section, Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act, Stage

COMPELLED = "compelled"
"""The purpose under which words are opened for a bundle."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a notice demands and the bundle does not hold, with the reason as a sentence."""

    owner: str
    kind: str
    why: str
    section: int = 0


@dataclass(slots=True)
class Gathered:
    versions: list[Any] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def gather(*, notice: Any, gate: Gate) -> Gathered:
    """What can be given now and what cannot. It opens nothing."""
    told, on = Gathered(), today(gate.now)
    rows = acts.materials(notice=notice.id, gate=gate)
    claimed = acts.claims(of=rows, gate=gate)
    place = {one.section_id: one.place for one in claimed}
    for row in rows:
        why = acts.held_back(material=row, notice=notice, claimed=claimed, on=on)
        if why:
            told.left.append(Left(row.owner_id, row.kind, why))
            continue
        found = _readable(row.document_id, gate)
        kept = {
            one.section_id: "A claim about it was upheld."
            if one.decision == "upheld"
            else "Its owner has made a claim about it that is not decided yet."
            for one in claimed
            if one.material_id == row.id and one.section_id and one.decision in {None, "upheld"}
        }
        told.versions += [one for one in found if one.section_id not in kept]
        told.left += [
            Left(row.owner_id, row.kind, kept[one.section_id], place[one.section_id])
            for one in found
            if one.section_id in kept
        ]
        if not found:
            told.left.append(Left(row.owner_id, row.kind, _nothing(row, notice)))
    return told


def _nothing(material: Any, notice: Any) -> str:
    if material.owner_id == notice.owner_id:
        return "None of its sections that can be given is signed off."
    return (
        "Nothing of it is released to you, and a notice releases nothing. Its owner was told: it "
        "may release it to your organisation, or the order must be directed to it."
    )


def _readable(document: str, gate: Gate) -> list[Any]:
    """Of each section the newest signed-off version that is open to the actor."""
    of, at = Version.__table__.c, Section.__table__.c
    query = Version.rows().where(
        of.review_id == gate.domain,
        at.document_id == document,
        of.stage == Stage.SIGNED_OFF,
        at.section_class.in_(SHARED),
    )
    rows = plain_rows(gate.connection.execute(query.order_by(at.position, of.number)))
    may = gate.readable(Act.READ_SECTION, rows, Version.shape)
    return list({row.section_id: row for row, yes in zip(rows, may, strict=True) if yes}.values())


def make(*, notice: Notice, gate: Gate) -> Bundle:
    """Put together what can be given now. Each owner's record says which words it holds.

    Raises Absent; Refused for a withdrawn notice, or where nothing can be given.
    """
    gate.check(Act.KEEP_NOTICE, notice, Notice.shape)
    if notice.withdrawn_on is not None:
        raise Refused(acts.GONE)
    found = gather(notice=notice, gate=gate).versions
    opened = gate.open_many(Version, found, "words", act=Act.READ_SECTION, purpose=COMPELLED)
    if not opened:
        raise Refused("Nothing of what the notice demands can be given now.")
    entries = _entries(opened)
    made = Bundle(
        id=new_id(),
        review_id=gate.domain,
        owner_id=notice.owner_id,
        row_version=1,
        notice_id=notice.id,
        number=len(of_notice(notice=notice.id, gate=gate)) + 1,
        sections=len(entries),
        pages=entries[-1]["last"],
        made_by=gate.actor.member,
        made_at=gate.now,
    )
    gate.seal(made, contents=json.dumps(entries))
    gate.session.add(made)
    gate.session.flush()
    for owner in sorted({row.owner_id for row, _ in opened}):
        ids = [row.id for row, _ in opened if row.owner_id == owner]
        things = {"bundle": (made.id,), "notice": (notice.id,), "version": ids}
        gate.record(Act.KEEP_NOTICE, owner, things, purpose=acts.OVERRIDES)
    return made


def _entries(opened: Sequence[tuple[Any, str]]) -> list[dict[str, Any]]:
    """Which versions stand on which pages, after the index; with the digest of each."""
    told: list[dict[str, Any]] = []
    page = index_sheets(len(opened))
    for row, text in opened:
        said = words.load(text)
        first, page = page + 1, page + len(sheets(said["paragraphs"]))
        digest = words.digest([(row.id, said)])
        entry = {"version": row.id, "owner": row.owner_id, "number": row.number}
        told.append({**entry, "digest": digest, "first": first, "last": page})
    return told


def of_notice(*, notice: str, gate: Gate) -> list[Any]:
    """The bundles for a notice, oldest first, unopened."""
    of = Bundle.__table__.c
    query = sa.select(Bundle.__table__).where(of.notice_id == notice).order_by(of.number)
    return list(gate.connection.execute(query))


def served(*, notice: str, gate: Gate) -> bool:
    """Whether any bundle for it was served."""
    return any(row.served_on is not None for row in of_notice(notice=notice, gate=gate))


@dataclass(frozen=True, slots=True)
class Bound:
    """One section in a bundle, as it is printed; without sheets where it is closed by now."""

    entry: dict[str, Any]
    title: str
    sheets: Sequence[Sequence[Part]]


def read(*, bundle: Any, gate: Gate) -> list[Bound]:
    """The bundle's sections with their words, as far as they are open now. Raises Absent, also
    for whoever is kept in person from any of them (rule 2): its pages would tell of it.
    """
    entries, rows = _held(bundle, gate)
    if any(gate.kept_from(Act.READ_SECTION, rows, Version.shape)):
        gate.deny(Act.KEEP_NOTICE, bundle.owner_id, bundle.id)
    opened = {
        row.id: words.load(text)
        for row, text in gate.open_many(
            Version, rows, "words", act=Act.READ_SECTION, purpose=COMPELLED
        )
    }
    return [_bound(entry, opened.get(entry["version"])) for entry in entries]


def kept_from(*, bundle: Any, gate: Gate) -> bool:
    """Whether it holds anything that is closed to the reader in person."""
    return any(gate.kept_from(Act.READ_SECTION, _held(bundle, gate)[1], Version.shape))


def _held(bundle: Any, gate: Gate) -> tuple[list[dict[str, Any]], list[Any]]:
    """What a bundle holds: its entries, and the versions that they name."""
    told = gate.open(bundle, "contents", act=Act.KEEP_NOTICE, model=Bundle)
    entries = json.loads(told["contents"])
    wanted = [entry["version"] for entry in entries]
    query = Version.rows().where(Version.review_id == gate.domain, Version.id.in_(wanted))
    return entries, plain_rows(gate.connection.execute(query))


def _bound(entry: dict[str, Any], said: Any) -> Bound:
    if said is None or words.digest([(entry["version"], said)]) != entry["digest"]:
        return Bound(entry, "", ())
    return Bound(entry, str(said["title"]), sheets(said["paragraphs"]))


def serve(*, bundle: Bundle, on: date, how: str, to: str, gate: Gate) -> None:
    """Record that it was served. The portal sends nothing. Raises Absent, Refused."""
    gate.check(Act.KEEP_NOTICE, bundle, Bundle.shape)
    if kept_from(bundle=bundle, gate=gate):
        gate.deny(Act.KEEP_NOTICE, bundle.owner_id, bundle.id)
    if bundle.served_on is not None:
        raise Refused("That this bundle was served is recorded already.")
    if how not in SERVED:
        raise Refused("Choose how it was served.")
    if not today(bundle.made_at) <= on <= today(gate.now):
        raise Refused("The day must be after the bundle was made, and no later than today.")
    bundle.served_on, bundle.served_by, bundle.served_how = on, gate.actor.member, how
    gate.seal(bundle, served_to=to)
    index = gate.open(bundle, "contents", act=Act.KEEP_NOTICE, model=Bundle)["contents"]
    for owner in sorted({entry["owner"] for entry in json.loads(index)}):
        things = {"bundle": (bundle.id,)}
        gate.record(Act.KEEP_NOTICE, owner, things, outcome="served", purpose=acts.OVERRIDES)
