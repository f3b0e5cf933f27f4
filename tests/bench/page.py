"""The whole page over HTTP, against the same page in plain text; and how even its times are."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.documents.models import Version
from portal.gate.policy import Act
from portal.reviews import acts as reviews
from tests.bench import http, plain
from tests.bench.case import READABLE, Case, at_port, build
from tests.bench.figure import Figure, Turns, cpu_of, note, paired, percentile
from tests.postgres import connect, fresh_database, server

ROUNDS, ASKED, WARM, EVEN = 20, 12, 20, 300


@dataclass(frozen=True, slots=True)
class Pair:
    """The portal and the plain page, served at the same time."""

    case: Case
    ours: http.Server
    plain: http.Server


@contextmanager
def served(folder: Path, url: str, plain_url: str) -> Iterator[Pair]:
    case = build(folder, url)
    copy(case, plain_url)
    settings = at_port(case, http.free_port())
    case.vault.engine.dispose()
    with ExitStack() as stack:
        ours = stack.enter_context(http.portal(settings, case.token))
        theirs = stack.enter_context(http.plain(plain_url))
        pair = Pair(case, ours, theirs)
        _same(pair)
        yield pair


def copy(case: Case, plain_url: str) -> None:
    """Into plain tables, what the reader may read."""
    with case.vault.read(case.token, case.review) as gate:
        gate.take_seat()
        names = reviews.owners(gate=gate)
        opened = gate.open_many(Version, case.rows(gate.connection), "words", act=Act.READ_SECTION)
    columns = ("id", "review_id", "owner_id", "document_id", "position", "number", "signed_at")
    rows = [{**{c: getattr(row, c) for c in columns}, "words": text} for row, text in opened]
    agencies = [{"id": body, "name": names[body]} for body in case.agencies]
    plain.fill(plain_url, case.review, agencies, rows)


def _same(pair: Pair) -> None:
    """Both pages are the same to the letter, but for the numbers in their forms."""
    pages = [without_numbers(s.get(pair.case.path)) for s in (pair.ours, pair.plain)]
    shown = pages[0].count(b'<section class="portal-section"')
    if pages[0] != pages[1] or shown != READABLE:
        raise RuntimeError(f"the two pages are not the same page ({shown} sections)")
    note(f"page: {shown} sections, {len(pages[0]):,} bytes")


def without_numbers(page: bytes) -> bytes:
    return re.sub(rb'value="[0-9a-f]+"', b"", page)


def compared(pair: Pair, name: str, backends: Callable[[], float] = lambda: 0.0) -> Turns:
    path = pair.case.path
    for one in (pair.ours, pair.plain):
        one.cost(path, WARM)
    sides: dict[http.Server, list[float]] = {pair.ours: [], pair.plain: []}
    behind: dict[http.Server, list[float]] = {pair.ours: [], pair.plain: []}
    for number in range(ROUNDS):
        for one in (pair.ours, pair.plain) if number % 2 else (pair.plain, pair.ours):
            began = backends()
            sides[one].append(one.cost(path, ASKED))
            behind[one].append((backends() - began) / ASKED)
    turns = paired(sides[pair.ours], sides[pair.plain])
    if any(behind[pair.ours]):
        ours = [a + b for a, b in zip(sides[pair.ours], behind[pair.ours], strict=True)]
        theirs = [a + b for a, b in zip(sides[pair.plain], behind[pair.plain], strict=True)]
        both = paired(ours, theirs)
        note(f"{name}: with the database's processes {both.ratio:.2f} ({ms(both)})")
    spread = sorted(a / b for a, b in zip(sides[pair.ours], sides[pair.plain], strict=True))
    note(f"{name}: {ms(turns)}; ratios of the rounds {spread[0]:.2f} to {spread[-1]:.2f}")
    return turns


def ms(turns: Turns) -> str:
    return f"{turns.ours * 1000:.2f} ms against {turns.reference * 1000:.2f} ms"


def even(pair: Pair, name: str) -> Figure:
    walls = [pair.ours.timed(pair.case.path) for _ in range(EVEN)]
    middle, high = percentile(walls, 0.5), percentile(walls, 0.95)
    return Figure(name, high * 1000, middle * 1000, high / middle, 2.5, "ms of p95, of p50")


def _figure(name: str, turns: Turns) -> Figure:
    return Figure(name, turns.ours * 1000, turns.reference * 1000, turns.ratio, 2.0, "ms of CPU")


def page_sqlite(folder: Path) -> Iterator[Figure]:
    urls = [f"sqlite:///{folder / name}.db" for name in ("ours", "plain")]
    with served(folder, *urls) as pair:
        yield _figure("page_sqlite", compared(pair, "page_sqlite"))
        yield even(pair, "p95_p50")


def page_postgresql(folder: Path) -> Iterator[Figure]:
    with server() as url:
        urls = fresh_database(url), fresh_database(url)
        with served(folder, *urls) as pair, connect(url) as asker:

            def backends() -> float:
                """CPU of every process that serves either database."""
                query = "select pid from pg_stat_activity where backend_type = 'client backend'"
                return sum(
                    cpu_of(pid) for (pid,) in asker.execute(query) if pid != asker.info.backend_pid
                )

            yield _figure("page_postgresql", compared(pair, "page_postgresql", backends))
            on_postgresql = even(pair, "p95_p50")
            note(f"p95 of p50 on PostgreSQL: {on_postgresql.ratio:.2f}")
