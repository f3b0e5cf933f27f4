"""Measures the figures, or those that are named: `python -m tests.bench page_sqlite decide`."""

import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import (
    appends,
    decide,
    growth,
    importing,
    opening,
    page,
    persons,
    renditions,
    stale,
)
from tests.bench.figure import Figure, note

FIGURES: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "decide": decide.decide,
    "open": opening.opening,
    "page_sqlite": page.page_sqlite,
    "page_postgresql": page.page_postgresql,
    "growth": growth.growth,
    "appends": appends.appends,
    "stale": stale.stale,
    "mismatches": decide.mismatches,
    "import": importing.importing,
    "names": persons.names,
    "identifiers": persons.identifiers,
    "suggest": persons.suggesting,
    "judgments": persons.judgments,
    "render_and_prove": renditions.render_and_prove,
    "leak_channels": renditions.leak_channels,
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(FIGURES)
    if unknown:
        print(f"There is no figure {sorted(unknown)}; there are {list(FIGURES)}.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for name in names or FIGURES:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            for figure in FIGURES[name](Path(folder)):
                print(figure.line(), flush=True)
        note(f"{name} took {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
