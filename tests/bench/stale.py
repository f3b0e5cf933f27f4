"""Exactness over two real processes: every change of policy, followed by a request to both.

A change ends the release of a section or signs it again, or recuses the reader from it or takes
her back, through the calls that the acts make. The next page of either process must hold the
section's words exactly when the change says so.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from portal.gate.vault import CONSOLE
from tests.bench import http
from tests.bench.case import at_port, build
from tests.bench.figure import Figure, note
from tests.postgres import fresh_database, server

CHANGES = 1_000
"""On each of the two databases."""
SECTION = b'<section class="portal-section"'


def stale(folder: Path) -> Iterator[Figure]:
    found = _on(folder / "sqlite", f"sqlite:///{folder / 'sqlite' / 'portal.db'}")
    note(f"stale: {found} of {CHANGES * 2} checks on SQLite")
    with server() as url:
        more = _on(folder / "postgresql", fresh_database(url))
    note(f"stale: {more} of {CHANGES * 2} checks on PostgreSQL")
    checks = 4 * CHANGES
    wrong = found + more
    yield Figure("stale", wrong, checks, wrong / checks, 0, "of next-request checks")


def _on(folder: Path, url: str) -> int:
    folder.mkdir()
    case = build(folder, url, agencies=2, sections=1)
    with case.vault.read(case.token, case.review) as gate:
        row = next(r for r in case.rows(gate.connection) if r.owner_id != case.reader.body)
        sub = f"keyed:body:{case.reader.body}"
        release = next(w for w in gate.index.lines if w.obj == f"ver:{row.id}" and w.sub == sub)
    recusal = replace(release, sub=f"u:{case.reader.person}", eft="deny", ref="recusal:1")
    wrong = 0
    with ExitStack() as stack:
        both = [
            stack.enter_context(http.portal(at_port(case, http.free_port()), case.token))
            for _ in range(2)
        ]
        for number in range(0, CHANGES, 2):
            # Casbin certifies what is signed again, which takes longest: so that is done less.
            line, opens = (recusal, False) if number % 40 else (release, True)
            for shown in (False, True):
                with case.vault.act("", case.review, actor=CONSOLE) as gate:
                    if shown == opens:
                        gate.allow([line], ref=line.ref)
                    else:
                        gate.end(ref=line.ref)
                for one in both:
                    one.ask(case.path)
                wrong += sum(_shown(one.answer()) != shown for one in both)
    return wrong


def _shown(page: bytes) -> bool:
    """Whether the other agency's section is open beside the reader's own."""
    count = page.count(SECTION)
    if count not in {1, 2}:
        raise RuntimeError(f"a page of {count} sections")
    return count == 2
