"""The demonstration's world, told by demo_cast.toml day by day and done through the rooms' acts.

What is written in it lies in demo_words, a file for each contribution. "{-291}" there is the day
291 days before the demonstration was made, so that no date grows stale.

Nothing is put into the database behind the gate's back: each step is taken by the person whose it
is, is decided, recorded and sealed like any other, on a clock that runs through the past months.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from portal.demo_access import ACCESS
from portal.demo_answers import ANSWERS
from portal.demo_beside import BESIDE
from portal.demo_commissions import COMMISSIONS
from portal.demo_foi import FOI
from portal.demo_pimr import PIMR
from portal.demo_redaction import REDACTION
from portal.demo_steps import STEPS, Seat, Story, Told
from portal.directory import acts as directory
from portal.directory import desks
from portal.documents import acts as documents
from portal.gate.clock import Clock
from portal.gate.gate import Actor, Gate
from portal.gate.policy import BOARD, Act, Role
from portal.gate.sealed import PORTAL
from portal.gate.vault import CONSOLE, Vault
from portal.intake import acts as intake
from portal.intake import beside as form_n
from portal.intake import notifying
from portal.intake.facts import Facts
from portal.links import acts as links
from portal.reviews import acts as reviews
from portal.reviews import at_desks, parts
from portal.reviews.models import Joining
from portal.reviews.parts import OFFICES

DEEDS = {**STEPS, **ACCESS, **ANSWERS, **COMMISSIONS, **BESIDE, **FOI, **PIMR, **REDACTION}
FIRST_DAY = -210
STAYS = timedelta(days=5 * 365)
"""How long people take part in a review of the demonstration."""
PAUSE = timedelta(minutes=4)
"""Between one step of a day and the next, so that no two have the same moment."""


def make_world(vault: Vault, now: datetime) -> None:
    """Fill a portal that has nobody in it yet. Takes a few seconds."""
    cast, words = _read("demo_cast.toml"), words_of_all()
    today = now.replace(hour=10, minute=0, second=0, microsecond=0)
    portal = _Telling(vault, Story(today, words))
    portal.fill_directory(cast)
    opened = [portal.open_review(review) for review in cast["reviews"]]
    for review, telling in zip(cast["reviews"], opened, strict=True):
        for number, steps in groupby(sorted(review["steps"], key=_day), key=_day):
            telling.live(number, list(steps))
    for asked in cast["links"]:
        _link(asked, *(opened[place] for place in asked["reviews"]))
    for incident in cast["incidents"]:
        portal.notify(incident)


def _link(asked: Told, one: "_Telling", other: "_Telling") -> None:
    """One review's board asks whether the other is of the same incident, and is told that it is
    not.
    """
    who, day = asked["who"], int(asked["day"])
    with one.act(day, one.story.seats[who].actor()) as gate:
        there = one.vault.beside(gate, "", other.domain)
        if there is None:
            raise LookupError("demo_cast.toml links a review that it does not open")
        there.actor = other.story.seats[who].actor()
        name = links.propose(there=there, same=False, why=asked["why"], gate=gate).id
    with other.act(day + 1, other.story.seats[asked["answers"]].actor()) as gate:
        links.answer(link=links.found(name=name, gate=gate), yes=False, gate=gate)


def _day(step: Told) -> int:
    return int(step["day"])


def _rank(roles: set[str]) -> int:
    """When somebody is proposed: before the board's office stands, agencies' take part at once."""
    return 2 - len(OFFICES & roles) - (Role.SENIOR_OFFICE in roles)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))


def words_of_all() -> dict[str, list[dict[str, Any]]]:
    """The sections of every document of the demonstration, by the name of its file."""
    files = sorted((Path(__file__).parent / "demo_words").glob("*.toml"))
    return {path.stem: _read(f"demo_words/{path.name}")["section"] for path in files}


@dataclass
class _Telling:
    """One domain's story, told on a clock of its own."""

    vault: Vault
    story: Story
    domain: str = PORTAL
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.at = self.story.on(FIRST_DAY)
        self.vault = replace(self.vault, clock=Clock(lambda: self.at, lambda: 0.0))

    @contextmanager
    def act(self, number: int, actor: Actor) -> Iterator[Gate]:
        """Act on that day, or just after what happened last."""
        self.at = max(self.at + PAUSE, self.story.on(number))
        with self.vault.act("", self.domain, actor=actor) as gate:
            yield gate

    # The portal's own

    def fill_directory(self, cast: Told) -> None:
        with self.act(FIRST_DAY, CONSOLE) as gate:
            for key, (name, kind) in cast["agencies"].items():
                self.story.agencies[key] = directory.add_agency(name=name, kind=kind, gate=gate)
            for key, (name, *agency) in cast["people"].items():
                of = "".join(agency)
                email = f"{key}@{of or 'board'}.example"
                self.story.people[key], _ = directory.add_person(
                    agency_id=self.story.agencies.get(of), name=name, email=email, gate=gate
                )
            for key, (name, kind, *_) in cast["boards"].items():
                self.story.boards[key] = desks.add_board(name=name, kind=kind, gate=gate)
            for key, role in cast["offices"].items():
                directory.appoint(person_id=self.story.people[key], role=Role(role), gate=gate)
                self.story.seats[role] = Seat(self.story.people[key])
        for key, (_, _, chair, keeps) in cast["boards"].items():
            self._stand(key, chair, Role.BOARD_CHAIR)
            self._stand(key, keeps, Role.COORDINATOR)
        for key, keeps in cast["desks"].items():
            self._stand(key, keeps, Role.COORDINATOR)
        for key, deputy in cast["proposed"].items():
            self._propose(key, deputy, Role.BOARD_CHAIR, "deputy")

    def _stand(self, body: str, person: str, role: Role) -> None:
        """Somebody who stands for a body outside any review: an administrator proposes it, and
        whoever that waits for accepts.
        """
        name, able = self._propose(body, person, role)
        with self.act(FIRST_DAY, Seat(min(able)).actor()) as gate:
            at_desks.accept(name=name, gate=gate)

    def _propose(
        self, body: str, person: str, role: Role, standing: str = "holder"
    ) -> tuple[str, set[str]]:
        story = self.story
        told = desks.Seat(
            story.people[person], {**story.boards, **story.agencies}[body], role,
            story.on(FIRST_DAY), story.today + STAYS, standing,
        )  # fmt: skip
        with self.act(FIRST_DAY, story.seats["administrator"].actor()) as gate:
            desk = at_desks.propose(told=told, gate=gate)
            return desk.id, at_desks.answerers(desk=desk, gate=gate)

    def notify(self, told: Told) -> None:
        """Somebody notifies a board, which has not decided yet, and tells it what is known."""
        who = Seat(self.story.people[told["who"]]).actor()
        with self.act(told["day"], who) as gate:
            case = notifying.Told(self.story.boards[told["board"]], told["happened"])
            review = notifying.notify(told=case, gate=gate)
        with _Telling(self.vault, self.story, review).act(told["day"], who) as gate:
            gate.take_seat()
            intake.tell(words=told["said"], gate=gate)
            if "form_n" in told:
                file = {"name": "Form N.txt", "kind": "text", "content": told["form_n"].encode()}
                form_n.attach(**file, gate=gate)
            given = {**told["facts"], **{name: self._ago(n) for name, n in told["days"].items()}}
            levels = tuple((level, self._ago(n)) for level, n in told["levels"])
            intake.assess(facts=Facts(**given, levels=levels), nominated=True, gate=gate)

    def _ago(self, number: int) -> date:
        return self.story.on(number).date()

    def open_review(self, told: Told) -> "_Telling":
        """A review with everybody who takes part in it: the administrator proposes them, offices
        first and the board's last of these, and each office confirms the others of its body. Its
        own story.
        """
        with self.act(told["opened"], self.story.seats["administrator"].actor()) as gate:
            review = reviews.open_review(
                code_name=told["code_name"],
                kind=told["kind"],
                marking="OFFICIAL-SENSITIVE",
                board=self.story.boards[told["board"]],
                gate=gate,
            )
            first = sorted(told["seats"].items(), key=lambda seat: _rank(set(seat[1][2:])))
            seats = {key: self._ask(review.id, key, seat, gate) for key, seat in first}
        story = Story(self.story.today, self.story.words, self.story.agencies, seats=seats)
        telling = _Telling(self.vault, story, review.id)
        telling.confirm(told["opened"])
        return telling

    def _ask(self, review: str, name: str, told: list[str], gate: Gate) -> Seat:
        key, of, *roles = told
        holds = "deputy" if name.endswith("_deputy") else "holder"
        part = parts.Part(
            person=self.story.people[key],
            body=self.story.agencies.get(of, BOARD),
            roles=tuple(Role(role) for role in roles),
            starts=gate.now,
            ends=self.story.today + STAYS,
            standing=holds if OFFICES & set(roles) else "",
        )
        made = parts.ask(review=review, part=part, gate=gate)
        return Seat(part.person, made.id, part.body)

    def confirm(self, number: int) -> None:
        """Each office says yes to the people of its body."""
        with self.act(number, Actor("", "", ())) as gate:
            rows = {row.id: row for row in parts.asked_for(review=self.domain, gate=gate)}
            for row in rows.values():
                gate.actor = self._office(row.owner_id, gate).actor()
                joining = gate.find(Joining, row.id, Act.CONFIRM_MEMBER)
                parts.confirm(joining=joining, gate=gate)

    def _office(self, body: str, gate: Gate) -> Seat:
        """Who answers for a body: its first office."""
        taken = {row.id for row in reviews.members(gate=gate) if row.role in OFFICES}
        seats = self.story.seats.values()
        return next(seat for seat in seats if seat.member in taken and seat.body == body)

    # A review's

    def live(self, number: int, steps: list[Told]) -> None:
        """One day of the review's story: what is read on it, or what is done on it."""
        doing = [step for step in steps if step["does"] != "read"]
        for step in steps:
            if step not in doing:
                self._look(number, self.story.seats[step["who"]])
        if doing:
            with self.act(number, Actor("", "", ())) as gate:
                for step in doing:
                    gate.actor = self.story.seats[step["who"]].actor()
                    DEEDS[step["does"]](self.story, step, gate)

    def _look(self, number: int, seat: Seat) -> None:
        self.at = max(self.at + PAUSE, self.story.on(number))
        with self.vault.read("", self.domain) as gate:
            gate.actor = seat.actor()
            documents.read(gate=gate)
