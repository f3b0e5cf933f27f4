"""A matter of conduct: professional standards is told, knows, and reads nothing of the review."""

from typing import Any

import pytest

from portal.full_pimr import acts, conduct
from portal.full_pimr.models import Conduct
from portal.gate.gate import Absent, Refused
from tests.build import World
from tests.full_pimr.test_full_pimr import GROUNDS, base_of, named
from tests.pimr.desk import found
from tests.policy.asking import raw
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
WAITS = "Record that you know of a matter of conduct"


def assess(world: World, arises: str, seen: int) -> None:
    with world.act("senior") as gate:
        answers = {**GROUNDS, "conduct": arises}
        acts.assess(form=found(gate), answers=answers, seen=seen, gate=gate)


def test_professional_standards_is_told_says_that_it_knows_and_reads_nothing(
    full: World, client_of: Any
) -> None:
    named(full)
    office, lead = visitor(full, client_of, "standards"), visitor(full, client_of, "senior")
    assess(full, "none", 0)
    assert WAITS not in office.get("/").text
    assess(full, "standards", 1)
    assess(full, "standards", 2)
    ((name,),) = raw(full, "select id from pimr_conduct")
    assert WAITS in office.get("/").text
    assert "has not recorded yet that it knows" in lead.get(base_of(full)).text
    path = f"/reviews/{full.review}/conduct-notices/{name}/receive"
    page = office.get(path)
    assert "Cerys Vaughan assessed the standard of practice" in page.text
    assert "secret grounds" not in page.text
    assert office.get(base_of(full)).status_code == 404
    for who in ("senior", "author", "manager", "stranger", "disclosure", "board", "chair"):
        other = visitor(full, client_of, who)
        assert plain(other.get(path)) == plain(other.get("/no-such-page")), who
        with full.act(who) as gate, pytest.raises(Absent):
            conduct.receive(notice=gate.session.get_one(Conduct, name), gate=gate)
    assert office.post(path, {}).status_code == 303
    assert "recorded already" in office.post(path, {}).text
    assert WAITS not in office.get("/").text
    assert "recorded on" in lead.get(base_of(full)).text
    assert (
        "Professional standards was told"
        not in visitor(full, client_of, "board").get(base_of(full)).text
    )
    assess(full, "standards", 3)
    assert WAITS in office.get("/").text, "a later matter is told anew"


def test_where_nobody_of_it_takes_part_the_lead_reads_whom_to_ask(
    full: World, client_of: Any
) -> None:
    named(full)
    lead = visitor(full, client_of, "senior")
    assess(full, "standards", 0)
    assert "so nobody sees it" not in lead.get(base_of(full)).text
    raw(full, "delete from membership_role where role = 'professional_standards'")
    assert "so nobody sees it" in lead.get(base_of(full)).text
    with full.act("senior") as gate, pytest.raises(Refused):
        acts.assess(form=found(gate), answers=GROUNDS, seen=0, gate=gate)
