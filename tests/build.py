"""Builds the cast's world with plain functions, through the same acts that the pages call.

Every field of words holds a canary: a word that appears nowhere else, so that a page which shows it
to somebody who may not read it is caught by the word alone.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from portal.agreements import acts as agreements
from portal.agreements.words import Terms
from portal.app import open_vault
from portal.console import found
from portal.db import new_id, writing
from portal.directory import acts as directory
from portal.documents import acts as documents
from portal.documents.models import Document, Version
from portal.documents.words import Paragraph
from portal.gate import sessions
from portal.gate.gate import Actor, Gate, Refused
from portal.gate.policy import BOARD, Act, Role
from portal.gate.sealed import PORTAL
from portal.gate.vault import CONSOLE, Vault
from portal.gate.versions import Domain
from portal.importing import acts as importing
from portal.importing.blocks import Block, Found
from portal.questions import acts as questions
from portal.reviews import acts as reviews
from portal.reviews import parts
from portal.settings import Settings
from portal.sharing import acts as sharing
from portal.sharing.models import Release
from tests.cast import AGENCIES, CAST, EVERYBODY

YEAR = timedelta(days=365)


@dataclass
class World:
    vault: Vault
    settings: Settings
    agencies: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    review: str = ""
    document: str = ""
    """The newest contribution."""
    versions: dict[str, str] = field(default_factory=dict)
    """Section titles to the ids of their newest versions."""
    releases: dict[str, str] = field(default_factory=dict)
    agreements: dict[str, str] = field(default_factory=dict)
    """Names of tests to the ids of the agreement's texts."""
    files: dict[str, list[str]] = field(default_factory=dict)
    """What a path's {import} and {attachment} may be."""
    canaries: dict[str, str] = field(default_factory=dict)
    """Each canary to the field that holds it."""

    def canary(self, where: str) -> str:
        word = f"canary{new_id()[-12:]}"
        self.canaries[word] = where
        return word

    @contextmanager
    def act(self, who: str, domain: str = "") -> Iterator[Gate]:
        """Act as one of the cast, in the review unless another domain is named."""
        with self.vault.act("", domain or self.review, actor=self.actor(who)) as gate:
            yield gate

    def actor(self, who: str) -> Actor:
        groups = ("role:anyone", "role:signed_in")
        return Actor(self.people[who], self.members.get(who, ""), groups)

    def sign_in(self, who: str, vault: Vault | None = None) -> str:
        """A session for one of the cast; its token."""
        vault, token = vault or self.vault, sessions.new_token()
        now = vault.clock.now()
        with writing(vault.engine) as connection:
            epoch = connection.execute(
                sa.select(Domain.key_epoch).where(Domain.id == PORTAL)
            ).scalar_one()
            keys = vault.ring.at(connection, PORTAL, epoch, writing=True)
            place = sessions.place_of(sessions.hash_of(token))
            sealed = keys.seal(EVERYBODY[who].name, place, now=now)
            held = sa.select(sessions.Account.epoch).where(
                sessions.Account.person_id == self.people[who]
            )
            sessions.begin(
                connection,
                token=token,
                person=self.people[who],
                epoch=connection.execute(held).scalar_one(),
                who=sealed,
                now=now,
            )
        return token


def settings_in(folder: Path, url: str) -> Settings:
    return Settings(
        database_url=url,
        key_file=folder / "keys.json",
        witnesses=(folder / "witness.jsonl",),
        journal=folder / "journal",
        origin="https://portal.example",
    )


def empty(folder: Path, url: str) -> World:
    """A portal with its schema, keys and law, and nobody in it."""
    settings = settings_in(folder, url)
    return World(found(settings), settings)


def second_process(world: World) -> Vault:
    """Another process on the same database, with caches of its own."""
    return open_vault(world.settings)


