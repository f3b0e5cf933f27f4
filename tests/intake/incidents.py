"""A board in the directory, those who stand for it, and notifications of incidents to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from portal.directory import desks
from portal.gate.gate import Gate
from portal.gate.policy import Role
from portal.intake import acts, deciding, notifying
from portal.intake.facts import Facts
from portal.web.dates import today
from tests.build import World
from tests.desks import seated
from tests.policy.asking import raw
from tests.visit import visitor

NOW = today(datetime.now(UTC))
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"
CHARGE = Facts(
    charge="stands", offence="murder", form="complete", happened_on=date(2026, 2, 20),
    charged_on=date(2026, 3, 2), category="1", registered=True, levels=(("2", date(2025, 1, 1)),),
)  # fmt: skip
NOTIFIER, CHAIR, COORDINATOR = "author", "stranger", "standards"
"""Of the cast: none of them takes part for the board anywhere else."""


def a_board(world: World, name: str = "Westmarch Strategic Management Board", kind: str = "smb",
            **who: str) -> str:  # fmt: skip
    """Its id. It has a chair who decides and a co-ordinator."""
    chosen = {"chair": CHAIR, "coordinator": COORDINATOR, **who}
    with world.act("administrator", "portal") as gate:
        board = desks.add_board(name=name, kind=kind, gate=gate)
    for person, role in (
        (chosen["chair"], Role.BOARD_CHAIR), (chosen["coordinator"], Role.COORDINATOR),
    ):  # fmt: skip
        seated(world, person, board, role)
    return board


def notified(
    world: World, board: str, happened: str = "charge", who: str = NOTIFIER, beside: str = ""
) -> str:
    """The review that a notification opened."""
    with world.act(who, "portal") as gate:
        told = notifying.Told(board, happened, beside)
        return notifying.notify(told=told, gate=gate)


@contextmanager
def inside(world: World, who: str, review: str) -> Iterator[Gate]:
    """Act in the membership that somebody has in that review."""
    with world.act(who, review) as gate:
        gate.take_seat()
        yield gate


def assessed(
    world: World, review: str, facts: Facts = CHARGE, who: str = COORDINATOR, **more: Any
) -> str:
    with inside(world, who, review) as gate:
        nominated = more.get("nominated", False)
        return acts.assess(facts=facts, nominated=nominated, gate=gate).id


def results(world: World, review: str) -> dict[str, str]:
    rows = raw(
        world,
        "select r.kind, r.result from assessment_result r join assessment a "
        "on a.id = r.assessment_id where a.review_id = :review order by a.position",
        review=review,
    )
    return dict(rows)


def decided(
    world: World, review: str, kind: str, outcome: str = "commission", who: str = CHAIR,
    **more: Any,
) -> str:  # fmt: skip
    with inside(world, who, review) as gate:
        given = {"grounds": (), "why": "It has to be.", **more}
        return deciding.decide(told=deciding.Decided(kind, outcome, **given), gate=gate).id


def code_name(world: World, review: str) -> str:
    return str(raw(world, "select code_name from review where id = :review", review=review)[0][0])


def answered(world: World, client: Any, review: str, who: str) -> None:
    """Somebody of the other board agrees to the link that waits there."""
    query = "select id from review_link where other_id = :review and state = 'proposed'"
    ((link,),) = raw(world, query, review=review)
    path = f"/reviews/{review}/links/{link}/answer"
    sent = visitor(world, client, who).post(path, {"answer": "yes"})
    assert sent.status_code == 303, sent.text
