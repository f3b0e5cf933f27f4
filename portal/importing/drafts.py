"""A file on its way to being sections, as one sealed JSON text: what was read, and what was chosen.

{"name": str, "found": blocks, comments and left_out, "roles": {number: role},
 "classes": {number: class}, "remarks": a class or "" for leaving them out}

While it is read: {"name": str, "refused": why it could not be read, or ""}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from portal.importing import blocks
from portal.importing.blocks import Found, Part

REMARKS = ("legal_advice", "staff_welfare", "conduct", "")
"""Where remarks from the margin may go; "" leaves them out."""
REMARKS_TITLE = "Remarks from the margin of the imported file"


@dataclass(frozen=True, slots=True)
class Draft:
    name: str
    """What the file was called on the author's own machine."""
    found: Found
    roles: Mapping[int, str]
    classes: Mapping[int, str]
    remarks: str

    def parts(self) -> list[Part]:
        return blocks.parts(self.found, self.roles)

    def class_of(self, part: Part) -> str:
        return self.classes.get(part.number) or blocks.class_of(part.title)


def fresh(name: str, found: Found) -> Draft:
    """As the portal proposes it, before the author has chosen anything."""
    roles = blocks.proposed(found)
    classes = {n: blocks.class_of(found.blocks[n].text) for n in roles}
    classes[blocks.OPENING] = "context"
    return Draft(name, found, roles, classes, REMARKS[0])


def dump(draft: Draft) -> str:
    told = {
        "name": draft.name,
        "found": draft.found.told(),
        "roles": {str(n): role for n, role in draft.roles.items()},
        "classes": {str(n): name for n, name in draft.classes.items()},
        "remarks": draft.remarks,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Draft:
    told = json.loads(text)
    return Draft(
        told["name"],
        Found.of(told["found"]),
        {int(n): role for n, role in told["roles"].items()},
        {int(n): name for n, name in told["classes"].items()},
        told["remarks"],
    )


LONGEST_READING = timedelta(seconds=75)
"""Longer than any reading is let take: what is not read by then never will be."""
STOPPED = "Reading this file stopped before it was done. Nothing was kept. Choose it again."


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that is still being read, or could not be."""

    name: str
    refused: str = ""


def dump_unread(unread: Unread) -> str:
    return json.dumps({"name": unread.name, "refused": unread.refused}, ensure_ascii=False)


def load_unread(text: str, *, age: timedelta) -> Unread:
    """With a reason too where it is too old to be read still."""
    told = Unread(**json.loads(text))
    stopped = STOPPED if age > LONGEST_READING else ""
    return replace(told, refused=told.refused or stopped)
