"""How long a report of a hundred pages takes to be made and proved, and what leaks are found."""

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf

from portal.renditions import blank, pdf, word
from portal.renditions.proving import Protected, prove
from tests.bench.figure import Figure, note
from tests.renditions import leaky_pdf, leaky_word, sheets

PEOPLE = 500


def render_and_prove(folder: Path) -> Iterator[Figure]:
    """Seconds of CPU for a PDF and a Word document of 100 pages, with 500 people's names looked for."""
    del folder
    names = {f"p{at}": f"Forename{at} Surname{at}" for at in range(PEOPLE)}
    paper = sheets.long(1100)
    began = time.process_time()
    made = {"pdf": pdf.render(paper, day=sheets.DAY), "docx": word.render(paper, day=sheets.DAY)}
    proofs = [
        prove(file, kind, Protected(names, formal=blank.formal())) for kind, file in made.items()
    ]
    took = time.process_time() - began
    with pikepdf.open(io.BytesIO(made["pdf"])) as read:
        pages = len(read.pages)
    clean = all(proof.clean for proof in proofs)
    note(f"{pages} pages, {PEOPLE} people, {'clean' if clean else 'NOT CLEAN'}")
    each = took if clean and pages >= 100 else float("inf")
    yield Figure("render_and_prove", each, 30, each, 30, "s of CPU for 100 pages")


def leak_channels(folder: Path) -> Iterator[Figure]:
    """How many ways of leaking are not found in two files made to leak: 27 and 21, and 21 more."""
    del folder
    missed, looked = 0, 0
    for leaky, kind in ((leaky_pdf, "pdf"), (leaky_word, "docx")):
        proof = prove(leaky.build(), kind, Protected(leaky.TOKENS, formal=blank.formal()))
        missed += len(set(leaky.EVERY) - {found.kind for found in proof.findings})
        looked += len(leaky.EVERY)
    yield Figure("leak_channels", missed, looked, missed, 0, "ways of leaking not found")
