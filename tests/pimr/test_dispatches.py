"""The decision on the form, what it makes due, and its dispatches until they are acknowledged."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.pimr.models import Dispatch, State
from portal.timetable import standing
from tests.build import World
from tests.pimr.desk import (
    DRAWN,
    NOW,
    SAID,
    ago,
    decided,
    found,
    rows,
    sent,
    state,
)
from tests.policy.asking import reading_as
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow


@pytest.mark.mission("A107", "A109")
def test_both_answers_stand_side_by_side_and_differences_are_said(
    pimr: World, client_of: Any
) -> None:
    decided(pimr)
    with pimr.act("senior") as gate:
        base = f"/reviews/{pimr.review}/pimr/{found(gate).id}"
    for path in ("", "/print"):
        page = visitor(pimr, client_of, "disclosure").get(base + path).text
        assert "They differ: stage 3 answered no, stage 4 yes." in page
        assert "The record is sound." in page
        assert "The two missed visits are not explained." in page
    assert (
        "A full PIMR is to take place. Key learning is identified."
        in visitor(pimr, client_of, "author").get(base).text
    )


@pytest.mark.parametrize(
    ("decision", "learning", "national"),
    [("none", "no", False), ("none", "yes", True), ("full", "no", True), ("full", "yes", True)],
)
@pytest.mark.mission("A109")
def test_key_learning_or_a_full_review_makes_the_two_national_dispatches_due(
    pimr: World, decision: str, learning: str, *, national: bool
) -> None:
    decided(pimr, decision=decision, learning=learning)
    assert state(pimr) == (State.ACKNOWLEDGING if national else State.RETURNED)
    assert len(rows(pimr)) == (2 if national else 0)
    with reading_as(pimr, "board") as gate:
        clocks = {c.rule.code: c for c in standing.clocks(gate=gate) if c.rule}
    assert clocks["PIMR-2"].ended == clocks["PIMR-3"].ended == NOW


@pytest.mark.mission("A111")
def test_what_is_not_acknowledged_ages_and_is_chased(pimr: World, client_of: Any) -> None:
    decided(pimr, decided_on=ago(1).isoformat())
    home = visitor(pimr, client_of, "senior").get("/").text
    assert "Send the reoffending review form to HMPPS-PPU" in home
    sent(pimr, "ppu", ago(30), SAID)
    home = visitor(pimr, client_of, "senior").get("/").text
    assert "Chase HMPPS-PPU about the reoffending review form" in home
    assert "Chase HMPPS" not in visitor(pimr, client_of, "author").get("/").text
    with pimr.act("senior") as gate:
        query = sa.select(Dispatch).where(Dispatch.office == "ppu")
        one = gate.session.execute(query).scalar_one()
        base = f"/reviews/{pimr.review}/pimr/{found(gate).id}"
        where = f"/reviews/{pimr.review}/pimr-dispatches/{one.id}"
    page = visitor(pimr, client_of, "author").get(base).text
    assert "No answer for 30 days" in page
    assert DRAWN in page
    senior = visitor(pimr, client_of, "senior")
    assert senior.post(f"{where}/chase", {}).status_code == 303
    assert "Chase HMPPS" not in senior.get("/").text
    before = {"on": f"{ago(31):%d/%m/%Y}"}
    assert "must not be before" in senior.post(f"{where}/acknowledge", before).text
    today = {"on": f"{NOW:%d/%m/%Y}"}
    assert senior.post(f"{where}/acknowledge", today).status_code == 303
    assert "recorded already" in senior.post(f"{where}/acknowledge", today).text
    assert (
        "recorded already"
        in senior.post(f"{where}/send", {**today, "channel": "post", "to": "x"}).text
    )
    assert plain(visitor(pimr, client_of, "author").get(f"{where}/send")) == plain(
        visitor(pimr, client_of, "author").get("/no-such-page")
    )
