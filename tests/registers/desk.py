"""Who keeps a register at a desk, the reviews that are in it, and what it shows."""

from datetime import UTC, datetime

from portal.directory import desks
from portal.gate.policy import Role
from portal.registers import acts
from portal.registers.acts import Sought
from portal.reviews import acts as reviews
from portal.reviews import parts
from portal.web.dates import today
from tests.build import YEAR, World
from tests.desks import seated

NOW = today(datetime.now(UTC))


def at_desk(world: World, who: str, body: str, role: Role = Role.COORDINATOR) -> str:
    return seated(world, who, body, role)


def a_board(world: World, name: str = "Fenwick Partnership") -> str:
    with world.act("administrator", "portal") as gate:
        return desks.add_board(name=name, kind="partners", gate=gate)


def opened(world: World, name: str, kind: str = "dhr", board: str = "", *bodies: str) -> str:
    """Another review, of these bodies besides the board."""
    with world.act("administrator", "portal") as gate:
        told = {"kind": kind, "marking": "OFFICIAL", "code_name": name, "board": board}
        review = reviews.open_review(**told, gate=gate).id  # type: ignore[arg-type]
        for body in bodies:
            parts.seat(
                review_id=review, person_id=world.people["stranger"], body=body,
                roles=[Role.PANEL_MEMBER], starts=gate.now, ends=gate.now + YEAR, standing="",
                gate=gate,
            )  # fmt: skip
        return review


def shown(world: World, who: str, body: str, sought: Sought = Sought()) -> list[str]:  # noqa: B008
    with world.vault.read(world.sign_in(who)) as gate:
        of = acts.body(name=body, gate=gate)
        found = acts.rows(of=of, sought=sought, after=None, gate=gate)
        names = acts.beside(of=of, found=found, gate=gate).names
        return [names[row.review_id] for row in found]


def aged(world: World, who: str, body: str) -> list[int]:
    with world.vault.read(world.sign_in(who)) as gate:
        return acts.ages(of=acts.body(name=body, gate=gate), kind="", gate=gate)
