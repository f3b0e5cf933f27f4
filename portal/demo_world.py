"""The demonstration's world, told by demo_cast.toml day by day and done through the rooms' acts.

What is written in it lies in demo_words, a file for each contribution. "{-291}" there is the day
291 days before the demonstration was made, so that no date grows stale.

Nothing is put into the database behind the gate's back: each step is taken by the person whose it
is, is decided, recorded and sealed like any other, on a clock that runs through the past months.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.agreements import acts as agreements
from portal.agreements.drafts import template
from portal.directory import acts as directory
from portal.documents import acts as documents
from portal.documents.models import Document, Version
from portal.documents.words import Paragraph, from_text
from portal.gate.clock import Clock
from portal.gate.gate import Actor, Gate
from portal.gate.policy import BOARD, SHAREABLE, Act, Role, law
from portal.gate.sealed import PORTAL
from portal.gate.vault import CONSOLE, Vault
from portal.reviews import acts as reviews
from portal.sharing import acts as sharing
from portal.sharing.models import Release
from portal.web.dates import day

FIRST_DAY = -210
STAYS = timedelta(days=5 * 365)
"""How long people take part in a review of the demonstration."""
PAUSE = timedelta(minutes=4)
"""Between one step of a day and the next, so that no two have the same moment."""

Told = Mapping[str, Any]


def make_world(vault: Vault, now: datetime) -> None:
    """Fill a portal that has nobody in it yet. Takes a few seconds."""
    cast, words = _read("demo_cast.toml"), words_of_all()
    today = now.replace(hour=10, minute=0, second=0, microsecond=0)
    portal = _Story(vault, today, words)
    portal.fill_directory(cast)
    opened = [portal.open_review(review) for review in cast["reviews"]]
    for review, story in zip(cast["reviews"], opened, strict=True):
        for number, steps in groupby(sorted(review["steps"], key=_day), key=_day):
            story.live(number, list(steps))


def _day(step: Told) -> int:
    return int(step["day"])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))


def words_of_all() -> dict[str, list[dict[str, Any]]]:
    """The sections of every document of the demonstration, by the name of its file."""
    files = sorted((Path(__file__).parent / "demo_words").glob("*.toml"))
    return {path.stem: _read(f"demo_words/{path.name}")["section"] for path in files}


@dataclass(frozen=True, slots=True)
class _Seat:
    """Somebody in a review, or in the portal itself, where `member` and `body` are empty."""

    person: str
    member: str = ""
    body: str = ""

    def actor(self) -> Actor:
        return Actor(self.person, self.member, ("role:anyone", "role:signed_in"))


@dataclass
class _Story:
    """What happens in one domain, and the ids of what has come up in it under the files' names."""

    vault: Vault
    today: datetime
    words: Told
    domain: str = PORTAL
    agencies: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    seats: dict[str, _Seat] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each document the newest versions of its sections, by the names of the sections."""
    releases: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.at = self.on(FIRST_DAY)
        self.vault = replace(self.vault, clock=Clock(lambda: self.at, lambda: 0.0))

    def on(self, number: int) -> datetime:
        """The moment so many days from the one on which the story is told."""
        return self.today + timedelta(days=number)

    @contextmanager
    def act(self, number: int, actor: Actor) -> Iterator[Gate]:
        """Act on that day, or just after what happened last."""
        self.at = max(self.at + PAUSE, self.on(number))
        with self.vault.act("", self.domain, actor=actor) as gate:
            yield gate

    def paragraphs(self, text: str) -> list[Paragraph]:
        """The words of a section, with a date for each number of a day."""
        return from_text(re.sub(r"\{(-?\d+)\}", lambda told: day(self.on(int(told[1]))), text))

    # The portal's own

    def fill_directory(self, cast: Told) -> None:
        with self.act(FIRST_DAY, CONSOLE) as gate:
            for key, (name, kind) in cast["agencies"].items():
                self.agencies[key] = directory.add_agency(name=name, kind=kind, gate=gate)
            for key, (name, *agency) in cast["people"].items():
                of = "".join(agency)
                email = f"{key}@{of or 'board'}.example"
                self.people[key], _ = directory.add_person(
                    agency_id=self.agencies.get(of), name=name, email=email, gate=gate
                )
            for key, role in cast["offices"].items():
                directory.appoint(person_id=self.people[key], role=Role(role), gate=gate)
                self.seats[role] = _Seat(self.people[key])

    def open_review(self, told: Told) -> "_Story":
        """A review with everybody who takes part in it, by the administrator; its own story."""
        with self.act(told["opened"], self.seats["administrator"].actor()) as gate:
            review = reviews.open_review(
                code_name=told["code_name"],
                kind=told["kind"],
                marking="OFFICIAL-SENSITIVE",
                gate=gate,
            )
            seats = {key: self._join(review.id, told, gate) for key, told in told["seats"].items()}
        return replace(self, domain=review.id, seats=seats)

    def _join(self, review: str, told: list[str], gate: Gate) -> _Seat:
        key, of, *roles = told
        person, body = self.people[key], self.agencies.get(of, BOARD)
        member = reviews.join(
            review_id=review,
            person_id=person,
            body=body,
            roles=[Role(role) for role in roles],
            starts=gate.now,
            ends=self.today + STAYS,
            gate=gate,
        )
        return _Seat(person, member.id, body)

    # A review's

    def live(self, number: int, steps: list[Told]) -> None:
        """One day of the review's story: what is read on it, or what is done on it."""
        doing = [step for step in steps if step["does"] != "read"]
        for step in steps:
            if step not in doing:
                self._look(number, self.seats[step["who"]])
        if doing:
            with self.act(number, Actor("", "", ())) as gate:
                for step in doing:
                    gate.actor = self.seats[step["who"]].actor()
                    self._do(step, gate)

    def _look(self, number: int, seat: _Seat) -> None:
        self.at = max(self.at + PAUSE, self.on(number))
        with self.vault.read("", self.domain) as gate:
            gate.actor = seat.actor()
            documents.read(gate=gate)

    def _do(self, step: Told, gate: Gate) -> None:
        match step["does"]:
            case "name_people":
                self._name_people(step, gate)
            case "propose":
                self._propose(step, gate)
            case "sign_agreement":
                self._sign(gate)
            case "write":
                self._write(step, gate)
            case "rewrite":
                self._rewrite(step, gate)
            case "sign_off":
                self._sign_off(step, gate)
            case "release":
                self._release(step, gate)
            case "end":
                self._end(step, gate)
            case other:
                raise LookupError(f"demo_cast.toml knows no step called {other}")

    def _name_people(self, step: Told, gate: Gate) -> None:
        for part, last_name, first_name, age, birthday, reference in step["people"]:
            reviews.name_subject(
                part=part,
                last_name=last_name,
                first_name=first_name,
                born=date.fromisoformat(f"{self.today.year - age}-{birthday}"),
                reference=reference,
                gate=gate,
            )

    def _propose(self, step: Told, gate: Gate) -> None:
        """The agreement that the template for this kind of review gives."""
        agreements.propose(terms=template(step["kind"], self.today), gate=gate)

    def _sign(self, gate: Gate) -> None:
        """As somebody signs who has just read the newest text."""
        seen = agreements.newest(gate=gate)
        if seen is None:
            raise LookupError("demo_cast.toml signs an agreement before it proposes one")
        agreements.sign_agreement(agreement=seen.id, digest=seen.digest, gate=gate)

    def _write(self, step: Told, gate: Gate) -> None:
        document = documents.start_document(kind=step["kind"], gate=gate)
        self.documents[step["words"]] = document.id
        self.versions[step["words"]] = {
            told["name"]: documents.add_section(
                document=document,
                section_class=told["class"],
                title=told["title"],
                paragraphs=self.paragraphs(told["text"]),
                graphic=told.get("graphic", False),
                gate=gate,
            ).id
            for told in self.words[step["words"]]
        }

    def _rewrite(self, step: Told, gate: Gate) -> None:
        """New words for a section: no recipient reads them until they are released."""
        told = next(s for s in self.words[step["by"]] if s["name"] == step["section"])
        versions = self.versions[step["words"]]
        old = versions[step["section"]]
        versions[step["section"]] = documents.write(
            section=gate.find(Version, old, Act.WRITE_SECTION).section,
            title=told["title"],
            paragraphs=self.paragraphs(told["text"]),
            gate=gate,
        ).id

    def _sign_off(self, step: Told, gate: Gate) -> None:
        """Everything of the shareable classes, and the contribution goes to the panel."""
        for section in self.words[step["words"]]:
            if law().kind_of(section["class"]) == SHAREABLE:
                name = self.versions[step["words"]][section["name"]]
                version = gate.find(Version, name, Act.SIGN_OFF)
                documents.sign_off(version=version, gate=gate)
        written = sa.select(Document).where(Document.id == self.documents[step["words"]])
        document = gate.session.execute(written).scalar_one()
        documents.hand_over(document=document, gate=gate)

    def _release(self, step: Told, gate: Gate) -> None:
        kind, to = step["to"]
        if kind != "role":
            to = self.agencies[to] if kind == "body" else self.seats[to].member
        made = sharing.sign_release(
            version_ids=self._named(step),
            to_kind=kind,
            to_name=to,
            purpose="review",
            starts=self.on(step.get("from", _day(step))),
            ends=self.on(step["until"]),
            gate=gate,
        )
        self.releases[step.get("name", made.id)] = made.id

    def _named(self, step: Told) -> list[str]:
        """The sections that a step names; without names all that may be shared but by name."""
        ordinary = [
            told["name"]
            for told in self.words[step["words"]]
            if law().kind_of(told["class"]) == SHAREABLE
            and told["class"] not in sharing.BY_NAME_ONLY
        ]
        names = [n for n in step.get("sections", ordinary) if n not in step.get("but", ())]
        return [self.versions[step["words"]][name] for name in names]

    def _end(self, step: Told, gate: Gate) -> None:
        release = gate.find(Release, self.releases[step["name"]], Act.END_RELEASE)
        sharing.end_release(release=release, why=step["why"], gate=gate)
