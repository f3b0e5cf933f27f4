"""A meeting of the panel: who was there and in whose place, and what the lay adviser put to it."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act
from portal.panel.acts import not_shredded
from portal.panel.appointing import appointments
from portal.panel.models import SAID, Attendance, Challenge
from portal.reviews.models import Meeting, Membership


def attended(*, meeting: str, gate: Gate) -> list[Any]:
    """Who is on record as there, in the order of recording."""
    table = Attendance.__table__
    here = sa.select(table).where(
        table.c.review_id == gate.domain, table.c.meeting_id == meeting, table.c.ended_at.is_(None)
    )
    return list(gate.connection.execute(here.order_by(table.c.recorded_at, table.c.id)))


def _has_met(meeting: Meeting, gate: Gate) -> None:
    not_shredded(gate)
    if meeting.cancelled_at is not None:
        raise Refused("This meeting was cancelled.")
    if meeting.meets_on > today(gate.now):
        raise Refused("This meeting is still to come.")


def record(*, meeting: Meeting, present: Collection[str], gate: Gate) -> None:
    """Say whose memberships were there; who is left out was not. Corrections stay on record.

    A substitute whose principal was absent stands in for one: the first who lacks somebody.
    Raises Absent; Refused for a meeting that has not been, or for who took no part on that day.
    """
    gate.check(Act.KEEP_ATTENDANCE, meeting, Meeting.shape)
    _has_met(meeting, gate)
    if set(present) - {row.id for row in _took_part(meeting, gate)}:
        raise Refused("Somebody on this page took no part on that day. Load it again.")
    wanted = _in_place(meeting, present, gate)
    there = {row.membership_id: row.instead_of for row in attended(meeting=meeting.id, gate=gate)}
    gone = [name for name, place in there.items() if wanted.get(name) != place]
    here = Attendance.meeting_id == meeting.id, Attendance.membership_id.in_(gone)
    gate.session.execute(
        sa.update(Attendance).where(*here, Attendance.ended_at.is_(None)).values(ended_at=gate.now)
    )
    gate.session.add_all(
        Attendance(
            id=new_id(),
            review_id=gate.domain,
            meeting_id=meeting.id,
            membership_id=name,
            instead_of=place,
            recorded_by=gate.actor.member,
            recorded_at=gate.now,
        )
        for name, place in wanted.items()
        if there.get(name) != place
    )
    gate.session.flush()


def _took_part(meeting: Meeting, gate: Gate) -> list[Any]:
    """Memberships that stood for some of the meeting's day."""
    table = Membership.__table__
    rows = gate.connection.execute(sa.select(table).where(table.c.review_id == gate.domain))
    on = meeting.meets_on
    return [row for row in rows if today(row.starts_at) <= on <= today(row.ends_at)]


def _in_place(meeting: Meeting, present: Collection[str], gate: Gate) -> dict[str, str]:
    """By membership that was there in whose place: two substitutes never fill the same one."""
    wanted, filled = dict.fromkeys(sorted(present), ""), set(present)
    for row in appointments(gate=gate):
        stood = row.starts_on <= meeting.meets_on <= row.ends_on
        ended = row.ended_at is not None and today(row.ended_at) < meeting.meets_on
        mine = row.membership_id in wanted and not wanted[row.membership_id]
        if row.instead_of and mine and stood and not ended and row.instead_of not in filled:
            wanted[row.membership_id] = row.instead_of
            filled.add(row.instead_of)
    return wanted


# The lay adviser


def challenges(*, gate: Gate, meeting: str = "") -> list[Any]:
    """What lay advisers put to one meeting or to all, in its order. It opens nothing."""
    table = Challenge.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    here = here.where(table.c.meeting_id == meeting) if meeting else here
    return list(gate.connection.execute(here.order_by(table.c.said_at, table.c.id)))


def put(*, meeting: Meeting, said: str, words: str, gate: Gate) -> Challenge:
    """A challenge that waits for an answer, or the adviser's own view. Raises Absent, Refused."""
    made = Challenge(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        meeting_id=meeting.id,
        said=said,
        said_by=gate.actor.member,
        said_at=gate.now,
    )
    gate.check(Act.CHALLENGE, made, Challenge.shape)
    _has_met(meeting, gate)
    if said not in SAID:
        raise Refused("Choose whether it is a challenge or your own view.")
    gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    return made


def answer(*, challenge: Challenge, words: str, gate: Gate) -> None:
    """What the panel answers, once. Raises Absent; Refused for a view, or where one was given."""
    gate.check(Act.ANSWER_CHALLENGE, challenge, Challenge.shape)
    not_shredded(gate)
    if challenge.said != "challenge" or challenge.answered_at is not None:
        raise Refused("This has been answered already, or asks for no answer.")
    gate.seal(challenge, answer=words)
    challenge.answered_by, challenge.answered_at = gate.actor.member, gate.now
    gate.session.flush()


def words_of(*, rows: list[Any], field: str, gate: Gate) -> dict[str, str]:
    """By id what was put, or answered: opened and recorded, for the panel."""
    told = [row for row in rows if getattr(row, field) is not None]
    opened = gate.open_many(Challenge, told, field, act=Act.READ_CHALLENGE) if told else []
    return {row.id: text for row, text in opened}
