"""Reading a Word report of 120 KB of text into sections, against mammoth's HTML of the same file.

Ours starts a process of its own for it, as an upload does, and gives blocks with their numbering.
"""

import io
import time
from collections.abc import Iterator
from pathlib import Path

import docx
import mammoth

from portal.importing import worker
from tests.bench.figure import Figure, in_turns, note
from tests.importing.files import saved

PARAGRAPHS, ROUNDS = 600, 9


def report() -> bytes:
    """An invented report: 31 chapters with paragraphs, lists and a table each."""
    told = docx.Document()
    for number in range(PARAGRAPHS):
        if number % 20 == 0:
            told.add_heading(f"Chapter {number // 20 + 1}", 1)
            table = told.add_table(4, 3)
            for place, cell in enumerate(c for row in table.rows for c in row.cells):
                cell.text = f"What was known on day {place}"
        style = "List Number" if number % 5 == 0 else None
        words = f"On day {number} the officer wrote down what she had been told and by whom. " * 3
        told.add_paragraph(words[:200], style=style)
    return saved(told)


def importing(_: Path) -> Iterator[Figure]:
    content = report()
    found = worker.read("word", content)
    note(f"import: {sum(len(b.text) for b in found.blocks):,} characters")

    def ours() -> float:
        began = time.perf_counter()
        worker.read("word", content)
        return time.perf_counter() - began

    def reference() -> float:
        began = time.perf_counter()
        mammoth.convert_to_html(io.BytesIO(content))
        return time.perf_counter() - began

    turns = in_turns(ours, reference, ROUNDS)
    yield Figure("import", turns.ours, turns.reference, turns.ratio, 1.0, "s")
    yield Figure("import_seconds", turns.ours, 2.0, turns.ours, 2.0, "s, of 2 allowed")
