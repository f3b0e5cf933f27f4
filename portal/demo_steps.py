"""What people do in the demonstration, each step through the acts of the room that it belongs to.

A step is a table of demo_cast.toml; its `does` names one of STEPS. Nothing here decides anything:
a step that its person may not take stops the making of the demonstration.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.agreements import acts as agreements
from portal.agreements.drafts import template
from portal.contributions import acts as contributions
from portal.contributions import standing
from portal.contributions.models import Request
from portal.documents import acts as documents
from portal.documents.models import BY_NAME_ONLY, Document, Version
from portal.documents.words import Paragraph, from_text
from portal.doors import acts as doors
from portal.doors import arrivals, threshold
from portal.gate.gate import Actor, Gate
from portal.gate.policy import SHAREABLE, Act, law
from portal.panel import appointing, conflicts, sittings
from portal.panel.appointing import Letter
from portal.questions import acts as questions
from portal.questions.models import Comment
from portal.reviews import acts as reviews
from portal.reviews import meetings
from portal.reviews.models import Meeting, Membership
from portal.schedules import acts as schedules
from portal.schedules.preview import preview
from portal.sharing import acts as sharing
from portal.sharing.models import Release
from portal.timetable import acts as timetable
from portal.web.dates import day, today

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in a review, or in the portal itself, where `member` and `body` are empty."""

    person: str
    member: str = ""
    body: str = ""

    def actor(self) -> Actor:
        return Actor(self.person, self.member, ("role:anyone", "role:signed_in"))


@dataclass
class Story:
    """The ids of what has come up in one domain, under the names that the files give them."""

    today: datetime
    words: Told
    agencies: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    boards: dict[str, str] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each document the newest versions of its sections, by the names of the sections."""
    requests: dict[str, str] = field(default_factory=dict)
    releases: dict[str, str] = field(default_factory=dict)
    threads: dict[str, str] = field(default_factory=dict)
    doors: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Links and codes by name, as somebody at the other end would have them."""

    def on(self, number: int) -> datetime:
        """The moment so many days from the one on which the story is told."""
        return self.today + timedelta(days=number)

    def said(self, text: str) -> str:
        """A text with a date for each number of a day."""
        return re.sub(r"\{(-?\d+)\}", lambda told: day(self.on(int(told[1]))), text)

    def paragraphs(self, text: str) -> list[Paragraph]:
        return from_text(self.said(text))

    def version(self, step: Told, gate: Gate, act: Act = Act.READ_SECTION) -> Any:
        """The newest version of the section that a step names, as its person finds it."""
        return gate.find(Version, self.versions[step["words"]][step["section"]], act)

    def document(self, step: Told, gate: Gate) -> Document:
        here = sa.select(Document).where(Document.id == self.documents[step["words"]])
        return gate.session.execute(here).scalar_one()


# The people in the case, and the agreement


def name_people(story: Story, step: Told, gate: Gate) -> None:
    for part, last_name, first_name, age, birthday, reference in step["people"]:
        reviews.name_subject(
            part=part,
            last_name=last_name,
            first_name=first_name,
            born=date.fromisoformat(f"{story.today.year - age}-{birthday}"),
            reference=reference,
            gate=gate,
        )


def propose(story: Story, step: Told, gate: Gate) -> None:
    """The template's agreement with the board's own questions, or an amendment of the last one."""
    terms = agreements.newest(gate=gate) or template(step["kind"], story.today)
    if "asks" in step:
        asked = tuple((str(n), words) for n, words in enumerate(step["asks"], 1))
        terms = replace(terms, paragraphs=asked)
    terms = replace(terms, handling=(*terms.handling, *step.get("handling", ())))
    agreements.propose(terms=terms, gate=gate)


def sign_agreement(_: Story, __: Told, gate: Gate) -> None:
    """As somebody signs who has just read the newest text."""
    seen = agreements.newest(gate=gate)
    if seen is None:
        raise LookupError("demo_cast.toml signs an agreement before it proposes one")
    agreements.sign_agreement(agreement=seen.id, digest=seen.digest, gate=gate)


# The timetable and the panel


def happened(story: Story, step: Told, gate: Gate) -> None:
    for event, number in step["events"]:
        timetable.record(event=event, on=today(story.on(number)), gate=gate)


def stop_clock(story: Story, step: Told, gate: Gate) -> None:
    """From one day until another, both of which are past."""
    why = {"ground": step["ground"], "why": story.said(step["why"])}
    since, until = (today(story.on(number)) for number in step["days"])
    paused = timetable.pause(code=step["code"], since=since, **why, gate=gate)
    timetable.run_on(paused=paused, on=until, gate=gate)


def set_day(story: Story, step: Told, gate: Gate) -> None:
    why = {"ground": step["ground"], "why": story.said(step["why"])}
    on = today(story.on(step["on"]))
    timetable.set_deadline(event=step["event"], on=on, **why, gate=gate)


# Those without an account


