"""Eight writers on PostgreSQL, each an act after another: recorded, against not recorded.

Both sides are whole acts: the review locked, session and policy read, a row written, committed. The
server writes to its disk before it answers (fsync on). Each writer is a process of its own.
"""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy.orm import Session

from portal.app import open_vault
from portal.db import new_id, writing
from portal.documents.models import Document
from portal.gate import versions
from portal.gate.policy import Act
from portal.gate.vault import Vault
from portal.settings import Settings
from tests.bench.case import build
from tests.bench.figure import Figure, Turns, in_turns, note
from tests.postgres import fresh_database, server

WRITERS, REVIEWS, ROUNDS, SECONDS = 8, 4, 6, 1.5


def appends(folder: Path) -> Iterator[Figure]:
    with server(fsync="on", full_page_writes="on") as url:
        case = build(folder, fresh_database(url), agencies=1, sections=1)
        reviews = [case.review, *(new_id() for _ in range(REVIEWS - 1))]
        with writing(case.vault.engine) as connection, Session(connection) as session:
            for review in reviews[1:]:
                versions.open_domain(session, review)
        case.vault.engine.dispose()
        with writers(case.settings, case.token, case.agencies[0]) as pipes:
            turns = _measured(pipes, reviews, ROUNDS)
            alone = _measured(pipes, reviews[:1], ROUNDS // 2)
    note(f"appends: {turns.ours:.0f} against {turns.reference:.0f} acts a second, fsync on")
    note(f"appends: all to one stream {alone.ratio:.2f}, {alone.ours:.0f} acts a second")
    yield Figure(
        "appends", turns.ours, turns.reference, turns.ratio, 0.7, "acts a second", at_least=True
    )


def _measured(pipes: list[Connection], reviews: list[str], rounds: int) -> Turns:
    def rate(recorded: bool) -> float:
        for number, pipe in enumerate(pipes):
            shift = number % len(reviews)
            pipe.send((reviews[shift:] + reviews[:shift], recorded))
        return sum(pipe.recv() for pipe in pipes)

    rate(True)
    return in_turns(lambda: rate(True), lambda: rate(False), rounds)


@contextmanager
def writers(settings: Settings, token: str, owner: str) -> Iterator[list[Connection]]:
    spawn = multiprocessing.get_context("spawn")
    pairs = [spawn.Pipe() for _ in range(WRITERS)]
    started = [
        spawn.Process(target=write, args=(settings, token, owner, theirs), daemon=True)
        for _, theirs in pairs
    ]
    for one in started:
        one.start()
    try:
        yield [ours for ours, _ in pairs]
    finally:
        for ours, _ in pairs:
            ours.send(None)
        for one in started:
            one.join(timeout=30)


def write(settings: Settings, token: str, owner: str, pipe: Connection) -> None:
    """One writer: acts for SECONDS whenever it is asked to, and tells its rate."""
    vault = open_vault(settings)
    while (asked := pipe.recv()) is not None:
        reviews, recorded = asked
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < SECONDS:
            act(vault, token, reviews[count % len(reviews)], owner, recorded=recorded)
            count += 1
        pipe.send(count / (time.perf_counter() - began))


def act(vault: Vault, token: str, review: str, owner: str, *, recorded: bool) -> None:
    with vault.act(token, review) as gate:
        row = Document(id=new_id(), review_id=review, owner_id=owner, kind="imr")
        gate.session.add(row)
        if recorded:
            gate.record(Act.WRITE_SECTION, owner, {"law:R4": (row.id,)})