def with_cast(folder: Path, url: str) -> World:
    """The agencies, everybody's account, a review, and the cast's memberships in it."""
    world = empty(folder, url)
    with world.vault.act("", actor=CONSOLE) as gate:
        for name, kind in AGENCIES.items():
            world.agencies[name] = directory.add_agency(name=name, kind=kind, gate=gate)
        for who, part in EVERYBODY.items():
            agency = world.agencies.get(part.agency)
            world.people[who], _ = directory.add_person(
                agency_id=agency, name=part.name, email=f"{who}@example.org", gate=gate
            )
        directory.appoint(
            person_id=world.people["administrator"], role=Role.ADMINISTRATOR, gate=gate
        )
        directory.appoint(person_id=world.people["auditor"], role=Role.AUDITOR, gate=gate)
        world.review = reviews.open_review(
            code_name="Hawthorn 41", kind="mappa_scr", marking="OFFICIAL-SENSITIVE", gate=gate
        ).id
        for who in CAST:
            join(world, who, gate)
    return world


def join(world: World, who: str, gate: Gate) -> None:
    part, now = CAST[who], datetime.now(UTC)
    world.members[who] = parts.seat(
        review_id=world.review,
        person_id=world.people[who],
        body=world.agencies.get(part.agency, BOARD),
        roles=part.roles,
        starts=now - timedelta(hours=1),
        ends=now + YEAR,
        standing="",
        gate=gate,
    ).id


def signed_agreement(
    world: World, bodies: Iterable[str] = ("board", "senior", "probation_senior")
) -> None:
    """The receiving key: these people's bodies sign. The board proposes it, where it has not."""
    if not world.agreements:
        propose(world)
    for who in bodies:
        sign(world, who)


def terms(world: World, **other: object) -> Terms:
    """What an agreement says, with a canary in each of its words."""
    words = {
        where: world.canary(f"agreement {where}")
        for where in ("purpose", "paragraph", "gateway", "regime", "confidence", "handling")
    }
    told = Terms(
        purposes=(("review", f"To carry out this review {words['purpose']}"),),
        paragraphs=(("1", f"What was known {words['paragraph']}"), ("2", "What was done")),
        gateway=f"Criminal Justice Act 2003 {words['gateway']}",
        regime=(("Police", f"Part 3 {words['regime']}"),),
        confidence=f"Each agency decides {words['confidence']}",
        handling=(f"Keep it in the portal {words['handling']}",),
        review_at=datetime.now(UTC) + YEAR / 2,
    )
    return replace(told, **other)  # type: ignore[arg-type]


def propose(world: World, name: str = "first", **other: object) -> str:
    """A text of the agreement, put up by the board; its id."""
    with world.act("board") as gate:
        made = agreements.propose(terms=terms(world, **other), gate=gate)
        world.agreements[name] = made.id
    return made.id


def sign(world: World, who: str) -> None:
    with world.act(who) as gate:
        sign_newest(gate)


def sign_newest(gate: Gate) -> None:
    """Sign what was put up last, as somebody does who has just read it."""
    seen = agreements.newest(gate=gate)
    assert seen is not None
    agreements.sign_agreement(agreement=seen.id, digest=seen.digest, gate=gate)


def contribution(
    world: World, sections: Iterable[tuple[str, str]], *, length: int = 0, sign: bool = True
) -> None:
    """The police's review: sections of (class, title), by the author, signed off by the manager."""
    sections = list(sections)
    with world.act("author") as gate:
        document = documents.start_document(kind="imr", gate=gate)
        world.document = document.id
        for section_class, title in sections:
            text = f"{world.canary(f'words of {title}')} {'Words were written. ' * (length // 20)}"
            version = documents.add_section(
                document=document,
                section_class=section_class,
                title=f"{title} {world.canary(f'title of {title}')}",
                paragraphs=[Paragraph(new_id(), "p", text)],
                gate=gate,
            )
            world.versions[title] = version.id
    if sign:
        sign_off(world, [title for cls, title in sections if cls not in NEVER_SHARED])
        with world.act("manager") as gate:
            written = sa.select(Document).where(Document.id == document.id)
            documents.hand_over(document=gate.session.execute(written).scalar_one(), gate=gate)


NEVER_SHARED = {"conduct", "staff_welfare", "legal_advice", "covert"}


def sign_off(world: World, titles: Iterable[str]) -> None:
    with world.act("manager") as gate:
        for title in titles:
            version = gate.session.get(Version, world.versions[title])
            documents.sign_off(version=version, gate=gate)


