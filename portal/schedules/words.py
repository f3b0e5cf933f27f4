"""How cells, recipients and renditions are told on a page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.gate.policy import law
from portal.schedules.matrix import Cell, Recipient, Row
from portal.web.dates import day
from portal.web.draw import counted

STATES = {
    "shared": ("●", "Shared"),
    "older": ("◐", "Shared, but newer words are signed off"),
    "keyless": ("◌", "Agreed, but closed until the agreement is signed for them"),
    "later": ("◔", "Agreed, not begun"),
    "ended": ("✕", "Ended"),
    "closed": ("✕", "Closed"),
    "never": ("■", "Never shareable"),
    "unsigned": ("□", "Not signed off"),
    "proposed": ("○", "Suggested by the template"),
    "nothing": ("·", "Not shared"),
}
"""A shape and words for each state of a cell, so that no colour is needed to tell them apart."""
GIVEN = frozenset({"shared", "older", "keyless", "later", "ended", "closed"})


def cell(one: Cell) -> dict[str, str]:
    shape, words = STATES[one.state]
    when = f"since {day(one.since)} until {day(one.until)}" if one.since and one.until else ""
    if one.state == "later" and one.since and one.until:
        when = f"from {day(one.since)} until {day(one.until)}"
    if one.state == "ended" and one.until:
        when = f"on {day(one.until)}"
    return {"state": one.state, "shape": shape, "words": words, "when": when}


def grouped(cells: Iterable[tuple[dict[str, str], dict[str, str]]]) -> list[dict[str, Any]]:
    """The cells of one section by what they say, for a screen with no room for columns.

    What is never shareable is so for everybody, and names nobody.
    """
    told: dict[tuple[str, ...], dict[str, Any]] = {}
    for cell, to in cells:
        group = told.setdefault(tuple(cell.values()), {**cell, "to": []})
        if cell["state"] != "never":
            group["to"].append(to)
    order = list(STATES)
    return sorted(told.values(), key=lambda group: order.index(group["state"]))


def stage(row: Row) -> str:
    if not row.shareable:
        return "Never shared with a panel"
    if not row.signed:
        return "Not signed off"
    newer = "" if row.newest == row.signed else ", a newer draft is being written"
    return f"Version {row.number} signed off{newer}"


def class_of(row: Row) -> str:
    return law().classes[row.section_class].title


def by_recipient(found: Iterable[tuple[Row, Recipient]]) -> list[dict[str, Any]]:
    """Each recipient with the sections that are told of it, in the order of the first."""
    told: dict[str, dict[str, Any]] = {}
    for row, to in found:
        one = told.setdefault(to.key, {"to": to.words, "sections": []})
        one["sections"].append({"title": row.title, "class": class_of(row)})
    return list(told.values())


def standing(to: Recipient) -> str:
    """Whom it reaches, or why nobody."""
    if not to.reached:
        return "Reaches nobody yet: the review agreement has not been signed for them."
    return f"Reaches {counted(to.people, 'person', 'people')} now."


def holding(to: Recipient, listed: Sequence[Row], cells: Mapping[Any, Cell]) -> str:
    """How many people it reaches, and how many of the sections these have."""
    if not to.reached:
        return standing(to)
    have = sum(cells[row.section, to.key].state in {"shared", "older"} for row in listed)
    told = f"{have} of your {counted(len(listed), 'section')}" if have else "none of your sections"
    return f"{counted(to.people, 'person has', 'people have')} {told}."


def drawn(
    number: int, row: Any, words: Any, *, owner: str, base: str, group: str
) -> dict[str, Any]:
    """One section as the reading page draws it. `group` keeps apart what a page shows twice."""
    here = f"{base}/sections/{row.id}"
    return {
        "id": row.id,
        "number": number,
        "anchor": f"{group}section-{number}",
        "title": words["title"],
        "owner": owner,
        "version": row.number,
        "signed_off": day(row.signed_at) if row.signed_at else "",
        "paragraphs": [
            {
                "id": f"{group}{p['id']}",
                "number": f"{number}.{n}",
                "kind": p["kind"],
                "text": p["text"],
            }
            for n, p in enumerate(words["paragraphs"], 1)
        ],
        "why_href": f"{here}/why",
        "who_href": f"{here}/who",
        "readers_href": None,
        "questions_href": None,
        "questions": 0,
        "fresh": "",
        "graphic": words["graphic"],
    }
