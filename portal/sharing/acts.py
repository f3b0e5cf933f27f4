"""The owner's key: releases are signed, read under, and ended."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.agreements.acts import my_membership, standing_signatures
from portal.db import new_id, stamp
from portal.documents.models import Section, Version
from portal.gate.gate import Gate, Refused
from portal.gate.ledger import Entry, stream_of
from portal.gate.policy import BOARD, SHAREABLE, Act, Line, Stage, law
from portal.sharing.models import Release, ReleaseRow

BY_NAME_ONLY = frozenset({"tactics"})
"""Classes that are released to one membership at a time."""


def sign_release(
    *,
    version_ids: Sequence[str],
    to_kind: str,
    to_name: str,
    purpose: str,
    starts: datetime,
    ends: datetime,
    gate: Gate,
) -> Release:
    """The owner's key: these versions to this recipient. All of it, or nothing (rule 7).

    Raises Absent, or Refused with a sentence that names each row that cannot be released.
    """
    mine = my_membership(Act.SIGN_RELEASE, gate)
    gate.check(Act.SIGN_RELEASE, mine, {"owner": lambda m: m.body})
    named = _fit(version_ids, mine.body, to_kind, gate)
    release = Release(
        id=new_id(),
        review_id=gate.domain,
        owner_id=mine.body,
        number=_next_clause(gate),
        to_kind=to_kind,
        to_name=to_name,
        purpose=purpose,
        signed_by=mine.id,
        signed_at=gate.now,
        starts_at=starts,
        ends_at=ends,
    )
    _keep(release, named, gate)
    gate.record(Act.SIGN_RELEASE, mine.body, {ref_of(release): named})
    return release


def _fit(version_ids: Sequence[str], owner: str, to_kind: str, gate: Gate) -> list[str]:
    """The versions, when every one of them may be released and the agreement is signed."""
    if not {owner, BOARD} <= set(standing_signatures(gate)):
        raise Refused("Your organisation and the board must sign the review agreement first.")
    named = _named(version_ids, gate)
    unfit = [why for v in version_ids if (why := _unfit(named.get(v), owner, to_kind))]
    if unfit or not version_ids:
        raise Refused(" ".join(unfit) or "A release names at least one section.")
    return list(named)


def _keep(release: Release, version_ids: Sequence[str], gate: Gate) -> None:
    gate.session.add(release)
    gate.session.flush()
    rows = [ReleaseRow(release_id=release.id, version_id=v) for v in version_ids]
    gate.session.add_all(rows)
    mark = sa.update(Version).where(Version.id.in_(version_ids)).values(released=True)
    gate.session.execute(mark)
    gate.allow(_lines(release, version_ids), ref=ref_of(release))


def ref_of(release: Any) -> str:
    return f"release:{release.id}"


def _lines(release: Release, version_ids: Iterable[str]) -> list[Line]:
    sub = f"keyed:{release.to_kind}:{release.to_name}"
    window = stamp(release.starts_at), stamp(release.ends_at)
    return [
        Line(sub, f"ver:{v}", Act.READ_SECTION, *window, "allow", ref_of(release))
        for v in version_ids
    ]


def _named(version_ids: Sequence[str], gate: Gate) -> dict[str, Any]:
    wanted = Version.__table__.c.id.in_(list(version_ids))
    here = Version.rows().where(wanted, Version.__table__.c.review_id == gate.domain)
    return {row.id: row for row in gate.connection.execute(here)}


def _unfit(row: Any, owner: str, to_kind: str) -> str:
    """Why a version cannot be released, or nothing."""
    if row is None or row.owner_id != owner:
        return "One of the sections is not your organisation's."
    where = f"Section {row.position}"
    if law().kind_of(row.section_class) != SHAREABLE:
        return f"{where} is of a class that is never shared."
    if row.stage != Stage.SIGNED_OFF:
        return f"{where} is not signed off."
    if row.section_class in BY_NAME_ONLY and to_kind != "member":
        return f"{where} holds sensitive methods and is released to named people only."
    return ""


def _next_clause(gate: Gate) -> int:
    highest = sa.select(sa.func.coalesce(sa.func.max(Release.number), 0))
    here = highest.where(Release.review_id == gate.domain)
    return int(gate.session.execute(here).scalar_one()) + 1


def end_release(*, release: Release, why: str, gate: Gate) -> None:
    """Close a release at once, in every process, from the next request on (rule 12).

    Raises Refused where it has ended already.
    """
    if release.ended_at is not None or release.ends_at <= gate.now:
        raise Refused("This release has ended already.")
    reason = gate.reason(why, release.owner_id)
    gate.session.flush()
    release.ended_at, release.ended_by = gate.now, gate.actor.member
    release.end_reason = reason
    gate.end(ref=ref_of(release))
    gate.record(Act.END_RELEASE, release.owner_id, {ref_of(release): (release.id,)}, reason=reason)


def releases(*, owner: str, gate: Gate) -> list[Any]:
    """An owner's releases with the number of sections each names, newest first."""
    count = sa.func.count(ReleaseRow.version_id).label("sections")
    query = (
        sa.select(Release.__table__, count)
        .join(ReleaseRow, ReleaseRow.release_id == Release.id)
        .where(Release.review_id == gate.domain, Release.owner_id == owner)
        .group_by(*Release.__table__.columns)
        .order_by(Release.number.desc())
    )
    return list(gate.connection.execute(query))


