"""What a body's withdrawal from the agreement ends: its keys, and all that it has released.

And what an amendment leaves without an agreement.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.agreements import acts as agreements
from portal.documents.models import Version
from portal.gate.gate import Gate
from portal.gate.policy import REVIEW_ROLES, Act, Role
from portal.reviews import acts as reviews
from portal.sharing.acts import closes, ref_of
from portal.sharing.endings import NAMED, read_by_me
from portal.sharing.models import Release, ReleaseRow, Schedule, ScheduleRelease, Urgent


@dataclass(frozen=True, slots=True)
class Closing:
    """What a withdrawal would close: how many of its body's sections, for how many people."""

    sections: int
    people: int


def closing(*, owner: str, gate: Gate) -> Closing:
    """What others read now by the owner's releases. Opens and records nothing."""
    query = Version.rows().where(
        Version.__table__.c.review_id == gate.domain,
        Version.__table__.c.owner_id == owner,
        Version.__table__.c.released,
    )
    sections, people = set(), set()
    persons = {one.id: one.person_id for one in reviews.members(gate=gate)}
    for row in gate.connection.execute(query):
        for member, line in gate.who_may(Act.READ_SECTION, row, Version.shape):
            if line.sub.startswith("keyed:"):
                sections.add(row.section_id)
                people.add(persons[member])
    return Closing(len(sections), len(people))


def withdraw(*, why: str, gate: Gate) -> None:
    """The acting member's body withdraws: it receives nothing, and what it released ends (rule 12).

    Both at once, in every process. Signing again gives the key back; a release stays ended.
    Raises Absent, or Refused where there is no signature to withdraw.
    """
    agreements.withdraw_signature(why=why, gate=gate)
    mine = agreements.my_membership(Act.WITHDRAW_SIGNATURE, gate)
    reason = gate.reason(why, mine.body)
    gate.session.flush()
    standing = sa.select(Release).where(
        Release.review_id == gate.domain,
        Release.owner_id == mine.body,
        sa.or_(Release.ended_at.is_(None), Release.ended_at > gate.now),
        Release.ends_at > gate.now,
    )
    ended = list(gate.session.execute(standing).scalars())
    for release in ended:
        release.ended_at, release.ended_by, release.end_reason = gate.now, mine.id, reason
        gate.end(ref=ref_of(release))
        gate.record(Act.END_RELEASE, mine.body, {ref_of(release): (release.id,)}, reason=reason)


def outside(*, owner: str, gate: Gate) -> list[Any]:
    """The owner's releases that run on for what the agreement, as amended since, does not name any
    more: a purpose, or a paragraph of the terms of reference (rule 7).

    None while no text is in force: then nobody reads by them. The text's words are opened only
    where a release is older than the text.
    """
    text = agreements.in_force(gate=gate)
    if text is None:
        return []
    query = (
        sa.select(Release.__table__, Schedule.paragraph)
        .outerjoin(ScheduleRelease, ScheduleRelease.release_id == Release.id)
        .outerjoin(Schedule, Schedule.id == ScheduleRelease.schedule_id)
        .where(
            Release.review_id == gate.domain,
            Release.owner_id == owner,
            Release.id.not_in(sa.select(Urgent.release_id)),
            Release.signed_at < text.in_force_at,
        )
        .order_by(Release.number)
    )
    rows = [row for row in gate.connection.execute(query) if closes(row) > gate.now]
    terms = agreements.read(row=text, gate=gate) if rows else None
    agreed = {code for code, _ in (*terms.purposes, *terms.paragraphs)} if terms else set()
    return [row for row in rows if {row.purpose, row.paragraph or row.purpose} - agreed]


def closed_for_me(*, open_sections: set[str], gate: Gate) -> list[str]:
    """Owners whose words the reader has read, and which are closed because a key is gone (rule 13).

    Never beside words still open: sections in `open_sections` count no more.
    """
    mine = _reached_as(gate)
    held = {group.removeprefix("keyed:") for group in gate.groups if group.startswith("keyed:")}
    if mine <= held:
        return []
    query = (
        sa.select(Release.__table__, *NAMED)
        .join(ReleaseRow, ReleaseRow.release_id == Release.id)
        .join(Version, Version.id == ReleaseRow.version_id)
        .where(Release.review_id == gate.domain, Release.starts_at <= gate.now)
    )
    gone = [
        row
        for row in gate.connection.execute(query)
        if f"{row.to_kind}:{row.to_name}" in mine - held and row.section_id not in open_sections
        if row.to_kind != "member" or not _over(row, gate)
    ]
    return sorted({row.owner_id for row in read_by_me(gone, gate)})


def _over(release: Any, gate: Gate) -> bool:
    """One to a single membership that is over is told as ended, keys or no keys (rule 11)."""
    return any(at is not None and at <= gate.now for at in (release.ended_at, release.ends_at))


def _reached_as(gate: Gate) -> set[str]:
    """The names by which releases would reach the membership acted in, keys or no keys."""
    roles = {f"role:{role}" for role in REVIEW_ROLES - {Role.MEMBER}}
    return {f"body:{gate.body}", f"member:{gate.actor.member}"} | roles.intersection(gate.groups)
