"""What the tests of the room share: a rendition decided, rendered, signed."""

from collections.abc import Collection
from threading import enumerate as threads
from typing import Any

from portal.redaction import standing
from portal.redaction.exemptions import Grounds
from portal.redaction.known import NOBODY
from portal.renditions import acts, beside, going_on, making
from tests.build import World
from tests.redaction.desk import decide, looked
from tests.redaction.desk import made as begun

TEXTS = [
    "Carl Evans saw his sister on 3 May. He left before the officers came to the house.",
    "ਪੰਜਾਬੀ words stand here, and nobody wrote them down that day.",
    "Nothing is said here of what the school had told the police.",
]
PANEL = {"audience": "panel", "regime": "none"}
OWN = Grounds(codes=("personal",))
NAME = (1, 0, len("Carl Evans"))


def version(world: World, *cut: tuple[int, int, int], **given: Any) -> str:
    """A rendition of the police's practice section with these characters taken out; its id."""
    name = begun(world, "disclosure", "Practice", **{**PANEL, **given})
    looked(world, name, register=NOBODY)
    if cut:
        grounds = OWN if {**PANEL, **given}["regime"] == "none" else None
        decide(world, name, *cut, **({"grounds": grounds} if grounds else {}))
    return name


def rendered(world: World, name: str, who: str = "disclosure", title: str = "What we did") -> Any:
    """Made, proved and kept as pages do it."""
    with world.act(who) as gate:
        of = making.gather(rendition=name, title=title, marking="OFFICIAL-SENSITIVE", gate=gate)
    made = making.make(of)
    with world.act(who) as gate:
        row = acts.keep(made=made, gate=gate)
        gate.session.flush()
        gate.session.expunge(row)
        return row


def signed(
    world: World, name: str, who: str = "senior", seen: Collection[str] | None = None
) -> None:
    with world.act(who) as gate:
        one = standing.one(name, gate=gate)
        row = acts.newest(rendition=one, gate=gate)
        found = beside.compared(rendition=one, row=row, gate=gate).groups if row else {}
        ticked = set(found) if seen is None else seen
        given = {"rendering": row.id if row else "", "jigsaw": "Read as a neighbour."}
        acts.sign(rendition=one, **given, seen=ticked, gate=gate)


def released(world: World, name: str, who: str = "senior") -> None:
    with world.act(who) as gate:
        one = standing.one(name, gate=gate)
        acts.release(rendition=one, recipient="By hand to the chair.", gate=gate)


def over() -> None:
    """Once nothing is rendered any more."""
    for one in threads():
        if one.name == going_on.THREAD:
            one.join(60)


def stage(world: World, name: str) -> str:
    with world.act("disclosure") as gate:
        return str(standing.one(name, gate=gate).stage)
