"""How the page and the review list grow from 1,000 to 100,000 reviews.

Three databases hold the case among more and more other reviews, in every table that the two pages
touch. They are asked in turns by one process, through the whole wrapper and without the network.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.app import open_vault
from portal.db import new_id, writing
from portal.directory import desks
from portal.documents import pages as documents
from portal.documents.models import Document, Section, Version
from portal.gate.envelope import HEAD, STEP
from portal.gate.keys import DataKey, KeyState, Use
from portal.gate.ledger import FIRST, Entry, Head, stream_of
from portal.gate.policy import ALWAYS, NEVER, Act, Role, Stage, law
from portal.gate.readings import Reading, ReadingMark
from portal.gate.sealed import MAGIC, Sealed
from portal.gate.sessions import Account, Choice, SignedIn
from portal.gate.vault import CONSOLE
from portal.gate.versions import Domain, PolicyRow, Snapshot
from portal.people.models import Agency, Person
from portal.registers import pages as registers
from portal.registers.keeping import tables
from portal.reviews import pages as reviews
from portal.reviews.models import Membership, MembershipRole, Review
from portal.sharing.models import Release, ReleaseRow
from portal.web import draw, wrapper
from portal.web.answer import SESSION
from portal.web.page import Page, Raw
from portal.web.wrapper import House
from tests.bench.case import YEAR, Case, build, settings_in
from tests.bench.figure import Figure, exponent, note

SIZES = (1_000, 10_000, 100_000)
ROUNDS, WARM = 60, 5
GOAL = 0.05
KNOWN = {"registers/register.html": b">Next page<"}
"""What a page must show to have been drawn, where that is not the reader's own review."""
ENVELOPE = Sealed(MAGIC + os.urandom(HEAD - len(MAGIC) + 12 + STEP + 16))
"""Words that nobody opens: the other reviews' weight is what counts here."""


def growth(folder: Path) -> Iterator[Figure]:
    first, database = folder / "first", "portal.db"
    case = build(first, f"sqlite:///{first / database}")
    sizes: dict[int, Path] = {}
    began, held = time.monotonic(), 1
    with writing(case.vault.engine) as connection:
        add_pattern(connection, case.vault.clock.now())
    body = at_desk(case)
    for size in SIZES:
        with writing(case.vault.engine) as connection:
            add_reviews(connection, held, size)
            add_register(connection, body, held, size)
        held = size
        with case.vault.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
            plain.exec_driver_sql("pragma wal_checkpoint(truncate)")
        case.vault.engine.dispose()
        sizes[size] = shutil.copytree(first, folder / str(size)) if size != SIZES[-1] else first
    weight = (first / database).stat().st_size / 1e6
    note(f"growth: {SIZES[-1]:,} reviews, {weight:,.0f} MB, in {time.monotonic() - began:.0f} s")
    doors = {size: door(case, at, f"sqlite:///{at / database}") for size, at in sizes.items()}
    for name, page, path, ids in (
        ("growth_page", documents.read, case.path, {"review": case.review}),
        ("growth_list", reviews.home, "/", {}),
        ("growth_register", registers.register, f"/registers/{body}", {"of": body}),
    ):
        yield _measured(name, {size: partial(ask, page, path, ids) for size, ask in doors.items()})


def at_desk(case: Case) -> str:
    """The reader keeps the register of her agency; its id."""
    with case.vault.act("", actor=CONSOLE) as gate:
        who, body = case.reader.person, case.reader.body
        seat = desks.Seat(who, body, Role.COORDINATOR, gate.now, gate.now + YEAR)
        desks.stand(desk=desks.put_up(told=seat, gate=gate), gate=gate)
    return body


def add_register(connection: Connection, body: str, start: int, end: int) -> None:
    """Every other review in that agency's register too: of six years, two kinds, some closed, some
    late. The counters are made anew.
    """
    connection.exec_driver_sql(
        """
        insert into register_row (body, review_id, board_id, kind, state, opened_on, due_on, since,
            until, reckoned)
        with recursive n(i) as (values(?) union all select i + 1 from n where i < ?)
        select ?, printf('%08x', i) || substr(r.id, 9), '', iif(i % 3, 'mappa_scr', 'dhr'),
            iif(i % 4, 'open', 'closed'), date('now', '-' || (i % 2190) || ' days'),
            iif(i % 4 and i % 5, date('now', '-' || (i % 90) || ' days'), null),
            '2000-01-01T00:00:00.000000Z', '9999-12-31T00:00:00.000000Z', ?
        from n, review r where r.id >= 'ffffffff'
        """,
        (start, end - 1, body, tables()),
    )
    counted = "from register_row group by body, kind"
    for name, column, which in (("total", "state", ""), ("day", "opened_on", "state = 'open'")):
        connection.exec_driver_sql(f"delete from register_{name}")
        rows = counted.replace("group", f"where {which} group") if which else counted
        listed = f"register_{name} (body, kind, {column}, rows)"
        insert = f"insert into {listed} select body, kind, {column}, count(*) {rows}"
        connection.exec_driver_sql(f"{insert}, {column}")


