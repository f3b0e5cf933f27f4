"""The labels that Word shows before list items and never stores as text: "(a)", "2.1", "iv.".

numbering.xml says how each level of each list counts; styles may belong to a list. The counting is
done again here in the order of the paragraphs, as Word does it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from portal.importing.word_parcel import child, local, value

LEVELS = 9


@dataclass(slots=True)
class Level:
    kind: str = "bullet"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Lists:
    """Every list of a document, and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    of_number: dict[str, str] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, number: str, depth: int) -> str | None:
        """What stands before the next item: nothing for a bullet, None where it is no list."""
        name = self.of_number.get(number)
        level = self.levels.get(name or "", {}).get(depth)
        if name is None or level is None or level.kind == "none":
            return None
        counts = self.counted[name]
        # A list that begins anew where it is used again says so once for each level.
        start = self.starts.get(number, {}).pop(depth, None)
        before = counts.get(depth, level.start - 1)
        counts[depth] = start if start is not None else before + 1
        for deeper in range(depth + 1, LEVELS):
            counts.pop(deeper, None)
        return "" if level.kind == "bullet" else self._told(name, depth, level)

    def _told(self, name: str, depth: int, level: Level) -> str:
        text = level.text
        for upper in range(depth + 1):
            one = self.levels[name].get(upper, Level("decimal"))
            count = self.counted[name].setdefault(upper, one.start)
            kind = (
                "decimal"
                if upper < depth and "%" in text[:1] and one.kind == "bullet"
                else one.kind
            )
            text = text.replace(f"%{upper + 1}", spelled(count, kind))
        return text.strip()


def read_lists(root: Any) -> Lists:
    """The lists of numbering.xml; none where a document has no such part."""
    lists = Lists()
    for one in root if root is not None else ():
        if local(one) == "abstractNum":
            found = {int(value(lv, "ilvl") or 0): _level(lv) for lv in one if local(lv) == "lvl"}
            lists.levels[value(one, "abstractNumId")] = found
        if local(one) == "num":
            number, base = value(one, "numId"), value(child(one, "abstractNumId"))
            lists.of_number[number] = base
            _override(one, number, lists)
    return lists


def _override(one: Any, number: str, lists: Lists) -> None:
    for over in one:
        if local(over) == "lvlOverride":
            start = value(child(over, "startOverride"))
            if start.isdigit():
                lists.starts.setdefault(number, {})[int(value(over, "ilvl") or 0)] = int(start)


def _level(element: Any) -> Level:
    start = value(child(element, "start"))
    kind = value(child(element, "numFmt")) or "decimal"
    return Level(kind, value(child(element, "lvlText")), int(start) if start.isdigit() else 1)


_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def spelled(count: int, kind: str) -> str:
    """A number as a list spells it: 3 is "3", "c", "C", "iii" or "III"."""
    if kind in {"lowerLetter", "upperLetter"}:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if kind == "upperLetter" else letters
    if kind in {"lowerRoman", "upperRoman"}:
        told, left = "", min(count, 3999)
        for worth, sign in _ROMAN:
            told += sign * (left // worth)
            left %= worth
        return told.upper() if kind == "upperRoman" else told
    return f"{count:02}" if kind == "decimalZero" else str(count)