def make_door(story: Story, step: Told, gate: Gate) -> None:
    told = {key: step[key] for key in ("organisation", "purpose", "ring")}
    owner = story.agencies[step["agency"]]
    _, link, code = doors.make(owner=owner, agency="", **told, gate=gate)
    story.doors[step["organisation"]] = link, code


def drop_off(story: Story, step: Told, gate: Gate) -> None:
    """By nobody in particular, with the link and the code."""
    gate.actor = Actor("", "", ("role:anyone",))
    link, code = story.doors[step["organisation"]]
    proof = threshold.enter(link=link, code=code, pair="", gate=gate)
    threshold.send(proof=proof, brought=_brought(story, step), form="", gate=gate)


def enter_for(story: Story, step: Told, gate: Gate) -> None:
    told = {"way": step["way"], "purpose": step["purpose"], "authorised": step["authorised"]}
    received = today(story.on(step["received"]))
    arrivals.enter(brought=_brought(story, step), received=received, **told, gate=gate)


def _brought(story: Story, step: Told) -> arrivals.Brought:
    return arrivals.Brought(step["sender"], step["part"], story.said(step["said"]), "yes")


def appoint(story: Story, step: Told, gate: Gate) -> None:
    """Each as what its capacity says, by a letter of that day, for two years."""
    on = today(gate.now)
    for name, capacity in step["people"]:
        member = gate.find(Membership, story.seats[name].member, Act.APPOINT_PANEL)
        given = Letter(capacity, on, on, on + timedelta(days=730))
        appointing.appoint(member=member, letter=given, gate=gate)


def declare(_: Story, step: Told, gate: Gate) -> None:
    conflicts.declare(ground=step["ground"], words=step.get("said", ""), gate=gate)


def met(story: Story, step: Told, gate: Gate) -> None:
    there = [story.seats[name].member for name in step["there"]]
    sittings.record(
        meeting=meetings.convene(on=today(gate.now), gate=gate), present=there, gate=gate
    )


def challenge(story: Story, step: Told, gate: Gate) -> None:
    meeting = gate.find(Meeting, meetings.every(gate=gate)[-1].id, Act.READ_REVIEW)
    sittings.put(meeting=meeting, said=step["kind"], words=story.said(step["said"]), gate=gate)


# Contributions: asked for, written, sent to a manager, and handed to the panel


def ask_agency(story: Story, step: Told, gate: Gate) -> None:
    asked = contributions.ask(
        agency_id=story.agencies[step["agency"]],
        kind=step["kind"],
        due_on=story.on(step["due"]).date(),
        note=story.said(step.get("said", "")),
        gate=gate,
    )
    story.requests[step["words"]] = asked.id


def chase(story: Story, step: Told, gate: Gate) -> None:
    contributions.chase(request=request_of(story, step, gate), gate=gate)


def give_time(story: Story, step: Told, gate: Gate) -> None:
    due_on, request = story.on(step["due"]).date(), request_of(story, step, gate)
    contributions.change_due(request=request, due_on=due_on, why=step["said"], gate=gate)


def begin(story: Story, step: Told, gate: Gate) -> None:
    begun = contributions.begin(request=request_of(story, step, gate), gate=gate)
    story.documents[step["words"]] = begun.id


def request_of(story: Story, step: Told, gate: Gate) -> Request:
    here = sa.select(Request).where(Request.id == story.requests[step["words"]])
    return gate.session.execute(here).scalar_one()


def write(story: Story, step: Told, gate: Gate) -> None:
    """Every section of a contribution that was begun, or of a document that nobody asks for."""
    if step["words"] not in story.documents:
        started = documents.start_document(kind=step["kind"], gate=gate)
        story.documents[step["words"]] = started.id
    document = story.document(step, gate)
    story.versions[step["words"]] = {
        told["name"]: documents.add_section(
            document=document,
            section_class=told["class"],
            title=told["title"],
            paragraphs=story.paragraphs(told["text"]),
            graphic=told.get("graphic", False),
            gate=gate,
        ).id
        for told in story.words[step["words"]]
    }


def rewrite(story: Story, step: Told, gate: Gate) -> None:
    """New words for a section: no recipient reads them until they are released.

    A paragraph that stays as it was keeps its id, and with it what has been said about it.
    """
    told = next(s for s in story.words[step["by"]] if s["name"] == step["section"])
    old = story.version(step, gate, Act.WRITE_SECTION)
    ids = {text: name for name, text in questions.paragraphs(version=old, gate=gate).items()}
    written = documents.write(
        section=old.section,
        title=told["title"],
        paragraphs=[replace(p, id=ids.get(p.text, p.id)) for p in story.paragraphs(told["text"])],
        gate=gate,
    )
    story.versions[step["words"]][step["section"]] = written.id


def submit(story: Story, step: Told, gate: Gate) -> None:
    contributions.submit(document=story.document(step, gate), gate=gate)


