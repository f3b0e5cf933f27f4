"""A panel: how people came to it, whether it is quorate, who met, and what its pages do."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from portal.gate import rotation
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act, Role
from portal.panel import appointing, quorum, sittings, standing, words
from portal.panel.models import Appointment, Challenge
from portal.reviews import meetings, parts
from portal.reviews.kinds import kinds
from portal.reviews.models import Meeting
from portal.reviews.parts import Part
from tests.build import YEAR, World
from tests.cast import CAST
from tests.panel.desk import (
    DRAWN,
    NOW,
    PANEL,
    SAID,
    appoint,
    declare,
    met,
    missing,
    tasks,
    to_come,
    typed,
)
from tests.policy.asking import raw, reading_as
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow


def missed(world: World, meeting: str) -> list[str]:
    with reading_as(world, "chair") as gate:
        there = sittings.attended(meeting=meeting, gate=gate)
        found = standing.seats(gate=gate)
        filled = standing.of_meeting(kind="mappa_scr", on=NOW, there=there, found=found)
    return [one.need.seat for one in filled if one.missing]


# How people came to the panel


@pytest.mark.mission("C080", "C086")
def test_the_board_appoints_and_the_page_says_by_whom_and_until_when(
    world_on_either: World,
) -> None:
    world = world_on_either
    appoint(world, "chair", "lead")
    appoint(world, "lay", "lay_adviser")
    appoint(world, "police_panel", "member", by="senior")
    with reading_as(world, "author") as gate:
        rows = appointing.appointments(gate=gate)
    kind = kinds()["mappa_scr"]
    told = [words.letter(row, kind, "") for row in rows]
    assert "Lead of the review, appointed by the Strategic Management Board (SMB)" in told[0]
    assert "appointed by the Minister, assigned by the Strategic Management Board" in told[1]
    assert "Member of the panel, appointed by their agency" in told[2]
    csp = words.letter(rows[0], kinds()["dhr"], "")
    assert "appointed by the Community Safety Partnership (CSP)" in csp
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update appointment set capacity = 'substitute'")


@pytest.mark.parametrize(
    ("who", "given", "sentence"),
    [
        ("chair", {"capacity": "member"}, "does not have that role"),
        ("chair", {"capacity": "king"}, "Choose as what"),
        ("chair", {"capacity": "chair", "until": to_come(-1)}, "before the first"),
        ("chair", {"capacity": "chair", "letter_on": date(1999, 1, 1)}, "within ten years"),
        ("chair", {"capacity": "substitute", "instead_of": "0" * 32}, "of the same body"),
        ("author", {"capacity": "author", "why": "x"}, "works for the body itself"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused(
    world: World, who: str, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        appoint(world, who, **given)


def test_no_kind_without_lay_advisers_takes_one(world: World) -> None:
    raw(world, "update review set kind = 'dhr'")
    with pytest.raises(Refused, match="There are no lay advisers in a DHR"):
        appoint(world, "lay", "lay_adviser")
    now = datetime.now(UTC)
    part = Part(world.people["stranger"], "board", (Role.LAY_ADVISER,), now, now + YEAR)
    with (
        world.act("administrator", "portal") as gate,
        pytest.raises(Refused, match="There are no lay advisers"),
    ):
        parts.ask(review=world.review, part=part, gate=gate)


@pytest.mark.mission("C107")
def test_an_author_from_outside_is_appointed_with_the_reason(world: World) -> None:
    raw(world, "update person set agency_id = :a where id = :p",
        a=world.agencies["Fenwick Health Trust"], p=world.people["author"])  # fmt: skip
    with pytest.raises(Refused, match="Say why the author is from outside"):
        appoint(world, "author", "author", by="senior")
    appoint(world, "author", "author", by="senior", why=SAID)
    with reading_as(world, "lay") as gate:
        rows = appointing.appointments(gate=gate)
        assert set(appointing.outside_words(rows=rows, gate=gate).values()) == {SAID}
        assert rows[0].outside


def test_who_may_appoint_and_end(world: World) -> None:
    for by in set(CAST) - {"board", "senior"}:
        with pytest.raises(Absent):
            appoint(world, "police_panel", "member", by=by)
    with pytest.raises(Absent):
        appoint(world, "health_panel", "member", by="senior")
    name = appoint(world, "police_panel", "member")
    with pytest.raises(Refused, match="appointed so already"):
        appoint(world, "police_panel", "member")
    with world.act("board") as gate:
        row = gate.find(Appointment, name, Act.APPOINT_PANEL)
        with pytest.raises(Refused, match="Choose why"):
            appointing.end_appointment(appointment=row, ground="x", why="x", gate=gate)
        appointing.end_appointment(appointment=row, ground="merged", why=SAID, gate=gate)
        with pytest.raises(Refused, match="ended already"):
            appointing.end_appointment(appointment=row, ground="merged", why="x", gate=gate)
    assert "police" in missing(world), "an agency that became part of another gives its seat up"
    appoint(world, "police_panel", "member")
    assert "police" not in missing(world)


def test_a_chair_who_resigns_leaves_the_review_without_one(world_on_either: World) -> None:
    world = world_on_either
    with world.act("chair") as gate, pytest.raises(Refused, match="No appointment of yours"):
        appointing.resign(why="x", gate=gate)
    appoint(world, "chair", "lead")
    assert "Appoint a chair: the review has none" not in tasks(world, "board")
    with world.act("chair") as gate:
        appointing.resign(why=SAID, gate=gate)
    assert "chair" in missing(world)
    assert "Appoint a chair: the review has none" in tasks(world, "board")
    appoint(world, "chair", "lead")
    assert "Appoint a chair: the review has none" not in tasks(world, "board")


# The quorum and the meetings


def test_the_tables_are_of_kinds_seats_and_interests_that_are_known() -> None:
    assert {one.seat for one in quorum.needs() if one.kind == "mappa_scr"} == {
        "chair", "lay_adviser", "police", "probation", "prison",
    }  # fmt: skip
    assert not {one.seat for one in quorum.needs() if one.kind == "dhr"} & {"lay_adviser"}
    for kind in kinds():
        assert {"managed", "line"} <= set(quorum.barred(kind=kind, capacity="author", on=NOW))


@pytest.mark.mission("C205")
def test_a_panel_says_who_is_missing(world: World, client: Any) -> None:
    assert missing(world) == ["prison"]
    page = visitor(world, client, "lay").get(f"/reviews/{world.review}/panel").text
    assert "The panel is not quorate. Missing: the Prison Service." in page


@pytest.mark.mission("B081")
def test_a_substitute_fills_the_seat_of_who_was_away_and_two_fill_it_once(
    world_on_either: World,
) -> None:
    world = world_on_either
    whose = {"instead_of": world.members["police_panel"]}
    appoint(world, "manager", "substitute", by="senior", **whose)
    appoint(world, "disclosure", "substitute", by="senior", **whose)
    assert "police" not in missing(world)
    meeting = met(world, ["chair", "lay", "probation_panel"])
    assert missed(world, meeting) == ["police", "prison"]
    met(world, ["chair", "lay", "probation_panel", "manager", "disclosure"], meeting)
    assert missed(world, meeting) == ["prison"]
    rows = raw(world, "select instead_of from attendance where ended_at is null")
    assert sorted(bool(row[0]) for row in rows) == [False, False, False, False, True]
    met(world, ["chair", "police_panel", "manager"], meeting)
    assert missed(world, meeting) == ["lay_adviser", "probation", "prison"]
    rows = raw(world, "select membership_id, instead_of, ended_at from attendance")
    assert not any(place for _, place, ended in rows if ended is None)
    assert len(rows) > 3, "what was on record before stays"


def test_a_meeting_that_has_not_been_has_no_record(world: World) -> None:
    with world.act("chair") as gate:
        ahead = meetings.convene(on=to_come(5), gate=gate).id
    with pytest.raises(Refused, match="still to come"):
        met(world, ["lay"], ahead)
    with world.act("chair") as gate:
        row = gate.find(Meeting, ahead, Act.SET_MEETING)
        meetings.cancel(meeting=row, gate=gate)
    with pytest.raises(Refused, match="cancelled"):
        met(world, ["lay"], ahead)
    name = met(world, ["lay"])
    with world.act("chair") as gate:
        row = gate.find(Meeting, name, Act.KEEP_ATTENDANCE)
        with pytest.raises(Refused, match="no part on that day"):
            sittings.record(meeting=row, present=["0" * 32], gate=gate)
    for who in set(CAST) - {"chair", "board"}:
        with world.act(who) as gate, pytest.raises(Absent):
            gate.find(Meeting, name, Act.KEEP_ATTENDANCE)


@pytest.mark.mission("C209", "C210")
def test_the_lay_advisers_view_and_challenges_stand_with_their_answers(
    world_on_either: World,
) -> None:
    world = world_on_either
    meeting = met(world, ["lay"])
    names = {}
    with world.act("lay") as gate:
        row = gate.find(Meeting, meeting, Act.READ_REVIEW)
        for said in ("challenge", "view"):
            names[said] = sittings.put(meeting=row, said=said, words=SAID, gate=gate).id
        with pytest.raises(Refused, match="Choose whether"):
            sittings.put(meeting=row, said="x", words="x", gate=gate)
    assert "Answer a lay adviser's challenge" in tasks(world, "chair")
    with world.act("chair") as gate:
        row = gate.find(Challenge, names["challenge"], Act.ANSWER_CHALLENGE)
        sittings.answer(challenge=row, words=f"{SAID} yes", gate=gate)
        with pytest.raises(Refused, match="answered already"):
            sittings.answer(challenge=row, words="x", gate=gate)
        view = gate.find(Challenge, names["view"], Act.ANSWER_CHALLENGE)
        with pytest.raises(Refused, match="asks for no answer"):
            sittings.answer(challenge=view, words="x", gate=gate)
    assert "Answer a lay adviser's challenge" not in tasks(world, "chair")
    for who in CAST:
        with reading_as(world, who) as gate:
            rows = sittings.challenges(gate=gate)
            put = sittings.words_of(rows=rows, field="words", gate=gate)
            answers = sittings.words_of(rows=rows, field="answer", gate=gate)
        assert (set(put.values()) == {SAID}) == (who in PANEL), who
        assert bool(answers) == (who in PANEL), who
    for who in set(CAST) - {"lay"}:
        with world.act(who) as gate:
            row = gate.find(Meeting, meeting, Act.READ_REVIEW)
            with pytest.raises(Absent):
                sittings.put(meeting=row, said="view", words="x", gate=gate)


def test_nothing_is_kept_of_a_review_that_was_shredded(world: World) -> None:
    meeting = met(world, ["lay"])
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    for deed in (
        lambda: declare(world, "lay"),
        lambda: appoint(world, "lay", "lay_adviser"),
        lambda: met(world, ["lay"], meeting),
    ):
        with pytest.raises(Refused, match="destroyed"):
            deed()


# The pages


def test_the_pages_do_what_they_say_and_lose_nothing(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}/panel"
    who = {name: visitor(world, client, name) for name in ("board", "chair", "lay", "manager")}
    path = f"{base}/people/{world.members['chair']}/appoint"
    given = {"capacity": "lead", "letter_on": typed(NOW), "since": typed(NOW)}
    wrong = who["board"].post(path, {**given, "until": "31/2/2027", "why": SAID})
    assert wrong.status_code == 422
    assert "Every appointment has one." in wrong.text
    assert DRAWN in wrong.text
    for _ in range(2):
        once = {**given, "until": typed(to_come(9)), "once": "0" * 32}
        assert who["board"].post(path, once).status_code == 303
    assert len(raw(world, "select * from appointment")) == 1
    assert who["chair"].post(f"{base}/resign", {"why": ""}).status_code == 422
    assert who["chair"].post(f"{base}/resign", {"why": SAID}).status_code == 303
    page = who["board"].get(base).text
    assert "This review has no chair. For the Strategic Management Board (SMB)" in page
    assert "Ended on" in page
    empty = who["manager"].post(f"{base}/declare", {"ground": "line", "why": ""})
    assert empty.status_code == 422
    for _ in range(2):
        once = {"ground": "line", "why": SAID, "once": "1" * 32}
        assert who["manager"].post(f"{base}/declare", once).status_code == 303
    again = who["manager"].post(f"{base}/declare", {"ground": "line", "why": SAID})
    assert "That is on record already" in again.text
    name = raw(world, "select id from declaration")[0][0]
    long = who["board"].post(
        f"{base}/declarations/{name}", {"outcome": "accepted", "why": "x" * 4001}
    )
    assert "4,000 characters or fewer" in long.text
    decided = {"outcome": "accepted", "why": SAID}
    assert who["board"].post(f"{base}/declarations/{name}", decided).status_code == 303
    meeting = met(world, [])
    at = f"{base}/meetings/{meeting}"
    ticked = {f"there_{world.members[n]}": world.members[n] for n in ("chair", "lay")}
    assert who["chair"].post(f"{at}/attendance", ticked).status_code == 303
    assert who["lay"].post(f"{at}/challenge", {"said": "challenge", "why": SAID}).status_code == 303
    put = raw(world, "select id from challenge")[0][0]
    assert who["chair"].post(f"{base}/challenges/{put}/answer", {"why": "Yes."}).status_code == 303
    for name in CAST:
        page = visitor(world, client, name).get(at)
        assert page.status_code == 200
        assert "This meeting was not quorate. Missing: the police, probation" in page.text
        assert (DRAWN in page.text) == (name in PANEL), name
    stranger = visitor(world, client, "stranger")
    nothing = plain(stranger.get("/no-such-page"))
    for one in (base, at, f"{base}/declare", path, f"{at}/challenge"):
        assert plain(stranger.get(one)) == nothing
    lay = who["lay"]
    for one in (path, f"{at}/attendance", f"{base}/declarations/{name}"):
        assert plain(lay.get(one)) == plain(lay.get("/no-such-page"))
