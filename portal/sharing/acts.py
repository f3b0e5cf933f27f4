"""The owner's key: releases are signed, read under, and ended."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.agreements.acts import standing_signatures
from portal.db import new_id, stamp
from portal.documents import acts as documents
from portal.documents.models import BY_NAME_ONLY, Document, Version
from portal.gate import readings, versions
from portal.gate.gate import Gate, Refused
from portal.gate.ledger import stream_of
from portal.gate.policy import BOARD, SHAREABLE, Act, Line, Stage, law
from portal.sharing.models import Release, ReleaseRow, Schedule, ScheduleRelease


def agreed(owner: str, gate: Gate) -> None:
    """Raises Refused while the owner or the board has not signed the agreement (rule 6)."""
    if not {owner, BOARD} <= set(standing_signatures(gate)):
        raise Refused("Your organisation and the board must sign the review agreement first.")


def made(
    *,
    version_ids: Sequence[str],
    to: tuple[str, str],
    purpose: str,
    starts: datetime,
    ends: datetime,
    gate: Gate,
) -> Release:
    """A release's own rows, for whoever has checked that it may be. It opens nothing by itself."""
    release = Release(
        id=new_id(),
        review_id=gate.domain,
        owner_id=gate.body,
        number=_next_clause(gate),
        to_kind=to[0],
        to_name=to[1],
        purpose=purpose,
        signed_by=gate.actor.member,
        signed_at=gate.now,
        starts_at=starts,
        ends_at=ends,
    )
    gate.session.add(release)
    gate.session.flush()
    name_versions(release=release, version_ids=version_ids, gate=gate)
    return release


def give(
    *,
    version_ids: Sequence[str],
    to: tuple[str, str],
    purpose: str,
    starts: datetime,
    ends: datetime,
    gate: Gate,
) -> Release:
    """The owner's key for one recipient (rule 6), for whoever has checked that all of it may be."""
    release = made(
        version_ids=version_ids, to=to, purpose=purpose, starts=starts, ends=ends, gate=gate
    )
    sub = f"keyed:{to[0]}:{to[1]}"
    gate.allow(lines(release, version_ids, sub), ref=ref_of(release))
    gate.record(Act.SIGN_RELEASE, gate.body, {ref_of(release): version_ids})
    return release


def name_versions(*, release: Release, version_ids: Sequence[str], gate: Gate) -> None:
    """Versions that the release names from now on, for whoever has checked that it may."""
    rows = [ReleaseRow(release_id=release.id, version_id=v) for v in version_ids]
    gate.session.add_all(rows)
    mark = sa.update(Version).where(Version.id.in_(version_ids)).values(released=True)
    gate.session.execute(mark)


def ref_of(release: Any) -> str:
    return f"release:{release.id}"


def lines(release: Release, version_ids: Iterable[str], sub: str) -> list[Line]:
    """The policy rows by which `sub` reads these versions for as long as the release lasts."""
    window = stamp(release.starts_at), stamp(closes(release))
    return [
        Line(sub, f"ver:{v}", Act.READ_SECTION, *window, "allow", ref_of(release))
        for v in version_ids
    ]


def closes(release: Any) -> datetime:
    """When its words close: as agreed, or sooner where the owner ended it or named a day."""
    when: datetime = min(release.ends_at, release.ended_at or release.ends_at)
    return when


def unfit_rows(
    *, version_ids: Sequence[str], owner: str, to: tuple[str, str], gate: Gate
) -> list[str]:
    """A sentence about each version that cannot be released to that recipient."""
    at = Version.__table__.c
    of = Document.__table__.c
    here = Version.rows().where(at.id.in_(list(version_ids)), at.review_id == gate.domain)
    rows = list(gate.connection.execute(here))
    named = {row.id: row for row in rows}
    may = dict(zip(named, gate.readable(Act.READ_SECTION, rows, Version.shape), strict=True))
    kinds: dict[str, str] = dict(
        gate.connection.execute(
            sa.select(of.id, of.kind).where(of.id.in_({row.document_id for row in named.values()}))
        ).all()
    )
    places = documents.places(documents=kinds, gate=gate)
    told = []
    for row in map(named.get, version_ids):
        overview = row is not None and kinds.get(row.document_id) == "overview"
        place = places.get(row.section_id, 0) if row is not None else 0
        why = _unfit(row, owner, to, place=place, overview=overview)
        if row is not None and not why and not may[row.id]:
            why = "One of the sections is closed to you. Another officer decides about it."
        told.append(why)
    return [why for why in told if why]


def _unfit(row: Any, owner: str, to: tuple[str, str], *, place: int, overview: bool) -> str:
    """Why a version cannot be released, or nothing."""
    if row is None or row.owner_id != owner:
        return "One of the sections is not your organisation's."
    where = f"Section {place}" if place else "A section that is closed to you"
    if law().kind_of(row.section_class) != SHAREABLE:
        return f"{where} is of a class that is never shared."
    if row.stage != Stage.SIGNED_OFF:
        return f"{where} is not signed off."
    if row.section_class in BY_NAME_ONLY and to[0] != "member":
        return f"{where} holds sensitive methods and is released to named people only."
    if overview and to != ("body", BOARD):
        return f"{where} belongs to the overview report, which goes to the board and nobody else."
    return ""


def _next_clause(gate: Gate) -> int:
    highest = sa.select(sa.func.coalesce(sa.func.max(Release.number), 0))
    here = highest.where(Release.review_id == gate.domain)
    return int(gate.session.execute(here).scalar_one()) + 1


def end_release(*, release: Release, why: str, on: datetime | None = None, gate: Gate) -> None:
    """Close a release in every process: at once, or on a day to come (rule 12).

    Raises Refused where it has ended already, or would end by itself before that day.
    """
    when = on or gate.now
    if closes(release) <= gate.now:
        raise Refused("This release has ended already.")
    if not gate.now <= when < closes(release):
        raise Refused("This release ends by itself before that day.")
    reason = gate.reason(why, release.owner_id)
    gate.session.flush()
    standing = versions.lines_of(gate.session, gate.domain, ref=ref_of(release))
    release.ended_at, release.ended_by = when, gate.actor.member
    release.end_reason = reason
    gate.end(ref=ref_of(release))
    if when > gate.now:
        gate.allow(_until(standing, stamp(when)), ref=ref_of(release))
    gate.record(Act.END_RELEASE, release.owner_id, {ref_of(release): (release.id,)}, reason=reason)


def _until(standing: Iterable[Line], when: str) -> list[Line]:
    """The same rows, ending on that day; what would begin later never does."""
    return [replace(line, exp=min(line.exp, when)) for line in standing if line.nbf < when]


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


def schedule_of(*, release: str, gate: Gate) -> Any:
    """The schedule in which a release was signed, unopened; or None."""
    query = (
        sa.select(Schedule.__table__)
        .join(ScheduleRelease, ScheduleRelease.schedule_id == Schedule.id)
        .where(ScheduleRelease.release_id == release)
    )
    return gate.connection.execute(query).first()


def readers(*, version: Any, gate: Gate) -> list[readings.Read]:
    """All that was done with one version, the newest first (rule 18).

    All of it: nobody can push an earlier reader off the end by reading often.
    """
    stream = stream_of(gate.domain, version.owner_id)
    return readings.of_versions(gate.connection, stream, [version.id])
