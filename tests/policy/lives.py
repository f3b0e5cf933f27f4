"""Random lives of a review, through the real acts, told to the oracle as they happen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from portal.agreements import acts as agreements
from portal.db import new_id, reading
from portal.documents import acts as documents
from portal.documents.models import Document, Version
from portal.documents.words import Paragraph
from portal.gate.gate import Absent, Actor, Refused
from portal.gate.policy import ALWAYS, BOARD, NEVER, Act, Line, Role, law
from portal.gate.vault import CONSOLE, Vault
from portal.reviews import parts
from portal.reviews.models import Membership
from portal.sharing import acts as sharing
from portal.sharing import corrections, urgent
from portal.sharing.models import Release
from portal.sharing.withdrawals import withdraw
from tests.build import World, propose, sign_newest, sign_release
from tests.cast import CAST
from tests.grounds import SetClock
from tests.policy import oracle
from tests.policy.asking import raw

HOUR = timedelta(hours=1)
CLASSES = ("context", "context", "learning", "practice", "chronology", "conduct", "legal_advice")
REFUSED = (Absent, Refused)


class Life:
    """A review that things happen to, and what the oracle was told of it."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.dice, self.facts = world, Random(seed), oracle.Facts()
        self.clock = SetClock(datetime.now(UTC))
        self.vault: Vault = replace(world.vault, clock=self.clock)
        self.documents: dict[str, str] = {}
        self.done: dict[str, int] = {}
        with reading(world.vault.engine) as connection:
            windows = {m.id: m for m in connection.execute(sa.select(Membership.__table__))}
        for who, part in CAST.items():
            held = windows[world.members[who]]
            roles = set(part.roles)
            self._seated(held.id, held.person_id, held.body, roles, held.starts_at, held.ends_at)
        propose(world)

    def _seated(self, *told: Any) -> None:
        seat = oracle.Seat(*told)
        seat.roles = {str(role) for role in seat.roles}
        self.facts.seats[seat.id] = seat

    def live(self, steps: int) -> None:
        """Most happenings are usual; now and then an hour passes."""
        happenings: list[Callable[[], bool]] = [
            *[self.sign] * 2, *[self.add] * 3, *[self.rewrite] * 4, *[self.sign_off] * 6,
            *[self.release] * 6,
            self.end, self.reclassify, self.join, self.leave, self.stand_down, self.lift,
            self.withdraw, self.wait, *[self.correct] * 3, self.disclose,
        ]  # fmt: skip
        for _ in range(self.dice.randint(0, 4)):
            self.sign()
        until = sum(self.done.values()) + steps
        for _ in range(steps * 6):
            happening = self.dice.choice(happenings)
            if sum(self.done.values()) < until and happening():
                self.done[happening.__name__] = self.done.get(happening.__name__, 0) + 1

    def act(self, seat: oracle.Seat) -> Any:
        actor = Actor(seat.person, seat.id, ("role:anyone", "role:signed_in"))
        return self.vault.act("", self.world.review, actor=actor)

    def standing(self, *roles: str, body: str = "") -> list[oracle.Seat]:
        """Memberships that can act now, in any of these roles."""
        away = {s.person for s in self.facts.stood_down}
        return [
            seat
            for seat in self.facts.seats.values()
            if seat.stands(self.clock.at) and seat.person not in away
            if not roles or seat.roles & set(roles)
            if not body or seat.body == body
        ]

    def one(self, seats: list[oracle.Seat]) -> oracle.Seat | None:
        return self.dice.choice(seats) if seats else None

    # What happens

    def sign(self) -> bool:
        seats = [s for s in self.standing("senior_office", "board_office")
                 if s.body not in self.facts.signed]  # fmt: skip
        seat = self.one(seats)
        if seat is None:
            return False
        try:
            with self.act(seat) as gate:
                sign_newest(gate)
        except REFUSED:
            return False
        self.facts.signed.add(seat.body)
        return True

    def withdraw(self) -> bool:
        """A body withdraws: it receives nothing, and what it released is over."""
        seats = [s for s in self.standing("senior_office", "board_office")
                 if s.body in self.facts.signed]  # fmt: skip
        seat = self.one(seats)
        if seat is None or self.dice.random() < 0.9:
            return False
        with self.act(seat) as gate:
            withdraw(why="It was decided.", gate=gate)
        self.facts.signed.discard(seat.body)
        for told in self.facts.releases.values():
            if told.owner == seat.body:
                told.ended = True
        return True

    def add(self) -> bool:
        seat = self.one(self.standing("author"))
        if seat is None:
            return False
        section_class = self.dice.choice(CLASSES)
        with self.act(seat) as gate:
            if seat.body not in self.documents:
                made = documents.start_document(kind="imr", gate=gate)
                self.documents[seat.body] = made.id
            version = documents.add_section(
                document=gate.session.get(Document, self.documents[seat.body]),
                section_class=section_class,
                title="Title",
                paragraphs=[Paragraph(new_id(), "p", "Words.")],
                gate=gate,
            )
        kind = law().kind_of(section_class)
        section = version.section_id
        self.facts.sections[section] = oracle.Section(section, seat.body, kind, seat.id)
        self.facts.words[version.id] = oracle.Words(version.id, section, 1)
        return True

    def rewrite(self) -> bool:
        if not self.facts.sections:
            return False
        section = self.dice.choice(list(self.facts.sections.values()))
        seat = self.one(self.standing("author", body=section.owner))
        newest = max((w for w in self.facts.words.values() if w.section == section.id),
                     key=lambda w: w.number)  # fmt: skip
        if seat is None or newest.stage == "draft":
            return False
        try:
            with self.act(seat) as gate:
                old = gate.session.get(Version, newest.id)
                made = documents.write(
                    section=old.section,
                    title="Newer",
                    paragraphs=[Paragraph(new_id(), "p", "Newer words.")],
                    gate=gate,
                )
        except REFUSED:
            return False
        self.facts.words[made.id] = oracle.Words(made.id, section.id, newest.number + 1)
        return True

    def sign_off(self) -> bool:
        drafts = [w for w in self.facts.words.values() if w.stage == "draft"
                  and self.facts.sections[w.section].kind == oracle.SHAREABLE]  # fmt: skip
        if not drafts:
            return False
        words = self.dice.choice(drafts)
        seat = self.one(
            self.standing("senior_manager", body=self.facts.sections[words.section].owner)
        )
        if seat is None:
            return False
        try:
            with self.act(seat) as gate:
                documents.sign_off(version=gate.session.get(Version, words.id), gate=gate)
        except REFUSED:
            return False
        words.stage = "signed_off"
        return True

    def release(self) -> bool:
        seat = self.one(self.standing("senior_office"))
        if seat is None:
            return False
        fit = [w.id for w in self.facts.words.values() if w.stage == "signed_off"
               and self.facts.sections[w.section].owner == seat.body
               and self.facts.sections[w.section].kind == oracle.SHAREABLE]  # fmt: skip
        if not fit:
            return False
        to_kind, to_name = self._recipient()
        starts = self.clock.at + self.dice.choice([-HOUR, timedelta(0), HOUR])
        told = oracle.Release(
            "", seat.body, to_kind, to_name, set(self.dice.sample(fit, self.dice.randint(1, len(fit)))),
            starts, starts + self.dice.choice([2, 3, 5000]) * HOUR,
        )  # fmt: skip
        try:
            with self.act(seat) as gate:
                told.id = sign_release(
                    version_ids=sorted(told.words), to_kind=to_kind, to_name=to_name,
                    purpose="review", starts=told.starts, ends=told.ends, gate=gate,
                ).id  # fmt: skip
        except REFUSED:
            return False
        self.facts.releases[told.id] = told
        return True

    def _recipient(self) -> tuple[str, str]:
        seat = self.dice.choice(list(self.facts.seats.values()))
        return self.dice.choice(
            [
                ("member", seat.id),
                ("body", seat.body),
                ("role", self.dice.choice(sorted(seat.roles))),
            ]
        )

    def correct(self) -> bool:
        """The newest signed-off words of a section go where older ones of it went (9)."""
        signed = [w for w in self.facts.words.values() if w.stage == "signed_off" and w.number > 1
                  and self.facts.sections[w.section].kind == oracle.SHAREABLE]  # fmt: skip
        newest = list({w.section: w for w in sorted(signed, key=lambda w: w.number)}.values())
        if not newest:
            return False
        words = self.dice.choice(newest)
        section = self.facts.sections[words.section]
        seat = self.one(self.standing("senior_manager", "senior_office", body=section.owner))
        if seat is None or self.facts.kept_away(seat, section):
            return False
        due = self.facts.corrected_by(words, self.clock.at)
        try:
            with self.act(seat) as gate:
                row = gate.find(Version, words.id, Act.SEND_CORRECTION)
                seen = corrections.mark(corrections.due(version=row, gate=gate))
                assert corrections.send(version=row, seen=seen, gate=gate) == len(due)
        except Refused:
            assert not due
            return False
        for told in due:
            told.words.add(words.id)
        return True

    def disclose(self) -> bool:
        """Urgently, to one membership of another body, for 72 hours (11)."""
        seat, now = self.one(self.standing("senior_office")), self.clock.at
        if seat is None:
            return False
        others = [s for s in self.standing() if s.body != seat.body and s.person != seat.person]
        fit = [w.id for w in self.facts.disclosable(seat)]
        to = self.one(others)
        if to is None or not fit:
            return False
        words = {self.dice.choice(fit)}
        section = self.facts.words[min(words)].section
        if section in self.facts.given_urgently(to, now):
            return False
        with self.act(seat) as gate:
            made = urgent.disclose(
                version_ids=sorted(words), member=to.id, why="He knows where she is.", gate=gate
            )
        self.facts.releases[made.id] = oracle.Release(
            made.id, seat.body, "member", to.id, words, now, now + 72 * HOUR, urgent=True
        )
        return True

    def end(self) -> bool:
        running = [
            r for r in self.facts.releases.values() if not r.ended and self.clock.at < r.ends
        ]
        if not running:
            return False
        told = self.dice.choice(running)
        seat = self.one(self.standing("senior_office", body=told.owner))
        if seat is None:
            return False
        with self.act(seat) as gate:
            found = gate.find(Release, told.id, Act.END_RELEASE)
            sharing.end_release(release=found, why="It was agreed.", gate=gate)
        told.ended = True
        return True

    def reclassify(self) -> bool:
        """To a closed class, as the act will do it: the section's rows end in every release."""
        if self.dice.random() < 0.5 or not self.facts.sections:
            return False
        section = self.dice.choice(list(self.facts.sections.values()))
        becomes = self.dice.choice(
            ["conduct", "staff_welfare", "legal_advice", "covert", "context"]
        )
        seat = self.one(self.standing())
        assert seat is not None
        ids = [w.id for w in self.facts.words.values() if w.section == section.id]
        kind = law().kind_of(becomes)
        raw(self.world, "update section set section_class = :c where id = :s",
            c=becomes, s=section.id)  # fmt: skip
        if kind != oracle.SHAREABLE:
            with self.act(seat) as gate:
                for release in self.facts.releases.values():
                    for name in ids:
                        gate.end(ref=f"release:{release.id}", obj=f"ver:{name}")
                    release.closed_words |= set(ids)
        section.kind = kind
        return True

    def join(self) -> bool:
        if self.dice.random() < 0.5:
            return False
        person = self.dice.choice(list(self.world.people.values()))
        body = self.dice.choice([*self.world.agencies.values(), BOARD])
        choice = [
            Role.PANEL_MEMBER,
            Role.AUTHOR,
            Role.SENIOR_OFFICE,
            Role.SENIOR_MANAGER,
            Role.CHAIR,
        ]
        roles = self.dice.sample(choice, self.dice.randint(1, 2))
        starts = self.clock.at + self.dice.choice([-HOUR, timedelta(0), HOUR])
        ends = starts + self.dice.choice([2, 4, 5000]) * HOUR
        with self.vault.act("", actor=CONSOLE) as gate:
            member = parts.seat(
                review_id=self.world.review, person_id=person, body=body, roles=roles,
                starts=starts, ends=ends, standing="", gate=gate,
            )  # fmt: skip
            agreements.hand_key_to(member=member, roles=roles, gate=gate)
        self._seated(member.id, person, body, set(roles), starts, ends)
        return True

    def leave(self) -> bool:
        if self.dice.random() < 0.7:
            return False
        seat = self.one(self.standing())
        if seat is None:
            return False
        with self.act(seat) as gate:
            gate.end(ref=f"member:{seat.id}")
        seat.ends = self.clock.at
        return True

    def stand_down(self) -> bool:
        sections = list(self.facts.sections.values())
        if not sections or self.dice.random() < 0.6:
            return False
        section = self.dice.choice(sections)
        what, name, obj = self.dice.choice([
            ("review", "", "all"),
            ("owner", section.owner, f"owner:{section.owner}"),
            ("section", section.id, f"sec:{section.id}"),
        ])  # fmt: skip
        told = oracle.StandDown(self.dice.choice(list(self.world.people.values())), what, name)
        ref = f"stood_down:{told.person}:{what}:{name or 'all'}"
        acts = list(Act) if what == "review" else [Act.READ_SECTION]
        rows = [Line(f"u:{told.person}", obj, act, ALWAYS, NEVER, "deny", ref) for act in acts]
        seat = self.one(self.standing())
        if seat is None or told in self.facts.stood_down:
            return False
        with self.act(seat) as gate:
            gate.allow(rows, ref=ref)
        self.facts.stood_down.append(told)
        return True

    def lift(self) -> bool:
        seat = self.one(self.standing())
        if not self.facts.stood_down or seat is None:
            return False
        told = self.dice.choice(self.facts.stood_down)
        with self.act(seat) as gate:
            assert gate.end(ref=f"stood_down:{told.person}:{told.what}:{told.name or 'all'}")
        self.facts.stood_down.remove(told)
        return True

    def wait(self) -> bool:
        self.clock.at += HOUR * self.dice.choice([0.5, 1])
        return True