def door(case: Case, folder: Path, url: str) -> Callable[[Page, str, dict[str, str]], bytes]:
    """One database behind the wrapper, asked as the case's reader."""
    settings = settings_in(folder, url)
    house = House(open_vault(settings), settings.origin, False, {})
    draw.compile_all()

    def ask(page: Page, path: str, ids: dict[str, str]) -> bytes:
        raw = Raw("GET", path, ids, {}, {}, {SESSION: case.token}, "", "", "")
        answer = wrapper.respond(house, page, raw)
        if answer.status != 200 or KNOWN.get(page.template, b"Hawthorn 41") not in answer.body:
            raise RuntimeError(f"{path} was answered {answer.status}")
        return answer.body

    return ask


def _measured(name: str, asked: dict[int, Callable[[], Any]]) -> Figure:
    cpu: dict[int, list[float]] = {size: [] for size in asked}
    wall: dict[int, list[float]] = {size: [] for size in asked}
    for number in range(ROUNDS + WARM):
        for size, ask in asked.items():
            clocks = time.process_time(), time.perf_counter()
            ask()
            if number >= WARM:
                cpu[size].append(time.process_time() - clocks[0])
                wall[size].append(time.perf_counter() - clocks[1])
    for word, times in (("CPU", cpu), ("wall", wall)):
        told = ", ".join(f"{median(t) * 1000:.2f} ms at {n:,}" for n, t in times.items())
        slope = exponent(list(times), [median(t) for t in times.values()])
        note(f"{name}: {word} {told}; exponent {slope:.3f}")
    smallest, largest = median(cpu[SIZES[0]]), median(cpu[SIZES[-1]])
    slope = exponent(list(cpu), [median(t) for t in cpu.values()])
    unit = f"ms of CPU at {SIZES[-1]:,}, at {SIZES[0]:,} reviews; ratio is the exponent"
    return Figure(name, largest * 1000, smallest * 1000, slope, GOAL, unit)


# The other reviews: one is written out as a pattern, and the database copies it.

PATTERN = "f" * 8
"""How the pattern's ids begin. A copy's begin with its number instead."""
COPIED: dict[Any, tuple[str, ...]] = {
    Agency: ("id", "name"),
    Account: ("person_id",),
    Person: ("id", "agency_id", "email_index"),
    SignedIn: ("token_hash", "person_id"),
    Review: ("id", "code_name"),
    Domain: ("id",),
    Choice: ("token_hash", "domain", "member"),
    Snapshot: ("domain",),
    Membership: ("id", "review_id", "person_id", "body"),
    MembershipRole: ("membership_id",),
    PolicyRow: ("id", "domain"),
    DataKey: ("id", "domain", "owner_id"),
    Document: ("id", "review_id", "owner_id"),
    Section: ("id", "review_id", "document_id", "owner_id", "author", "newest_id"),
    Version: ("id", "review_id", "owner_id", "section_id", "written_by", "signed_by"),
    Release: ("id", "review_id", "owner_id", "to_name", "signed_by"),
    ReleaseRow: ("release_id", "version_id"),
    Head: ("stream",),
    Entry: ("stream", "actor"),
    Reading: ("stream", "version_id", "member", "actor"),
    ReadingMark: ("stream",),
}
"""Every table that grows with the reviews, and the columns that differ from copy to copy."""


def add_reviews(connection: Connection, start: int, end: int) -> None:
    numbers = "with recursive n(i) as (values(?) union all select i + 1 from n where i < ?)"
    for model, differing in COPIED.items():
        names = [column.name for column in model.__table__.columns]
        told = [
            f"printf('%08x', i) || substr({name}, 9)" if name in differing else f'"{name}"'
            for name in names
        ]
        table, listed = model.__tablename__, ", ".join(f'"{name}"' for name in names)
        rows = f"select {', '.join(told)} from n, {table} where {differing[0]} >= '{PATTERN}'"
        insert = f"insert into {table} ({listed}) {numbers} {rows}"
        connection.exec_driver_sql(insert, (start, end - 1))


