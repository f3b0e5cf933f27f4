"""Two people wrote at once: their changes put together, and both texts where they touch.

Pure: paragraphs in, pieces out. Everything is followed by the paragraphs' ids, so that no word of
anybody's is lost: it is in what is settled, or it stands in a piece that somebody decides.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from portal.db import new_id
from portal.documents.words import Paragraph

ALIKE = 0.5
"""From this share of common words on, a paragraph is an edited one rather than a new one."""
MOST_COMPARED = 40_000
"""Pairs of paragraphs in one changed place; beyond it they are taken in their order."""
MOST_PIECES = 100
"""Places to decide on one page; beyond it they are decided as one."""

Some = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring paragraphs: settled, or as each of two people has them."""

    settled: Some | None
    base: Some = ()
    mine: Some = ()
    theirs: Some = ()


def keep_ids(old: Sequence[Paragraph], typed: Sequence[Paragraph]) -> list[Paragraph]:
    """The typed paragraphs, each with the id of the old one that it is, also if lightly edited."""
    found: dict[int, int] = {}
    before, after = [_said(p) for p in old], [_said(p) for p in typed]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            found.update(zip(range(j, j_end), range(i, i_end), strict=True))
        elif tag == "replace":
            found.update(_edited(old, typed, range(i, i_end), range(j, j_end)))
    _moved(before, after, found)
    kept = {j: old[i].id for j, i in found.items()}
    return each_once(replace(p, id=kept.get(j, p.id)) for j, p in enumerate(typed))


def _said(p: Paragraph) -> tuple[str, str]:
    return p.kind, p.text


def _edited(
    old: Sequence[Paragraph], typed: Sequence[Paragraph], here: range, there: range
) -> dict[int, int]:
    """Of one changed place the typed paragraphs that are old ones edited, in their order."""
    was, now = [_counted(old[i]) for i in here], [_counted(typed[j]) for j in there]
    if len(was) * len(now) > MOST_COMPARED:
        close = [(a, a) for a in range(min(len(was), len(now))) if _alike(was[a], now[a]) >= ALIKE]
    else:
        close = _best(was, now)
    return {there[b]: here[a] for a, b in close}


def _best(was: list[Counter[str]], now: list[Counter[str]]) -> list[tuple[int, int]]:
    """The pairs, none crossing another, that are most alike in all."""
    alike = [[_alike(a, b) for b in now] for a in was]
    best = [[0.0] * (len(now) + 1) for _ in range(len(was) + 1)]
    for a in reversed(range(len(was))):
        for b in reversed(range(len(now))):
            pair = best[a + 1][b + 1] + alike[a][b] if alike[a][b] >= ALIKE else 0.0
            best[a][b] = max(best[a + 1][b], best[a][b + 1], pair)
    pairs, a, b = [], 0, 0
    while a < len(was) and b < len(now):
        if best[a][b] == best[a + 1][b]:
            a += 1
        elif best[a][b] == best[a][b + 1]:
            b += 1
        else:
            pairs.append((a, b))
            a, b = a + 1, b + 1
    return pairs


def _counted(p: Paragraph) -> Counter[str]:
    return Counter(re.findall(r"\w+", p.text.casefold()))


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """The share of words in common, from 0 to 1."""
    total = one.total() + other.total()
    return 2 * sum(min(n, other[word]) for word, n in one.items()) / total if total else 0.0


def _moved(
    before: list[tuple[str, str]], after: list[tuple[str, str]], found: dict[int, int]
) -> None:
    """What was only moved is the same paragraph still."""
    left = defaultdict(list)
    for i in sorted(set(range(len(before))) - set(found.values()), reverse=True):
        left[before[i]].append(i)
    for j in range(len(after)):
        if j not in found and left[after[j]]:
            found[j] = left[after[j]].pop()


def each_once(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """The same, with a new id for whichever would bear one a second time."""
    told: list[Paragraph] = []
    seen: set[str] = set()
    for p in paragraphs:
        told.append(replace(p, id=new_id()) if p.id in seen else p)
        seen.add(p.id)
    return told


def merge(
    base: Sequence[Paragraph], mine: Sequence[Paragraph], theirs: Sequence[Paragraph]
) -> list[Piece]:
    """What both made of `base`, in order. Where both changed the same place it is not settled."""
    at_mine, at_theirs = _places(base, mine), _places(base, theirs)
    both = [i for i in range(len(base)) if i in at_mine and i in at_theirs]
    anchors = [
        (-1, -1, -1),
        *((i, at_mine[i], at_theirs[i]) for i in both),
        (len(base), len(mine), len(theirs)),
    ]
    pieces = []
    for (i, m, t), (i_next, m_next, t_next) in pairwise(anchors):
        if i >= 0:
            pieces.append(_decided((base[i],), (mine[m],), (theirs[t],)))
        pieces.append(
            _decided(
                tuple(base[i + 1 : i_next]),
                tuple(mine[m + 1 : m_next]),
                tuple(theirs[t + 1 : t_next]),
            )
        )
    return _few(_joined(pieces))


def _places(base: Sequence[Paragraph], other: Sequence[Paragraph]) -> dict[int, int]:
    """Where each of the base's paragraphs stands in the other, while their order is the same."""
    ids, others = [p.id for p in base], [p.id for p in other]
    blocks = SequenceMatcher(None, ids, others, autojunk=False).get_matching_blocks()
    return {one.a + n: one.b + n for one in blocks for n in range(one.size)}


def _decided(base: Some, mine: Some, theirs: Some) -> Piece:
    if mine == base or [_said(p) for p in mine] == [_said(p) for p in theirs]:
        return Piece(theirs)
    return Piece(mine) if theirs == base else Piece(None, base, mine, theirs)


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours that are settled as one piece, and none that is empty."""
    told: list[Piece] = []
    for piece in pieces:
        if piece.settled is None or not told or told[-1].settled is None:
            told.append(piece)
        else:
            told[-1] = Piece(told[-1].settled + piece.settled)
    return [piece for piece in told if piece.settled != ()]


def _few(pieces: list[Piece]) -> list[Piece]:
    """Where there is far too much to decide one by one, it is decided as a whole."""
    open_ones = [n for n, piece in enumerate(pieces) if piece.settled is None]
    if len(open_ones) <= MOST_PIECES:
        return pieces
    first, last = open_ones[0], open_ones[-1] + 1
    whole = {
        part: tuple(p for one in pieces[first:last] for p in (one.settled or getattr(one, part)))
        for part in ("base", "mine", "theirs")
    }
    return [*pieces[:first], Piece(None, **whole), *pieces[last:]]


def unsettled(pieces: Iterable[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.settled is None]


def chosen(pieces: Iterable[Piece], choices: Sequence[str]) -> list[Paragraph]:
    """The text when each unsettled piece is taken as "mine", "theirs" or "both", in order."""
    told: list[Paragraph] = []
    picks = iter(choices)
    for piece in pieces:
        told += piece.settled if piece.settled is not None else _picked(piece, next(picks))
    return each_once(told)


def _picked(piece: Piece, choice: str) -> Some:
    if choice == "both":
        said = {_said(p) for p in piece.theirs}
        return piece.theirs + tuple(p for p in piece.mine if _said(p) not in said)
    return piece.mine if choice == "mine" else piece.theirs