def release(
    world: World,
    name: str,
    titles: Iterable[str],
    *,
    to_kind: str = "body",
    to_name: str = "",
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> str:
    """The owner's key: the police's senior office releases to probation, unless told otherwise."""
    now = datetime.now(UTC)
    with world.act("senior") as gate:
        made = sign_release(
            version_ids=[world.versions[t] for t in titles],
            to_kind=to_kind,
            to_name=to_name or world.agencies["Aldermere Probation"],
            purpose="review",
            starts=starts or now - timedelta(minutes=1),
            ends=ends or now + YEAR,
            gate=gate,
        )
        world.releases[name] = made.id
    return made.id


def sign_release(
    *,
    version_ids: Iterable[str],
    to_kind: str,
    to_name: str,
    purpose: str,
    starts: datetime,
    ends: datetime,
    gate: Gate,
) -> Release:
    """A release by itself, as a schedule makes one for each of its recipients: all or nothing."""
    owner, ids = gate.acting_for(Act.SIGN_RELEASE), list(dict.fromkeys(version_ids))
    sharing.agreed(owner, gate)
    to = to_kind, to_name
    unfit = sharing.unfit_rows(version_ids=ids, owner=owner, to=to, gate=gate)
    if unfit or not ids:
        raise Refused(" ".join(unfit) or "A release names at least one section.")
    return sharing.give(
        version_ids=ids, to=to, purpose=purpose, starts=starts, ends=ends, gate=gate
    )


def question(world: World, who: str, title: str, said: str = "") -> str:
    """A question about the first paragraph of a section's newest version; the comment's id."""
    said = said or world.canary(f"question about {title}")
    with world.act(who) as gate:
        version = gate.find(Version, world.versions[title], Act.READ_SECTION)
        first = next(iter(questions.paragraphs(version=version, gate=gate)))
        asked = questions.ask(
            version=version, paragraph=first, kind="question", said=said, gate=gate
        )
    return asked.id


def answer(world: World, who: str, title: str, thread: str, said: str = "") -> str:
    """Say something to a thread beside a section's newest version; the comment's id."""
    said = said or world.canary(f"answer about {title}")
    with world.act(who) as gate:
        version = gate.find(Version, world.versions[title], Act.READ_SECTION)
        first = questions.first_of(thread=thread, version=version, gate=gate)
        return questions.reply(first=first, said=said, gate=gate).id


def subject(world: World) -> str:
    """Somebody in the case, every field with a canary; the id."""
    with world.act("author") as gate:
        return reviews.name_subject(
            part="perpetrator",
            last_name=world.canary("subject last name"),
            first_name=world.canary("subject first name"),
            born=date(1984, 2, 29),
            reference=world.canary("subject reference"),
            gate=gate,
        ).id


def brought_in(world: World) -> None:
    """A file of the author's on its way to being sections, and one kept as it came."""
    with world.act("author") as gate:
        mine = sa.select(Document).where(Document.owner_id == gate.body)
        document = gate.session.execute(mine.order_by(Document.id).limit(1)).scalar_one()
        found = Found([Block("p", world.canary("draft of a file"))])
        brought = importing.bring_in(document=document, name="a.docx", found=found, gate=gate)
        kept = importing.keep(
            document=document,
            name=f"{world.canary('name of an attachment')}.pdf",
            kind="pdf",
            section_class="context",
            content=world.canary("bytes of an attachment").encode(),
            gate=gate,
        )
    world.files = {
        "{import}": [brought.id],
        "{attachment}": [kept.id],
    }


def a_world(folder: Path, url: str) -> World:
    """The usual world: one contribution of every class, half of it released to probation."""
    world = with_cast(folder, url)
    signed_agreement(world)
    contribution(
        world,
        [
            ("context", "Context"),
            ("chronology", "Chronology"),
            ("practice", "Practice"),
            ("tactics", "Methods"),
            ("conduct", "Conduct"),
            ("staff_welfare", "Welfare"),
            ("legal_advice", "Advice"),
        ],
    )
    release(world, "first", ["Context", "Chronology"])
    release(world, "chair", ["Context"], to_kind="role", to_name="chair")
    subject(world)
    answer(world, "author", "Context", question(world, "chair", "Context"))
    return world
