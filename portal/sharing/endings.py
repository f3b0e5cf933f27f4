"""What somebody has read by releases and cannot read any more (release rule 13)."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.db import Utc
from portal.documents.models import Version
from portal.gate import readings
from portal.gate.gate import Gate
from portal.gate.index import Shape
from portal.gate.ledger import stream_of
from portal.gate.policy import Act
from portal.gate.versions import PolicyRow
from portal.sharing.acts import ref_of
from portal.sharing.models import Release, ReleaseRow

NAMED = (Version.section_id, Version.id.label("version_id"))
"""What a release names, of a version."""
WHOSE: Shape = {"owner": lambda row: row.owner_id, "sec": lambda row: row.section_id}
"""A version as stand-downs name it."""


@cache
def _over() -> sa.CompoundSelect[Any]:
    """What releases of `review` named, of those that are over at `moment`, or whose section was
    closed since: then with when. Kept: a query costs more to make than to ask.

    Each half begins at what is over, so that what stands costs nothing.
    """
    review: sa.BindParameter[str] = sa.bindparam("review")
    moment = sa.bindparam("moment", type_=Utc)
    again = PolicyRow.__table__.alias().c
    same = (again.domain == review, again.ref == PolicyRow.ref, again.obj == PolicyRow.obj)
    named = (*Release.__table__.c, *NAMED)
    over = (
        sa.select(*named, sa.literal(None, Utc).label("closed_at"))
        .join(ReleaseRow, ReleaseRow.release_id == Release.id)
        .join(Version, Version.id == ReleaseRow.version_id)
        .where(Release.review_id == review)
        .where(sa.or_(Release.ended_at <= moment, Release.ends_at <= moment))
    )
    closed = (
        sa.select(*named, PolicyRow.ended_at.label("closed_at"))
        .select_from(PolicyRow)
        .join(Release, Release.id == sa.func.substr(PolicyRow.ref, len("release:") + 1))
        .join(Version, Version.id == sa.func.substr(PolicyRow.obj, len("ver:") + 1))
        .where(
            PolicyRow.domain == review,
            PolicyRow.ended_at <= moment,
            PolicyRow.ref.like("release:%"),
            PolicyRow.obj.like("ver:%"),
            ~sa.exists().where(*same, again.ended_at.is_(None)),
        )
    )
    return sa.union_all(over, closed)


def ended_for_me(*, open_sections: set[str], gate: Gate) -> list[Any]:
    """Releases through which the reader has read what is closed now: they are over, or the section
    was reclassified or withdrawn since, and `closed_at` says when (rules 12 and 13). One is told
    once for each moment at which something of it was closed.

    Never beside words still open, in `open_sections`, nor of what she is kept from in person.
    """
    reach = {g.removeprefix("keyed:") for g in gate.groups if g.startswith("keyed:")}
    reach |= {f"member:{gate.actor.member}"}
    asked = {"review": gate.domain, "moment": gate.now}
    gone = [
        row
        for row in gate.connection.execute(_over(), asked)
        if f"{row.to_kind}:{row.to_name}" in reach and row.section_id not in open_sections
    ]
    # Of a section that was closed before its release was over the former is told, the newest time.
    gone.sort(key=lambda row: (row.closed_at is not None, row.closed_at or row.ends_at))
    last = {(row.id, row.version_id): row for row in gone}
    told = sorted(read_by_me(list(last.values()), gate), key=lambda r: (r.number, over_since(r)))
    return list({(row.id, over_since(row)): row for row in told}.values())


def over_since(row: Any) -> datetime:
    """When what `ended_for_me` tells of was over."""
    when: datetime = min(at for at in (row.closed_at, row.ended_at, row.ends_at) if at)
    return when


def read_by_me(rows: Sequence[Any], gate: Gate) -> list[Any]:
    """Of versions with the releases that named them, those that this membership read under them.

    But none of what its person is kept from: of that she is told nothing.
    """
    kept = gate.kept_from(Act.READ_SECTION, rows, WHOSE)
    left = [row for row, shut in zip(rows, kept, strict=True) if not shut]
    read = {
        (row.id, name)
        for row in {row.id: row for row in left}.values()
        for name in readings.read_under(
            gate.connection, stream_of(gate.domain, row.owner_id),
            member=gate.actor.member, ref=ref_of(row),
        )
    }  # fmt: skip
    return [row for row in left if (row.id, row.version_id) in read]
