"""Urgent disclosure (rule 11): to one membership, for hours, without a receiving key."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from portal.agreements.acts import OWN, my_membership
from portal.clocks import working_days
from portal.clocks.rules import LONDON, today
from portal.documents.models import Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.reviews.models import Membership
from portal.sharing import acts, rules
from portal.sharing.models import Release, ReleaseRow, Urgent

PURPOSE = "urgent"
AGAIN = (
    "This person was given a section of these already, and nobody has countersigned it. Another "
    "officer of your senior office countersigns that first."
)


def lasts(now: datetime) -> tuple[datetime, datetime]:
    """Until when it would be open, and until when it must be countersigned."""
    on = today(now)
    days = rules.number("urgent_countersigned_within", on)
    after = working_days.after(on, days) + timedelta(days=1)
    deadline = datetime.combine(after, time(), LONDON).astimezone(UTC)
    ends = now + timedelta(hours=rules.number("urgent_lasts", on))
    return min(ends, deadline), deadline


def disclose(*, version_ids: Sequence[str], member: str, why: str, gate: Gate) -> Release:
    """These words to one membership at once. Raises Absent, or Refused with each unfit row."""
    mine = my_membership(Act.DISCLOSE_URGENTLY, gate)
    gate.check(Act.DISCLOSE_URGENTLY, mine, OWN)
    to = gate.session.execute(
        sa.select(Membership).where(
            Membership.id == member,
            Membership.review_id == gate.domain,
            Membership.starts_at <= gate.now,
            Membership.ends_at > gate.now,
        )
    ).scalar_one_or_none()
    if to is None or to.body == mine.body or to.person_id == gate.actor.person:
        raise Refused("Choose somebody else, who takes part in this review for another body.")
    ids = list(dict.fromkeys(version_ids))
    unfit = acts.unfit_rows(version_ids=ids, owner=mine.body, to=("member", member), gate=gate)
    if unfit or not ids:
        raise Refused(" ".join(unfit) or "Choose at least one section.")
    if _given(ids, member, [row.id for row in waiting(owner=mine.body, gate=gate)], gate):
        raise Refused(AGAIN)
    ends, deadline = lasts(gate.now)
    reason = gate.reason(why, mine.body)
    release = acts.made(
        version_ids=ids, to=("member", member), purpose=PURPOSE, starts=gate.now, ends=ends,
        gate=gate,
    )  # fmt: skip
    urgent = Urgent(release_id=release.id, reason=reason, countersign_by=deadline)
    gate.session.add(urgent)
    gate.allow(acts.lines(release, ids, f"m:{member}"), ref=acts.ref_of(release))
    gate.record(Act.DISCLOSE_URGENTLY, mine.body, {acts.ref_of(release): ids}, reason=reason)
    return release


def _given(ids: Sequence[str], member: str, releases: Sequence[str], gate: Gate) -> bool:
    """Whether one of these releases gives that membership words of the same sections."""
    sections = sa.select(Version.section_id).where(Version.id.in_(ids))
    query = (
        sa.select(ReleaseRow.release_id)
        .join(Release, Release.id == ReleaseRow.release_id)
        .join(Version, Version.id == ReleaseRow.version_id)
        .where(
            Release.id.in_(releases), Release.to_name == member, Version.section_id.in_(sections)
        )
    )
    return gate.connection.execute(query.limit(1)).first() is not None


def waiting(*, owner: str, gate: Gate) -> list[Any]:
    """The owner's urgent disclosures that nobody has countersigned, and still could."""
    of, at = Release.__table__.c, Urgent.__table__.c
    query = (
        sa.select(Release.__table__, at.countersign_by)
        .join(Urgent, at.release_id == of.id)
        .where(
            of.review_id == gate.domain,
            of.owner_id == owner,
            of.ended_at.is_(None),
            at.countersigned_at.is_(None),
            at.countersign_by > gate.now,
        )
        .order_by(at.countersign_by)
    )
    return list(gate.connection.execute(query))


def of_release(*, release: str, gate: Gate) -> Any:
    """What makes this release an urgent disclosure, or None."""
    query = sa.select(Urgent.__table__).where(Urgent.__table__.c.release_id == release)
    return gate.connection.execute(query).first()


def countersign(*, release: Release, gate: Gate) -> None:
    """Another officer of the senior office stands by it. It ends when it would have ended.

    Raises Refused for one's own, for what is no urgent disclosure, late, ended or done already.
    """
    gate.check(Act.SIGN_RELEASE, release, Release.shape)
    query = sa.select(Urgent).where(Urgent.release_id == release.id)
    held = gate.session.execute(query).scalar_one_or_none()
    if held is None or held.countersigned_at is not None:
        raise Refused("There is nothing to countersign here.")
    signer = sa.select(Membership.person_id).where(Membership.id == release.signed_by)
    if gate.session.execute(signer).scalar_one() == gate.actor.person:
        raise Refused("You disclosed this. Another officer of your senior office countersigns it.")
    if release.ended_at is not None or held.countersign_by <= gate.now:
        raise Refused("It is too late to countersign: this disclosure has ended.")
    held.countersigned_at, held.countersigned_by = gate.now, gate.actor.member
    gate.record(Act.SIGN_RELEASE, release.owner_id, {acts.ref_of(release): (release.id,)})
