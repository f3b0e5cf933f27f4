"""To whom the report goes: dated rows, a day for each, what waits for it, and who keeps it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.gate import rotation
from portal.gate.gate import Absent, Refused
from portal.proceedings import acts, recipients, tasks
from portal.proceedings.recipients import recipients as rows
from portal.timetable import acts as timetable
from portal.web.dates import in_words, today
from tests.build import World
from tests.cast import CAST
from tests.policy.asking import raw, reading_as
from tests.visit import visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
KEEPERS = {"chair", "board"}


def of_kind(world: World, kind: str) -> None:
    raw(world, "update review set kind = :kind where id = :id", kind=kind, id=world.review)


def happened(world: World, event: str) -> None:
    with world.act("chair") as gate:
        timetable.enter(event=event, on=NOW - timedelta(days=5), gate=gate)


def concluded(world: World) -> None:
    with world.act("chair") as gate:
        acts.record_investigation(state="concluded", since=NOW - timedelta(days=9), gate=gate)


def sends(world: World, who: str = "chair") -> list[str]:
    with reading_as(world, who) as gate:
        told = [task.what for task in tasks.waits(gate=gate)]
    return [what for what in told if what.startswith("Send the")]


@pytest.mark.mission("C238", "C241")
def test_a_childs_report_goes_to_those_who_are_listed_and_each_day_is_on_record(
    world: World, client: Any
) -> None:
    of_kind(world, "cspr")
    base = f"/reviews/{world.review}/recipients"
    chair = visitor(world, client, "chair")
    page = chair.get(base).text
    for who in ("national Child Safeguarding Practice Review Panel", "Secretary of State",
                "Ofsted", "What Works Centre"):  # fmt: skip
        assert who in page
    given = {"to": "ofsted", "on": f"{NOW.day}/{NOW.month}/{NOW.year}"}
    assert "Record on the timetable first" in chair.post(base, given).text
    happened(world, "published")
    assert sends(world) == [
        "Send the published report to: What Works Centre for Children's Social Care",
        "Send the published report to: The inspectorates of those who took part",
    ]
    assert "Nobody has recorded yet" in chair.post(base, given).text, "circulation waits"
    concluded(world)
    assert len(sends(world)) == 5
    assert sends(world, "lay") == []
    assert chair.post(base, given).status_code == 303
    assert len(sends(world)) == 4
    earlier = NOW - timedelta(days=2)
    given["on"] = f"{earlier.day}/{earlier.month}/{earlier.year}"
    assert chair.post(base, given).status_code == 303
    for who in CAST:
        page = visitor(world, client, who).get(base).text
        assert f"Sent on {in_words(earlier)}. Recorded by Leonard Ashby" in page, who
        assert f"Ofsted: {in_words(NOW)}, recorded by Leonard Ashby, corrected on" in page
        assert ("Record that it was sent" in page) == (who in KEEPERS)


def test_what_cannot_be_is_refused_and_nobody_else_keeps_it(world: World, client: Any) -> None:
    of_kind(world, "cspr")
    happened(world, "published")
    concluded(world)
    for to, on, why in (
        ("home_office", NOW, "who are listed"), ("ofsted", NOW + timedelta(days=1), "or earlier"),
        ("ofsted", NOW.replace(year=1800), "ten years"), ("x" * 90, NOW, "who are listed"),
    ):  # fmt: skip
        with world.act("chair") as gate, pytest.raises(Refused, match=why):
            recipients.record(to=to, on=on, gate=gate)
    for who in set(CAST) - KEEPERS:
        with world.act(who) as gate, pytest.raises(Absent):
            recipients.record(to="ofsted", on=NOW, gate=gate)
    base = f"/reviews/{world.review}/recipients"
    answer = visitor(world, client, "board").post(base, {"to": "", "on": "31/2/2026"})
    assert answer.status_code == 422
    assert "Choose to whom it was sent." in answer.text
    assert 'value="31/2/2026"' in answer.text
    assert raw(world, "select * from report_sent") == []
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with world.act("chair") as gate, pytest.raises(Refused, match="destroyed"):
        recipients.record(to="ofsted", on=NOW, gate=gate)


def test_each_row_names_its_source_and_a_kind_without_rows_says_so(
    world: World, client: Any
) -> None:
    assert all(row.source and row.why for row in rows())
    assert len({(row.kind, row.code, row.since) for row in rows()}) == len(rows())
    of_kind(world, "sar")
    page = visitor(world, client, "lay").get(f"/reviews/{world.review}/recipients").text
    assert "names nobody to whom the report of this kind of review is sent" in page
