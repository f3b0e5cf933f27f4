"""The register of what runs beside a review: its days, what it asks, and what came of it."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.gate import rotation
from portal.gate.gate import Absent, Gate, Refused
from portal.proceedings import register, tasks
from portal.proceedings.models import OutsideRequest, Proceeding, ProceedingDate
from portal.web.dates import in_words, today
from tests.build import World
from tests.cast import CAST
from tests.policy.asking import raw, reading_as
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
READERS = {
    "author", "manager", "senior", "disclosure", "probation_author", "probation_senior", "chair",
    "board",
}  # fmt: skip
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"


def ago(days: int) -> date:
    return NOW - timedelta(days=days)


def inquest(world: World, who: str = "chair", **given: Any) -> str:
    told = {"kind": "inquest", "body": "coroner", "opened_on": ago(30), **given}
    with world.act(who) as gate:
        return register.begin(**told, gate=gate).id


def row(gate: Gate, model: Any, name: str) -> Any:
    return gate.session.execute(sa.select(model).where(model.id == name)).scalar_one()


def asked(world: World, of: str, who: str = "chair", **given: Any) -> str:
    told: dict[str, Any] = {"kind": "information", "received_on": ago(3), "words": SAID}
    with world.act(who) as gate:
        one = row(gate, Proceeding, of)
        return register.asked(proceeding=one, **{**told, **given}, gate=gate).id


def waits(world: World, who: str = "chair") -> list[tuple[str, date | None]]:
    with reading_as(world, who) as gate:
        return [(task.what, task.due) for task in tasks.waits(gate=gate)]


@pytest.mark.mission("B049", "B070", "B071")
def test_what_is_asked_and_what_is_to_come_waits_for_its_keepers(world_on_either: World) -> None:
    world = world_on_either
    name = inquest(world, reference=SAID, scope=SAID)
    asked(world, name, due_on=NOW + timedelta(days=4))
    report = asked(world, name, kind="prevent", due_on=None)
    with world.act("board") as gate:
        to_come = NOW + timedelta(days=60)
        day = register.set_date(
            proceeding=row(gate, Proceeding, name), what="meeting", on=to_come, gate=gate
        ).id
    assert waits(world) == [
        ("Answer what was asked in proceedings (Coroner)", NOW + timedelta(days=4)),
        ("Answer what was asked in proceedings (Coroner)", ago(3) + timedelta(days=56)),
        ("Meeting in proceedings (Coroner)", to_come),
    ]
    assert waits(world, "senior") == []
    with world.act("chair") as gate:
        register.answer(request=row(gate, OutsideRequest, report), on=NOW, words=SAID, gate=gate)
    with world.act("chair") as gate, pytest.raises(Refused, match="answered already"):
        register.answer(request=row(gate, OutsideRequest, report), on=NOW, words="", gate=gate)
    with world.act("chair") as gate:
        register.drop_date(dropped=row(gate, ProceedingDate, day), gate=gate)
    assert len(waits(world)) == 1
    assert len(raw(world, "select * from proceeding_date")) == 1, "that it was set stays"
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update outside_request set answered_by = null")


@pytest.mark.parametrize(
    ("came", "due"),
    [
        (date(2024, 2, 29), date(2024, 4, 25)),
        (date(2025, 12, 24), date(2026, 2, 18)),
        (date(2026, 9, 30), date(2026, 11, 25)),
    ],
)
def test_a_report_to_prevent_future_deaths_is_due_after_56_days(came: date, due: date) -> None:
    """Over 29 February, Christmas and the end of summer time."""
    assert register.prevention_due(came) == due


@pytest.mark.mission("B050", "B051")
def test_a_shared_line_is_read_by_all_and_the_rest_by_those_who_answer_for_it(
    world: World, client: Any
) -> None:
    base = f"/reviews/{world.review}/proceedings"
    name = inquest(world, kind="standards", body="standards", scope=f"scope {SAID}")
    with world.act("chair") as gate:
        one = row(gate, Proceeding, name)
        for kind, words, shared in [
            ("conduct", "No case to answer.", True),
            ("result", f"the first {SAID}", False),
            ("result", "the second", False),
        ]:
            register.came_of_it(proceeding=one, kind=kind, words=words, shared=shared, gate=gate)
    for who in CAST:
        told = visitor(world, client, who)
        page = told.get(base).text
        assert "Conduct outcome: No case to answer." in page
        assert "the first" not in page
        answer = told.get(f"{base}/register/{name}")
        if who in READERS:
            assert f"scope {DRAWN}" in answer.text
            assert answer.text.index("the first") < answer.text.index("the second")
            assert ("Enter a line" in answer.text) == (who in {"chair", "board"})
        else:
            assert plain(answer) == plain(told.get("/no-such-page")), who


def test_a_day_to_come_stands_on_the_timetable_until_it_is_closed(
    world: World, client: Any
) -> None:
    name = inquest(world)
    on = NOW + timedelta(days=12)
    with world.act("chair") as gate:
        register.set_date(proceeding=row(gate, Proceeding, name), what="hearing", on=on, gate=gate)
    page = visitor(world, client, "lay").get(f"/reviews/{world.review}/timetable").text
    assert in_words(on) in page
    with world.act("chair") as gate:
        register.close(proceeding=row(gate, Proceeding, name), on=NOW, gate=gate)
    page = visitor(world, client, "lay").get(f"/reviews/{world.review}/timetable").text
    assert in_words(on) not in page
    with pytest.raises(Refused, match="are closed"):
        asked(world, name, due_on=NOW)


def test_what_cannot_be_is_refused_in_a_sentence(world: World) -> None:
    name = inquest(world)
    tries: dict[str, Any] = {
        "kinds and one of the bodies": lambda g: register.begin(
            kind="x", body="coroner", opened_on=NOW, gate=g
        ),
        "today or earlier": lambda g: register.begin(
            kind="audit", body="opcc", opened_on=ago(-1), gate=g
        ),
        "last ten years": lambda g: register.begin(
            kind="audit", body="opcc", opened_on=date(1900, 1, 1), gate=g
        ),
        "today or later": lambda g: register.set_date(
            proceeding=row(g, Proceeding, name), what="hearing", on=ago(1), gate=g
        ),
        "within ten years": lambda g: register.set_date(
            proceeding=row(g, Proceeding, name), what="hearing", on=date(8999, 1, 1), gate=g
        ),
        "before the one on which they were opened": lambda g: register.close(
            proceeding=row(g, Proceeding, name), on=ago(31), gate=g
        ),
    }
    for sentence, deed in tries.items():
        with world.act("chair") as gate, pytest.raises(Refused, match=sentence):
            deed(gate)
    with pytest.raises(Refused, match="by which they want it"):
        asked(world, name, due_on=None)
    with pytest.raises(Refused, match="on or after"):
        asked(world, name, due_on=ago(4))


@pytest.mark.parametrize("who", sorted(set(CAST) - {"chair", "board"}))
def test_nobody_else_keeps_it(world: World, who: str) -> None:
    name = inquest(world)
    with pytest.raises(Absent):
        inquest(world, who)
    with pytest.raises(Absent):
        asked(world, name, who, due_on=NOW)
    with world.act(who) as gate:
        one = row(gate, Proceeding, name)
        with pytest.raises(Absent):
            register.came_of_it(proceeding=one, kind="result", words="x", shared=True, gate=gate)


def test_nothing_is_registered_of_a_review_that_was_shredded(world: World) -> None:
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with pytest.raises(Refused, match="destroyed"):
        inquest(world)


def test_its_pages_say_what_is_wrong_beside_the_field(world: World, client: Any) -> None:
    base, chair = f"/reviews/{world.review}/proceedings", visitor(world, client, "chair")
    one = f"{base}/register/{inquest(world)}"
    on = f"{NOW.day}/{NOW.month}/{NOW.year}"
    for path, fields, sentence in [
        (f"{base}/register/new", {"on": "30/2/2026"}, "Choose whose they are."),
        (f"{one}/date", {"on": on}, "Choose what is to happen."),
        (f"{one}/asked", {"what": "information", "on": on, "words": SAID}, "they want it"),
        (f"{one}/asked", {"what": "information", "on": on, "until": "soon"}, "real date"),
        (f"{one}/outcome", {"what": "finding", "words": SAID}, "Choose who reads it."),
        (f"{one}/close", {"on": ""}, "real date"),
    ]:
        assert chair.get(path).status_code == 200
        answer = chair.post(path, fields)
        assert answer.status_code == 422
        assert answer.text.count(sentence) >= 2
        assert (DRAWN in answer.text) == (SAID in fields.values())
    told = {"what": "prevent", "on": on, "words": SAID}
    assert chair.post(f"{one}/asked", told).headers["location"] == f"{one}?done=asked"
    assert "to prevent future deaths" in chair.get(one).text
    assert "Answer what was asked in proceedings (Coroner)" in chair.get("/").text


def test_what_came_of_it_and_findings_bear_on_what_the_review_asks(
    world: World, client: Any
) -> None:
    chair, name = visitor(world, client, "chair"), inquest(world)
    path = f"/reviews/{world.review}/proceedings/register/{name}"
    number = re.findall(r'<option value="([^"]+)"', chair.get(f"{path}/outcome").text)[0]
    on = f"{NOW.day}/{NOW.month}/{NOW.year}"
    lines = f"Failures to respond to the risk\n  {SAID} \nInformation was not shared\n"
    given = {"words": lines, "paragraph": number, "shared": "everybody", "on": on}
    answer = chair.post(f"{path}/findings/new", {**given, "source": "narrative"})
    assert answer.status_code == 303
    page = chair.get(f"{path}/findings").text
    assert page.count(f"On paragraph {number} of the terms of reference") == 3
    assert DRAWN in page
    told = visitor(world, client, "lay").get(f"/reviews/{world.review}/proceedings").text
    assert f"Finding, on paragraph {number} of the terms of reference" in told
    result = {**given, "what": "result", "words": "One\nline", "paragraph": ""}
    for change, sentence in (
        ({"words": "x" * 1001}, "Use 1,000 characters or fewer."),
        ({"words": " \n "}, "Enter one line."),
        ({"paragraph": "77"}, "Choose one of the paragraphs that are listed."),
        ({"what": "finding"}, "Choose what it is."),
    ):
        answer = chair.post(f"{path}/outcome", {**result, **change})
        assert answer.status_code == 422
        assert sentence in answer.text
    assert len(raw(world, "select * from proceeding_outcome")) == 3
    assert chair.post(f"{path}/outcome", result).status_code == 303
    assert "Result: One line" in chair.get(path).text
