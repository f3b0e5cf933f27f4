"""The case that every figure is measured on, in a database of its own.

One review: 10 agencies with 20 signed-off sections of 2 KB each, 30 members, about 2,500 policy
rows. The reader sits on the panel for the first agency. She may read its 20 sections and, of the
other 180, those that releases name and no recusal closes: 146 in all.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from portal.app import open_vault
from portal.db import new_id, open_database, plain_rows, stamp, writing
from portal.documents import words
from portal.documents.models import Document, Section, Version
from portal.documents.words import Paragraph
from portal.gate import sessions, versions
from portal.gate.keyfile import make_key_file
from portal.gate.keys import Keys
from portal.gate.policy import BOARD, SHAREABLE, Act, Line, Link, Role, Stage, law
from portal.gate.sealed import PORTAL, Place, Sealed
from portal.gate.sessions import Account
from portal.gate.vault import Vault
from portal.gate.versions import PolicyRow
from portal.migrate import migrate
from portal.people.models import Agency, Person
from portal.reviews.models import Membership, MembershipRole, Review
from portal.settings import Settings
from portal.sharing.models import Release, ReleaseRow
from portal.sharing.rules import BY_NAME_ONLY

AGENCIES, SECTIONS, OPEN_FROM_OTHERS, RECUSED = 10, 20, 14, 3
READABLE = SECTIONS + (AGENCIES - 1) * OPEN_FROM_OTHERS
RECUSALS = 25
BODY = 2048
"""Bytes of a section's words as they are stored: title, paragraphs, and what holds them."""
CLASSES = [
    c.name for c in law().classes.values() if c.kind == SHAREABLE and c.name not in BY_NAME_ONLY
]
YEAR = timedelta(days=365)
SENTENCE = "The agency held a meeting at which the risk that he posed was weighed and recorded. "


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of the review: one person, one body, one role."""

    member: str
    person: str
    body: str
    role: Role


@dataclass
class Case:
    vault: Vault
    settings: Settings
    agencies: list[str]
    seats: list[Seat]
    review: str
    token: str = ""

    @property
    def reader(self) -> Seat:
        return self.seats[0]

    @property
    def path(self) -> str:
        return f"/reviews/{self.review}/read"

    def rows(self, connection: Connection) -> list[Any]:
        """The 200 newest versions, as a page reads them."""
        of = Version.__table__.c
        query = Version.rows().where(of.review_id == self.review)
        return plain_rows(connection.execute(query.order_by(of.owner_id, of.id)))


def settings_in(folder: Path, url: str, port: int = 8000) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    return Settings(
        database_url=url,
        key_file=folder / "keys.json",
        witnesses=(folder / "witness.jsonl",),
        journal=folder / "journal",
        origin=f"http://localhost:{port}",
    )


def empty(folder: Path, url: str) -> tuple[Vault, Settings]:
    """A portal with schema, keys and law, and nobody in it."""
    settings = settings_in(folder, url)
    engine = open_database(url)
    migrate(engine)
    make_key_file(settings.key_file)
    with writing(engine) as connection, Session(connection) as session:
        versions.open_domain(session, PORTAL)
    versions.settle(engine, PORTAL, now=datetime.now(UTC))
    return open_vault(settings, engine), settings


def build(folder: Path, url: str, *, agencies: int = AGENCIES, sections: int = SECTIONS) -> Case:
    vault, settings = empty(folder, url)
    review = new_id()
    bodies = [new_id() for _ in range(agencies)]
    case = Case(vault, settings, bodies, _seats(bodies), review)
    now = vault.clock.now()
    with writing(vault.engine) as connection:
        _directory(case, connection, now)
        _review(case, connection, now)
        told = _contributions(case, connection, now, sections)
        rows = [*_memberships(case, connection, now), *_releases(case, connection, now, told)]
        _policy(case, connection, now, rows)
        case.token = sign_in(case, connection, now)
    return case


def _seats(bodies: list[str]) -> list[Seat]:
    """The reader first. With all ten agencies these are 30."""
    roles = [(body, Role.PANEL_MEMBER) for body in bodies]
    roles += [(body, Role.SENIOR_OFFICE) for body in bodies]
    roles += [(body, Role.AUTHOR) for body in bodies[:7]]
    roles += [(BOARD, role) for role in (Role.CHAIR, Role.LAY_ADVISER, Role.BOARD_OFFICE)]
    return [Seat(new_id(), new_id(), body, role) for body, role in roles]


def portal_keys(vault: Vault, connection: Connection) -> Keys:
    return vault.ring.at(connection, PORTAL, 0, writing=True)


def person_row(keys: Keys, person: str, agency: str | None, now: datetime) -> dict[str, Any]:
    owner = agency or PORTAL

    def sealed(field: str, text: str) -> Sealed:
        return keys.seal(text, Place("", owner, "person", person, field, 1), now=now)

    return {
        "id": person,
        "review_id": "",
        "owner_id": owner,
        "agency_id": agency,
        "name": sealed("name", f"Person {person[-6:]}"),
        "email": sealed("email", f"{person}@example.org"),
        "email_index": person,
    }


def _directory(case: Case, connection: Connection, now: datetime) -> None:
    keys = portal_keys(case.vault, connection)
    named = [
        {"id": body, "name": f"Agency {number:02} of the county", "kind": "police"}
        for number, body in enumerate(case.agencies)
    ]
    connection.execute(sa.insert(Agency), named)
    connection.execute(sa.insert(Account), [{"person_id": s.person} for s in case.seats])
    people = [
        person_row(keys, s.person, None if s.body == BOARD else s.body, now) for s in case.seats
    ]
    connection.execute(sa.insert(Person), people)


def _review(case: Case, connection: Connection, now: datetime) -> None:
    with Session(connection) as session:
        versions.open_domain(session, case.review)
    named = {"code_name": "Hawthorn 41", "kind": "mappa_scr", "marking": "OFFICIAL-SENSITIVE"}
    connection.execute(sa.insert(Review).values(id=case.review, opened_at=now, **named))


def text_of(number: int, size: int = BODY) -> str:
    """A section's words: a title and four paragraphs, `size` bytes as they are stored."""
    title = f"What happened in part {number}"

    def filled(length: int) -> str:
        lengths = [length // 4] * 3 + [length - 3 * (length // 4)]
        told = [(SENTENCE * (n // len(SENTENCE) + 1))[:n] for n in lengths]
        return words.dump(title, [Paragraph(new_id(), "p", text) for text in told])

    return filled(size - len(filled(0)))


def _contributions(
    case: Case, connection: Connection, now: datetime, sections: int
) -> dict[str, list[str]]:
    """Each agency's document, its sections and their signed-off words; version ids by owner."""
    keys = case.vault.ring.at(connection, case.review, 0, writing=True)
    written: dict[str, list[str]] = {}
    for owner in case.agencies:
        document = new_id()
        common = {"review_id": case.review, "owner_id": owner}
        connection.execute(
            sa.insert(Document).values(id=document, kind="imr", handed_over_at=now, **common)
        )
        places, texts = [], []
        for position in range(1, sections + 1):
            section, version = new_id(), new_id()
            place = Place(case.review, owner, "section_version", version, "words", 1)
            shelf = {"document_id": document, "position": position, "author": case.seats[-1].member}
            places.append(
                {
                    "id": section,
                    "section_class": CLASSES[position % len(CLASSES)],
                    "newest_id": version,
                    **shelf,
                    **common,
                }
            )
            texts.append(
                {
                    "id": version,
                    "section_id": section,
                    "number": 1,
                    "stage": Stage.SIGNED_OFF,
                    "words": keys.seal(text_of(position), place, now=now),
                    "written_by": case.seats[-1].person,
                    "written_at": now,
                    "signed_by": case.seats[-1].person,
                    "signed_at": now,
                    "released": True,
                    **common,
                }
            )
        connection.execute(sa.insert(Section), places)
        connection.execute(sa.insert(Version), texts)
        written[owner] = [text["id"] for text in texts]
    return written


def _memberships(
    case: Case, connection: Connection, now: datetime
) -> list[tuple[str, Line | Link]]:
    """Who takes part, all bodies having signed; the links with their refs."""
    starts, ends = now - timedelta(days=1), now + YEAR
    window = {"starts_at": starts, "ends_at": ends}
    members = [
        {"id": s.member, "review_id": case.review, "person_id": s.person, "body": s.body, **window}
        for s in case.seats
    ]
    connection.execute(sa.insert(Membership), members)
    roles = [{"membership_id": s.member, "role": s.role} for s in case.seats]
    connection.execute(sa.insert(MembershipRole), roles)
    links: list[tuple[str, Line | Link]] = []
    for s in case.seats:
        groups = [f"u:{s.person}", f"role:{Role.MEMBER}", f"body:{s.body}"]
        groups += [f"role:{s.role}", f"team:{s.role}:{s.body}"]
        groups += [f"keyed:body:{s.body}", f"keyed:member:{s.member}", f"keyed:role:{s.role}"]
        links += [
            (f"member:{s.member}", Link(f"m:{s.member}", g, stamp(starts), stamp(ends)))
            for g in groups
        ]
    return links


def _releases(
    case: Case, connection: Connection, now: datetime, written: dict[str, list[str]]
) -> list[tuple[str, Line | Link]]:
    """What each agency shares with each other body and with the board's people; and recusals."""
    window = {"starts_at": now - timedelta(days=1), "ends_at": now + YEAR}
    at = stamp(window["starts_at"]), stamp(window["ends_at"])
    whole = len(case.agencies) == AGENCIES
    rows: list[tuple[str, Line | Link]] = []
    made, named = [], []
    for owner, ids in written.items():
        for kind, name in _recipients(case, owner):
            given = list(ids)
            if name == case.reader.body:
                recused = case.agencies.index(owner) <= RECUSED and whole
                given = ids[: OPEN_FROM_OTHERS + recused]
                rows += [_recusal(case.reader.person, v, at) for v in given[OPEN_FROM_OTHERS:]]
            release, sub = new_id(), f"keyed:{kind}:{name}"
            to = {"id": release, "number": len(made) + 1, "to_kind": kind, "to_name": name}
            made.append({**to, "review_id": case.review, "owner_id": owner, **window})
            named += [{"release_id": release, "version_id": v} for v in given]
            ref = f"release:{release}"
            told = [(f"ver:{v}", Act.READ_SECTION, *at, "allow", ref) for v in given]
            rows += [(ref, Line(sub, *cells)) for cells in told]
    signed = {"purpose": "review", "signed_by": case.seats[0].member, "signed_at": now}
    connection.execute(sa.insert(Release), [{**release, **signed} for release in made])
    connection.execute(sa.insert(ReleaseRow), named)
    others = [s for s in case.seats[1:] if s.body != BOARD]
    everything = [v for ids in written.values() for v in ids]
    for number in range(RECUSALS - RECUSED if whole else 0):
        seat = others[number % len(others)]
        rows.append(_recusal(seat.person, everything[number * 7 % len(everything)], at))
    return rows


def _recipients(case: Case, owner: str) -> list[tuple[str, str]]:
    """Every other body, and the roles of the board's people."""
    roles = (Role.CHAIR, Role.LAY_ADVISER, Role.BOARD_OFFICE)
    return [("body", b) for b in case.agencies if b != owner] + [("role", r) for r in roles]


def _recusal(person: str, version: str, at: tuple[str, str]) -> tuple[str, Line]:
    ref = f"recusal:{version}"
    return ref, Line(f"u:{person}", f"ver:{version}", Act.READ_SECTION, *at, "deny", ref)


def _policy(
    case: Case, connection: Connection, now: datetime, rows: list[tuple[str, Line | Link]]
) -> None:
    """The rows as rooms add them, published as one version."""
    kept = [versions._values(case.review, row, ref) for ref, row in rows]
    connection.execute(sa.insert(PolicyRow), [{**row, "added_in": 1} for row in kept])
    standing = versions._rows(connection, case.review, pending=False)
    index = versions._compiled(law(), case.review, standing)
    versions.publish(connection, case.review, now=now, index=index, under=law().digest)


def sign_in(case: Case, connection: Connection, now: datetime) -> str:
    """A session of the reader's; its token."""
    token = sessions.new_token()
    place = sessions.place_of(sessions.hash_of(token))
    who = portal_keys(case.vault, connection).seal("Amina Rahman, Agency 00", place, now=now)
    sessions.begin(connection, token=token, person=case.reader.person, epoch=1, who=who, now=now)
    return token


def at_port(case: Case, port: int) -> Settings:
    return replace(case.settings, origin=f"http://localhost:{port}")
