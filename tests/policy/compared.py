"""What the portal decides in a life and what the rules say, side by side."""

from dataclasses import replace
from datetime import datetime, timedelta

from portal.db import reading
from portal.documents import acts as documents
from portal.documents.models import Version
from portal.gate.gate import Actor
from portal.gate.policy import Act
from tests.grounds import SetClock
from tests.policy.lives import HOUR, Life


def decisions(life: Life, at: datetime) -> tuple[int, list[str]]:
    """Every membership about every version at one moment: how many, and where the two differ."""
    vault = replace(life.vault, clock=SetClock(at))
    query = Version.rows().where(Version.__table__.c.review_id == life.world.review)
    with reading(life.world.vault.engine) as connection:
        rows = connection.execute(query).all()
    wrong: list[str] = []
    with vault.read("", life.world.review) as gate:
        for row in rows:
            who = {member for member, _ in gate.who_may(Act.READ_SECTION, row, Version.shape)}
            wrong += [
                f"{seat.roles} of {seat.body} about {life.facts.sections[row.section_id]} at {at}"
                for seat in life.facts.seats.values()
                if life.facts.may_read(seat, life.facts.words[row.id], at) != (seat.id in who)
            ]
    return len(rows) * len(life.facts.seats), wrong


def readings(life: Life) -> tuple[list[str], list[str]]:
    """What the page of the whole review opens too much of, and too little, and for whom."""
    much, little = [], []
    for seat in life.facts.seats.values():
        with life.vault.read("", life.world.review) as gate:
            gate.actor = Actor(seat.person, seat.id, ())
            if seat.id not in gate.seats:
                assert not seat.stands(life.clock.at)
                continue
            told = {row.id for row, _ in documents.read(gate=gate)}
        right = life.facts.reads(seat, life.clock.at)
        may = {
            w.id for w in life.facts.words.values() if life.facts.may_read(seat, w, life.clock.at)
        }
        much += [f"{seat.roles} of {seat.body}"] if told - may else []
        little += [f"{seat.roles} of {seat.body}"] if right - told else []
    return much, little


def moments(life: Life) -> list[datetime]:
    """Now, later, and the edges of everything that has one."""
    edges = {life.clock.at + step * HOUR for step in (0, 1, 3)}
    for thing in (*life.facts.releases.values(), *life.facts.seats.values()):
        edges |= {thing.starts, thing.ends, thing.ends - timedelta(microseconds=1)}
    return sorted(edge for edge in edges if edge >= life.clock.at)
