"""Exactness over two real processes: every change of policy, followed by a request to both.

A change ends a release of one section or signs it again, through the same calls as the acts. The
next page of either process must hold the section's words exactly when the change says so.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from portal.gate.policy import ALWAYS, NEVER, Act, Line
from portal.gate.vault import CONSOLE
from tests.bench import http
from tests.bench.case import Case, at_port, build
from tests.bench.figure import Figure, note
from tests.postgres import fresh_database, server

CHANGES = 80
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
        gate.take_seat()
        rows = case.rows(gate.connection)
    of_others = next(row.id for row in rows if row.owner_id != case.reader.body)
    release = next(
        line.ref
        for line in case.vault.versions._held[case.review, 1].lines
        if line.obj == f"ver:{of_others}" and line.sub == f"keyed:body:{case.reader.body}"
    )
    wrong = 0
    with ExitStack() as stack:
        both = [
            stack.enter_context(http.portal(at_port(case, http.free_port()), case.token))
            for _ in range(2)
        ]
        for number in range(CHANGES):
            released = bool(number % 2)
            _change(case, of_others, release, released=released)
            wrong += sum(_shown(one.get(case.path)) != released for one in both)
    return wrong


def _change(case: Case, version: str, release: str, *, released: bool) -> None:
    with case.vault.act("", case.review, actor=CONSOLE) as gate:
        if released:
            sub = f"keyed:body:{case.reader.body}"
            cells = (sub, f"ver:{version}", Act.READ_SECTION, ALWAYS, NEVER, "allow", release)
            gate.allow([Line(*cells)], ref=release)
        else:
            gate.end(ref=release)


def _shown(page: bytes) -> bool:
    """Whether the other agency's section is open beside the reader's own."""
    count = page.count(SECTION)
    if count not in {1, 2}:
        raise RuntimeError(f"a page of {count} sections")
    return count == 2
