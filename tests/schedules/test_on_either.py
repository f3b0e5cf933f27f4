"""A contribution and a schedule on their whole way, on each engine in turn."""

import pytest

from portal.contributions.models import State
from portal.contributions.standing import steps
from portal.sharing import acts as sharing
from portal.sharing import endings
from tests.build import World
from tests.commissions import commissioned, found_request
from tests.contributions.test_moves import state
from tests.policy.asking import reading_as, reads, titles
from tests.policy.test_release_rules import end, rewrite
from tests.schedules.desk import correct, proposed, sign
from tests.visit import open_portal, visitor

pytestmark = pytest.mark.slow

MOVED = [
    "asked", "begun", "submitted", "sent_back", "submitted", "signed_off", "handed_over",
]  # fmt: skip


@pytest.mark.mission("C049")
def test_asked_begun_sent_back_signed_off_and_decided_then_shared_corrected_and_ended(
    world_on_either: World,
) -> None:
    """What one agency was asked for and agreed to share informs the others on the panel."""
    world = world_on_either
    asked = commissioned(world)
    assert state(world, asked) == State.WITH_PANEL
    with world.act("senior") as gate:
        told = [step.what for step, _ in steps(request=found_request(asked, gate), gate=gate)]
    assert told == MOVED
    before = reads(world, "probation_panel")
    with open_portal(world) as client:
        senior = visitor(world, client, "senior")
        assert sign(senior, proposed(world, senior)).status_code == 303
    with world.act("senior") as gate:
        found = sharing.releases(owner=gate.body, gate=gate)
        world.releases["scheduled"] = max(found, key=lambda row: row.number).id
    first = world.versions["Practice"]
    assert set(reads(world, "probation_panel")) - set(before) == {first}
    newer = rewrite(world, "Practice")
    assert correct(world, newer) == 1
    now = reads(world, "probation_panel")
    assert newer in now
    assert first not in now
    end(world, "scheduled")
    assert titles(world, reads(world, "probation_panel")) == {"Context", "Chronology"}
    with reading_as(world, "probation_panel") as gate:
        assert len(endings.ended_for_me(open_sections=set(now) - {newer}, gate=gate)) == 1


def test_the_pages_of_contributions_and_schedules_are_answered_on_either(
    world_on_either: World,
) -> None:
    """What they say is asked on SQLite; here that every one of them can be drawn."""
    world = world_on_either
    asked = commissioned(world)
    with world.act("senior") as gate:
        document = found_request(asked, gate).document_id
    version = world.versions["Practice"]
    paths = {
        "author": [f"contributions/{document}", f"contributions/{document}/submit",
                   f"requests/{asked}", f"sections/{version}/edit"],
        "manager": [f"contributions/{document}/sign-off", f"contributions/{document}/send-back",
                    f"contributions/{document}/who", "sharing"],
        "senior": [f"contributions/{document}/decide", "sharing", "sharing/departures", "releases",
                   "sharing/as/role/chair", "record"],
        "chair": ["requests", "requests/new", f"requests/{asked}", f"contributions/{document}",
                  f"contributions/{document}/accept", "timetable", "timetable/pause"],
        "probation_panel": ["read", "timetable", "meetings"],
    }  # fmt: skip
    with open_portal(world) as client:
        for who, some in paths.items():
            someone = visitor(world, client, who)
            told = {p: someone.get(f"/reviews/{world.review}/{p}").status_code for p in some}
            assert told == dict.fromkeys(some, 200), who
