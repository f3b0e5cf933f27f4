"""Plain corrections (rule 9): newer signed-off words in the same releases, the changes shown."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.db import stamp
from portal.documents.models import BY_NAME_ONLY, SHARED, Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act, Stage
from portal.sharing import acts, withdrawals
from portal.sharing.models import Correction, Release, ReleaseRow, Urgent

CHANGED = "Something has changed since this page was drawn. Look at the changes again, then send."


@dataclass(frozen=True, slots=True)
class Due:
    """A release in force that names older words of a section than the newest signed off."""

    release: Any
    instead_of: str


def due(*, version: Any, gate: Gate) -> list[Due]:
    """The releases into which this version could go as a correction, by clause."""
    return _due([version], gate).get(version.id, [])


def _due(newer: Sequence[Any], gate: Gate) -> dict[str, list[Due]]:
    """The same for several versions of one owner's, each of another section, in one question.

    An urgent disclosure is not corrected: it is short, and a new one is given. Words that are
    shared by name only go into releases to one membership, and none into what the agreement does
    not cover any more.
    """
    of, at = Release.__table__.c, Version.__table__.c
    sections = {version.section_id: version for version in newer}
    query = (
        sa.select(Release.__table__, at.id.label("version_id"), at.number.label("n"), at.section_id)
        .join(ReleaseRow, ReleaseRow.release_id == of.id)
        .join(Version, at.id == ReleaseRow.version_id)
        .where(
            of.review_id == gate.domain,
            of.owner_id.in_({version.owner_id for version in newer}),
            at.section_id.in_(sections),
            of.id.not_in(sa.select(Urgent.release_id)),
        )
        .order_by(of.number, at.number)
    )
    now = stamp(gate.now)
    live = {(line.ref, line.obj) for line in gate.index.lines if now < line.exp}
    held = {
        (row.section_id, row.id): row
        for row in gate.connection.execute(query)
        if (acts.ref_of(row), f"ver:{row.version_id}") in live
        if row.to_kind == "member" or sections[row.section_id].section_class not in BY_NAME_ONLY
    }
    owners = {version.owner_id for version in newer}
    beyond = {row.id for one in owners for row in withdrawals.outside(owner=one, gate=gate)}
    told: dict[str, list[Due]] = {}
    for row in held.values():
        version = sections[row.section_id]
        if row.n < version.number and row.id not in beyond:
            told.setdefault(version.id, []).append(Due(row, row.version_id))
    return told


def unsent(*, owner: str, gate: Gate) -> list[Any]:
    """The owner's newest signed-off versions that some release in force could be corrected with."""
    of = Version.__table__.c
    here = Version.rows().where(
        of.review_id == gate.domain, of.owner_id == owner, of.stage == Stage.SIGNED_OFF
    )
    rows = gate.connection.execute(here.order_by(of.section_id, of.number))
    newest = {row.section_id: row for row in rows if row.section_class in SHARED}
    found = _due(list(newest.values()), gate)
    return [row for row in newest.values() if row.id in found]


def fit(version: Any, gate: Gate) -> bool:
    """Whether these are the newest signed-off words of a section that may be shared."""
    of = Version.__table__.c
    newer = sa.select(of.id).where(
        of.section_id == version.section_id,
        of.stage == Stage.SIGNED_OFF,
        of.number > version.number,
    )
    signed = version.stage == Stage.SIGNED_OFF and version.section_class in SHARED
    return signed and gate.connection.execute(newer.limit(1)).first() is None


def mark(found: Iterable[Due]) -> str:
    """Changes with any release that the correction would go into."""
    told = sorted(f"{one.release.id} {one.instead_of}" for one in found)
    return hashlib.sha256("\n".join(told).encode("ascii")).hexdigest()


def send(*, version: Any, seen: str, gate: Gate) -> int:
    """The newer words take the older ones' place in every release in force; in how many.

    Sections, recipients, purpose and dates stay as they were signed; each release stays one chain,
    which one ending ends. Raises Absent for words that the sender may not read, or Refused where
    something has changed since it was looked at.
    """
    gate.find(Version, version.id, Act.READ_SECTION, noted=False)
    found = due(version=version, gate=gate)
    if not found or not fit(version, gate):
        raise Refused("There is nothing to send: everybody reads the newest signed-off words.")
    if mark(found) != seen:
        raise Refused(CHANGED)
    for one in found:
        query = sa.select(Release).where(Release.id == one.release.id)
        release = gate.session.execute(query).scalar_one()
        acts.name_versions(release=release, version_ids=[version.id], gate=gate)
        gate.session.add(
            Correction(
                release_id=release.id, version_id=version.id, instead_of=one.instead_of,
                sent_by=gate.actor.member, sent_at=gate.now,
            )
        )  # fmt: skip
        sub = f"keyed:{release.to_kind}:{release.to_name}"
        gate.allow(acts.lines(release, [version.id], sub), ref=acts.ref_of(release))
        things = {acts.ref_of(release): (version.id, one.instead_of)}
        gate.record(Act.SEND_CORRECTION, release.owner_id, things)
    return len(found)


def read_by_me(*, found: Iterable[Any], gate: Gate) -> dict[str, Any]:
    """Of the versions that somebody reads, those that came as corrections of words open to her."""
    ids = {row.id for row in found}
    sent = gate.connection.execute(_SENT, {"review": gate.domain})
    rows = [row for row in sent if row.version_id in ids]
    if not rows:
        return {}
    before = Version.__table__.c.id.in_({row.instead_of for row in rows})
    older = gate.connection.execute(Version.rows().where(before)).all()
    may = gate.readable(Act.READ_SECTION, older, Version.shape)
    numbers = {row.id: row.number for row, yes in zip(older, may, strict=True) if yes}
    # In several releases it came instead of several: of those she read, the newest counts.
    mine = [row for row in rows if row.instead_of in numbers]
    mine.sort(key=lambda row: numbers[row.instead_of])
    return {row.version_id: row for row in mine}


_SENT = (
    sa.select(Correction.__table__)
    .join(Release, Release.id == Correction.release_id)
    .where(Release.review_id == sa.bindparam("review"))
)
"""Kept: a query costs more to make than to ask."""