def send_back(story: Story, step: Told, gate: Gate) -> None:
    document, said = story.document(step, gate), story.said(step["said"])
    names = story.versions[step["words"]]
    remarks = {names[title]: story.said(text) for title, text in step.get("remarks", {}).items()}
    contributions.send_back(document=document, comments=said, remarks=remarks, gate=gate)


def sign_off(story: Story, step: Told, gate: Gate) -> None:
    document = story.document(step, gate)
    seen = [row.id for row in standing.to_sign(document.id, gate)]
    contributions.sign_off(document=document, seen=seen, gate=gate)


def decide(story: Story, step: Told, gate: Gate) -> None:
    """All is to be shared but what the step keeps back, and the panel is handed it."""
    document = story.document(step, gate)
    seen = [row.id for row in standing.to_decide(document.id, gate)]
    kept = {story.versions[step["words"]][name] for name in step.get("but", ())}
    shared = [v for v in seen if v not in kept]
    why = step.get("said", "")
    contributions.decide(document=document, seen=seen, shared=shared, why=why, gate=gate)


def query(story: Story, step: Told, gate: Gate) -> None:
    document, said = story.document(step, gate), story.said(step["said"])
    contributions.query(document=document, words=said, gate=gate)


def accept(story: Story, step: Told, gate: Gate) -> None:
    contributions.accept(document=story.document(step, gate), gate=gate)


# Releases


def schedule(story: Story, step: Told, gate: Gate) -> None:
    """One signing for several recipients, by an office that has looked through what each gets."""
    rows = {_key(story, *row["to"]): row for row in step["rows"]}
    cells = {key: _sections(story, {**step, **row}, gate) for key, row in rows.items()}
    proposal = schedules.begin(to=cells, gate=gate)
    schedules.replan(
        proposal=proposal,
        cells=cells,
        purpose=step.get("purpose", "review"),
        paragraph=step["paragraph"],
        why=step["why"],
        starts=story.on(step.get("from", step["day"])).date().isoformat(),
        ends=story.on(step["until"]).date().isoformat(),
        gate=gate,
    )
    look = preview(plan=schedules.plan_of(proposal=proposal, gate=gate), gate=gate)
    signed = schedules.sign(proposal=proposal, seen=look.seen, gate=gate)
    gate.session.flush()
    for made in schedules.releases_of(schedule=signed, gate=gate):
        row = rows[f"{made.to_kind}:{made.to_name}"]
        story.releases[row.get("name", made.id)] = made.id


def _key(story: Story, kind: str, name: str) -> str:
    if kind != "role":
        name = story.agencies[name] if kind == "body" else story.seats[name].member
    return f"{kind}:{name}"


def _sections(story: Story, step: Told, gate: Gate) -> list[str]:
    of = Version.__table__.c
    here = sa.select(of.section_id).where(of.id.in_(_named(story, step)))
    return list(gate.connection.execute(here).scalars())


def _named(story: Story, step: Told) -> list[str]:
    """The sections that a step names; without names all that may be shared but by name."""
    ordinary = [
        told["name"]
        for told in story.words[step["words"]]
        if law().kind_of(told["class"]) == SHAREABLE and told["class"] not in BY_NAME_ONLY
    ]
    names = [n for n in step.get("sections", ordinary) if n not in step.get("but", ())]
    return [story.versions[step["words"]][name] for name in names]


def end(story: Story, step: Told, gate: Gate) -> None:
    found = gate.find(Release, story.releases[step["name"]], Act.END_RELEASE)
    sharing.end_release(release=found, why=step["why"], gate=gate)


# Questions


def ask(story: Story, step: Told, gate: Gate) -> None:
    """About the paragraph of that number: a question, unless the step says that it is a remark."""
    version = story.version(step, gate)
    ids = list(questions.paragraphs(version=version, gate=gate))
    asked = questions.ask(
        version=version,
        paragraph=ids[step["paragraph"] - 1],
        kind=step.get("kind", "question"),
        said=story.said(step["said"]),
        gate=gate,
    )
    story.threads[step.get("name", asked.id)] = asked.id


def reply(story: Story, step: Told, gate: Gate) -> None:
    questions.reply(first=_thread(story, step, gate), said=story.said(step["said"]), gate=gate)


def settle(story: Story, step: Told, gate: Gate) -> None:
    questions.settle(first=_thread(story, step, gate), gate=gate)


def _thread(story: Story, step: Told, gate: Gate) -> Any:
    here = Comment.rows().where(Comment.id == story.threads[step["name"]])
    return gate.connection.execute(here).one()


STEPS: dict[str, Callable[[Story, Told, Gate], None]] = {
    each.__name__: each
    for each in (
        name_people, happened, stop_clock, set_day, make_door, drop_off, enter_for, appoint,
        declare, met, challenge, propose, sign_agreement, ask_agency, chase, give_time, begin,
        write, rewrite, submit, send_back, sign_off, decide, query, accept, schedule, end, ask,
        reply, settle,
    )
}  # fmt: skip
