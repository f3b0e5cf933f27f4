"""Two notifications of one incident: linked by whom, one of them closed as the same, nothing lost."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import reading
from portal.gate.gate import Refused
from portal.links.models import ReviewLink
from portal.reviews.models import Review
from tests.build import World
from tests.intake.incidents import (
    CHAIR,
    COORDINATOR,
    SAID,
    a_board,
    answered,
    assessed,
    code_name,
    notified,
)
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow


def incident(world: World, review: str) -> str:
    with reading(world.vault.engine) as connection:
        query = sa.select(Review.incident_id).where(Review.id == review)
        return connection.execute(query).scalar_one()


def states(world: World) -> list[tuple[str, bool]]:
    with reading(world.vault.engine) as connection:
        query = sa.select(ReviewLink.state, ReviewLink.same_id).order_by(ReviewLink.proposed_at)
        return [(row.state, row.same_id is not None) for row in connection.execute(query)]


@pytest.mark.mission("A003")
def test_one_board_holds_both_and_its_coordinator_alone_closes_one_as_the_same(
    world: World, client: Any
) -> None:
    board = a_board(world)
    first, second = notified(world, board), notified(world, board, who="lay")
    his = visitor(world, client, COORDINATOR)
    page = his.get(f"/reviews/{second}/links/new").text
    assert "The same board holds both, so your word is enough" in page
    given = {"other": first, "how": "linked", "why": SAID}
    assert "Choose what the two" in his.post(f"/reviews/{second}/links/new",
                                             {**given, "how": "?"}).text  # fmt: skip
    sent = his.post(f"/reviews/{second}/links/new", given)
    assert sent.headers["location"] == f"/reviews/{second}/links?done=linked"
    assert incident(world, first) == incident(world, second)
    assert "linked already" in his.post(f"/reviews/{second}/links/new", given).text
    assessed(world, second)
    same = {**given, "how": "same"}
    assert his.post(f"/reviews/{second}/links/new", same).status_code == 303
    assert states(world) == [("ended", False), ("standing", True)], "the newer word says more"
    with pytest.raises(Refused, match="same notification as another"):
        assessed(world, second)
    assessed(world, first)
    assert "already" in his.post(f"/reviews/{second}/links/new", same).text
    back = {"other": second, "how": "same", "why": SAID}
    assert "goes no further itself" in his.post(f"/reviews/{first}/links/new", back).text
    page = his.get(f"/reviews/{second}/links").text
    assert f"is that of {code_name(world, first)}" in page
    assert "ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x" in page
    assert "it goes no further there" in his.get(f"/reviews/{first}/links").text
    assert his.post(f"/reviews/{second}/links/end", {"why": "Another night"}).status_code == 303
    assessed(world, second)
    assert incident(world, first) != incident(world, second)


def test_two_boards_both_agree_also_to_what_one_person_notified_to_both(
    world: World, client: Any
) -> None:
    board, larch = a_board(world), a_board(world, "Larch CSP", "csp")
    first = notified(world, board)
    third = notified(world, larch, "death", who=COORDINATOR, beside=first)
    again = notified(world, board, who=COORDINATOR, beside=first)
    assert incident(world, again) == incident(world, first), "one board holds both"
    assert incident(world, third) == third, "Larch CSP has not agreed yet"
    his, chair = visitor(world, client, COORDINATOR), visitor(world, client, CHAIR)
    assert "Say whether this review is linked to another" in chair.get("/").text
    assert "has not" not in his.get(f"/reviews/{third}/links").text
    with pytest.raises(AssertionError):
        answered(world, client, third, COORDINATOR)
    answered(world, client, third, CHAIR)
    assert incident(world, third) == incident(world, first)
    with pytest.raises(Refused, match="do not act for the board"):
        notified(world, board, who="lay", beside=first)


def test_a_coordinator_speaks_for_two_boards_only_to_ask(world: World, client: Any) -> None:
    first = notified(world, a_board(world))
    other = notified(world, a_board(world, "Larch CSP", "csp"), "death")
    his = visitor(world, client, COORDINATOR)
    page = his.get(f"/reviews/{first}/links/new").text
    assert "Somebody else answers there, for its board" in page
    sent = his.post(f"/reviews/{first}/links/new", {"other": other, "how": "linked", "why": SAID})
    assert sent.headers["location"].endswith("?done=proposed")
    assert incident(world, first) != incident(world, other)
    with pytest.raises(AssertionError):
        answered(world, client, other, COORDINATOR)
    gone = visitor(world, client, "lay").get(f"/reviews/{first}/links")
    assert plain(gone) == plain(visitor(world, client, "lay").get("/no-such-page"))
