"""A blank file of each kind that is made here, for the prover to know what the formats say."""

import itertools
from datetime import date
from functools import cache

from fontTools.ttLib import TTFont

from portal.renditions import pdf, raster, typefaces, word
from portal.renditions.formal import Formal
from portal.renditions.paper import (
    EMPHASIS,
    LABEL,
    PSEUDONYM,
    Heading,
    Items,
    Paper,
    Paragraph,
    Quote,
    Run,
    Table,
    plain,
)
from portal.renditions.proving import formal as _formal

NOTHING = "0"
DAY = date(2000, 1, 1)


@cache
def formal() -> Formal:
    """What every file says by its format alone."""
    made = pdf.render(paper(), day=DAY)
    return _formal([
        ("pdf", made), ("docx", word.render(paper(), day=DAY)),
        ("pdf", raster.rebuild(made, "pdf", [])),
    ])  # fmt: skip


def paper() -> Paper:
    """A paper with everything that a paper can hold, in each typeface, and no word."""
    signs = NOTHING + "".join(_letters())
    runs = tuple(Run(signs, kind) for kind in ("plain", EMPHASIS, LABEL, PSEUDONYM))
    cells = (runs, plain(NOTHING))
    return Paper(
        NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, "en-GB",
        (
            Heading(1, plain(NOTHING)), *(Heading(level, runs) for level in (2, 3, 4)),
            Paragraph(runs, NOTHING), Items((runs, runs)), Quote(runs),
            Table(NOTHING, cells, (cells, cells)),
        ),
    )  # fmt: skip


def _letters() -> list[str]:
    """One letter that each typeface has and none before it."""
    known: set[int] = set()
    found = list[str]()
    for path in sorted(typefaces.folder().glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            has = set(font.getBestCmap())
        own = (chr(code) for code in sorted(has - known) if chr(code).isalpha())
        found += itertools.islice(own, 1)
        known |= has
    return [one for one in found if not typefaces.missing(one)] + ["\u0679"]