def add_pattern(connection: Connection, now: datetime) -> None:
    """A small review of two agencies, in each of them a person who is signed in."""
    review = _id()
    about = {"code_name": "ffffffff Alder", "kind": "mappa_scr", "marking": "OFFICIAL-SENSITIVE"}
    _put(connection, Review, id=review, opened_at=now, **about)
    _put(connection, Domain, id=review, policy_version=1, key_epoch=0, law=law().digest)
    rows = {"rows": bytes(300), "digest": "0" * 64}
    _put(connection, Snapshot, domain=review, version=1, made_at=now, **rows)
    for number in (1, 2):
        _side(connection, review, number, now)


def _side(connection: Connection, review: str, number: int, now: datetime) -> None:
    body, person, member, token = _id(), _id(), _id(), PATTERN + new_id() + new_id()[8:]
    window = {"starts_at": now, "ends_at": now + YEAR}
    _put(connection, Agency, id=body, name=f"{body} trust", kind="health")
    _put(connection, Account, person_id=person, epoch=1)
    called = {"name": ENVELOPE, "email": ENVELOPE, "email_index": person}
    _put(connection, Person, id=person, review_id="", owner_id=body, agency_id=body, **called)
    session = {"began_at": now, "seen_at": now, "who": ENVELOPE}
    _put(connection, SignedIn, token_hash=token, person_id=person, epoch=1, **session)
    _put(connection, Choice, token_hash=token, domain=review, member=member)
    who = {"review_id": review, "person_id": person, "body": body}
    _put(connection, Membership, id=member, **who, **window)
    _put(connection, MembershipRole, membership_id=member, role=Role.PANEL_MEMBER)
    link = {"sub": f"m:{member}", "obj": f"u:{person}", "act": "-", "eft": "allow"}
    times = {"nbf": ALWAYS, "exp": NEVER, "ref": f"member:{member}", "added_in": 1}
    _put(connection, PolicyRow, id=_id(), domain=review, kind="g", **link, **times)
    key = {"use": Use.SEAL, "state": KeyState.ACTIVE, "kek": "0" * 32, "wrapped": bytes(60)}
    _put(connection, DataKey, id=_id(), domain=review, owner_id=body, made_at=now, **key)
    _contribution(connection, {"review_id": review, "owner_id": body}, member, number, now)
    stream = stream_of(review, body)
    _put(connection, Head, stream=stream, seq=1, hash=FIRST, covered=1, blind=FIRST)
    told = {"entry": "{}", "hash": FIRST, "act": Act.READ_SECTION, "actor": person}
    _put(connection, Entry, stream=stream, seq=1, **told)
    _put(connection, ReadingMark, stream=stream, seq=1)
    read = {"version_id": _id(), "member": member, "actor": person, "act": Act.READ_SECTION}
    how = {"outcome": "allowed", "ref": "law:R4", "purpose": "", "times": 1, "last_seq": 1}
    _put(connection, Reading, stream=stream, **read, **how, first_at=now, last_at=now)


def _contribution(
    connection: Connection, owned: dict[str, str], member: str, number: int, now: datetime
) -> None:
    document, section, version, release = (_id() for _ in range(4))
    _put(connection, Document, id=document, kind="imr", **owned)
    of = {"document_id": document, "position": 1, "section_class": "context", "author": member}
    _put(connection, Section, id=section, newest_id=version, **of, **owned)
    signed = {"written_by": member, "written_at": now, "signed_by": member, "signed_at": now}
    words = {"words": ENVELOPE, "number": 1, "stage": Stage.SIGNED_OFF, "released": True}
    _put(connection, Version, id=version, section_id=section, **words, **signed, **owned)
    to = {"to_kind": "body", "to_name": owned["owner_id"], "purpose": "review", "number": number}
    signed = {"signed_by": member, "signed_at": now, "starts_at": now, "ends_at": now + YEAR}
    _put(connection, Release, id=release, **to, **signed, **owned)
    _put(connection, ReleaseRow, release_id=release, version_id=version)


def _id() -> str:
    return PATTERN + new_id()[8:]


def _put(connection: Connection, model: Any, **values: Any) -> None:
    connection.execute(sa.insert(model).values(**values))