def release_of(*, ref: str, gate: Gate) -> Any:
    query = sa.select(Release.__table__).where(
        Release.review_id == gate.domain, Release.id == ref.removeprefix("release:")
    )
    return gate.connection.execute(query).first()


def ended_for_me(*, open_sections: set[str], gate: Gate) -> list[Any]:
    """Releases that reached the reader, are over, and through which she has read (rule 13).

    Never beside words still open: sections in `open_sections` count no more.
    """
    reach = {g.removeprefix("keyed:") for g in gate.groups if g.startswith("keyed:")}
    over = sa.or_(Release.ended_at.is_not(None), Release.ends_at <= gate.now)
    query = (
        sa.select(Release.__table__, Section.id.label("section_id"))
        .join(ReleaseRow, ReleaseRow.release_id == Release.id)
        .join(Version, Version.id == ReleaseRow.version_id)
        .join(Section, Section.id == Version.section_id)
        .where(Release.review_id == gate.domain, over)
    )
    gone: dict[str, Any] = {}
    for row in gate.connection.execute(query):
        if f"{row.to_kind}:{row.to_name}" in reach and row.section_id not in open_sections:
            gone[row.id] = row
    return [row for row in gone.values() if _has_read(row, gate)]


def _has_read(release: Any, gate: Gate) -> bool:
    """Whether this membership ever read under this release: the ledger knows, nothing else does."""
    query = (
        sa.select(Entry.seq)
        .where(
            Entry.stream == stream_of(gate.domain, release.owner_id),
            Entry.actor == gate.actor.person,
            Entry.act == Act.READ_SECTION,
            Entry.entry.contains(f'"{ref_of(release)}"'),
            Entry.entry.contains(f'"member":"{gate.actor.member}"'),
        )
        .limit(1)
    )
    return gate.connection.execute(query).first() is not None


def readers(*, version: Any, gate: Gate) -> list[str]:
    """The ledger's entries about one version, newest first, as their canonical texts (rule 18).

    All of them: nobody can push an earlier reader off the end by reading often.
    """
    query = (
        sa.select(Entry.entry)
        .where(
            Entry.stream == stream_of(gate.domain, version.owner_id),
            Entry.act == Act.READ_SECTION,
            Entry.entry.contains(version.id),
        )
        .order_by(Entry.seq.desc())
    )
    return list(gate.connection.execute(query).scalars())
