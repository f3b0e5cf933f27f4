"""A section's words as the plain values that its pages are drawn from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.documents.words import Paragraph
from portal.gate.policy import Stage
from portal.web.dates import day
from portal.writing.difference import Line, compared
from portal.writing.merge import Piece
from portal.writing.together import Together


def stage_words(row: Any) -> str:
    if row.stage == Stage.SIGNED_OFF:
        return f"signed off on {day(row.signed_at)}"
    return "withdrawn" if row.stage == Stage.WITHDRAWN else "draft, not signed off"


def numbered(paragraphs: Iterable[Paragraph], start: int = 1) -> list[dict[str, str]]:
    return [
        {"id": p.id, "number": str(n), "kind": p.kind, "text": p.text}
        for n, p in enumerate(paragraphs, start)
    ]


def lines(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[dict[str, object]]:
    return [_line(one) for one in compared(old, new)]


def _line(one: Line) -> dict[str, object]:
    return {
        "what": one.what,
        "kind": one.kind,
        "runs": [{"what": what, "text": text} for what, text in one.runs],
    }


def meeting(met: Together, picks: Mapping[str, str]) -> dict[str, object]:
    """Two texts of one section, with what has been chosen so far."""
    titles = met.titles if len(met.titles) > 1 else None
    return {"title": titles, "pieces": _pieces(met.pieces), "picks": picks}


def _pieces(told: Iterable[Piece]) -> list[dict[str, object]]:
    """Settled paragraphs, and places where both texts stand side by side."""
    shown: list[dict[str, object]] = []
    places = count = 0
    for piece in told:
        if piece.settled is not None:
            settled = numbered(piece.settled, count + 1)
            shown.append({"settled": settled, "field": "", "number": 0, "mine": [], "theirs": []})
            count += len(piece.settled)
            continue
        shown.append(
            {
                "settled": None,
                "field": f"pick-{places}",
                "number": places + 1,
                "mine": lines(piece.base, piece.mine),
                "theirs": lines(piece.base, piece.theirs),
            }
        )
        places += 1
    return shown
