"""A person's own calendar: who is told of what, in which words, until when, and who can tell."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal.calendar import acts, icalendar
from portal.calendar.models import Feed
from portal.clocks.rules import rule_on, today
from portal.clocks.tasks import Task
from portal.db import reading
from portal.directory import acts as directory
from portal.gate.ledger import Entry
from portal.gate.policy import Act
from portal.gate.sessions import hash_of
from portal.gate.vault import CONSOLE
from portal.reviews import stand_downs
from portal.timetable import acts as timetable
from tests.build import World
from tests.cast import CAST
from tests.commissions import commissioned
from tests.grounds import Ground, SetClock
from tests.visit import Visitor, plain, visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
PORTAL = Path(__file__).resolve().parents[2] / "portal"


def made(world: World, who: str) -> str:
    with world.act(who, "portal") as gate:
        return acts.make(gate=gate)


def at(token: str) -> str:
    return f"/calendar/{token}.ics"


def begun(world: World) -> None:
    """A clock runs, so that the board has something to do by a day."""
    with world.act("chair") as gate:
        timetable.enter(event="notified", on=NOW - timedelta(days=3), gate=gate)


def parsed(text: str) -> list[dict[str, str]]:
    """The events of a calendar, by a reader as strict as RFC 5545 is to whoever writes one."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text[:-2].replace("\r\n ", "").split("\r\n")
    found: list[dict[str, str]] = []
    inside: list[str] = []
    for line in lines:
        name, colon, value = line.partition(":")
        assert colon
        assert re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[A-Za-z0-9/-]+)*", name), name
        if name == "BEGIN":
            inside.append(value)
            found += [{}] if value == "VEVENT" else []
        elif name == "END":
            assert inside.pop() == value
        elif inside == ["VCALENDAR", "VEVENT"]:
            assert name not in found[-1]
            found[-1][name] = re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), value)
    assert inside == []
    assert lines[0] == "BEGIN:VCALENDAR"
    assert {"VERSION:2.0", "METHOD:PUBLISH"} <= set(lines)
    assert "BEGIN:VALARM" not in lines
    return found


def told(client: Any, token: str) -> list[dict[str, str]]:
    answer = Visitor(client).get(at(token))
    assert answer.status_code == 200
    return parsed(answer.text)


def nothing(answer: Any) -> tuple[int, str]:
    """What is answered, but for the cookie that each answer to a stranger brings."""
    return plain(answer)[:2]


def entries(world: World) -> int:
    with reading(world.vault.engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(Entry)).scalar_one()


# What it says


def test_a_calendar_is_told_what_waits_and_no_word_of_the_case(world: World, client: Any) -> None:
    begun(world)
    commissioned(world)
    events = {who: told(client, made(world, who)) for who in ("board", "author", "lay")}
    board = {one["SUMMARY"] for one in events["board"]}
    assert "Hawthorn 41: Decide whether there is to be a review" in board
    assert events["lay"] == []
    for one in (one for several in events.values() for one in several):
        assert one["SUMMARY"].startswith("Hawthorn 41: ")
        assert re.fullmatch(r"\d{8}", one["DTSTART;VALUE=DATE"])
        assert re.fullmatch(r"\d{8}T\d{6}Z", one["DTSTAMP"])
        assert one["CLASS"] == "PRIVATE"
    words = str(events)
    people = {part.name.split()[-1] for part in CAST.values()}
    hidden = {*world.canaries, *people, *world.agencies, *world.agencies.values(), world.review}
    assert [word for word in hidden if word in words] == []


def test_the_page_of_the_first_and_the_calendar_wait_for_the_same_days(
    world: World, client: Any
) -> None:
    begun(world)
    board, token = visitor(world, client, "board"), made(world, "board")
    first = board.get("/").text
    for one in told(client, token):
        assert one["SUMMARY"].removeprefix("Hawthorn 41: ") in first


def test_an_event_keeps_its_uid_when_its_day_changes(world: World, client: Any) -> None:
    begun(world)
    token = made(world, "board")
    before = {one["SUMMARY"]: one for one in told(client, token)}
    with world.act("chair") as gate:
        on = NOW + timedelta(days=50)
        timetable.set_deadline(event="decided", on=on, ground="other", why="Later", gate=gate)
    after = {one["SUMMARY"]: one for one in told(client, made(world, "board"))}
    decide = "Hawthorn 41: Decide whether there is to be a review"
    assert before[decide]["UID"] == after[decide]["UID"]
    assert after[decide]["DTSTART;VALUE=DATE"] == f"{NOW + timedelta(days=50):%Y%m%d}"
    uids = [one["UID"] for one in after.values()]
    assert len(set(uids)) == len(uids)
    theirs = {one["UID"] for one in told(client, made(world, "chair"))}
    assert not theirs & set(uids)


def test_words_with_signs_are_folded_and_quoted() -> None:
    said = "Look; listen, and \\ write: " + "ਪੰਜਾਬੀ 🙂 " * 20
    day = datetime(2028, 2, 29, 23, 30, tzinfo=UTC)
    tasks = [(Task("x", "/a", today(day), said), "Hawthorn 41"), (Task("x", "/a", None), "Elm 2")]
    (event,) = parsed(icalendar.calendar(tasks, "p", day).decode())
    assert event["SUMMARY"] == f"Hawthorn 41: {said}"
    assert event["DTSTART;VALUE=DATE"] == "20280229"
    assert event["DTEND;VALUE=DATE"] == "20280301"
    again = [(Task("x", "/a", today(day), said), "Hawthorn 41")] * 2
    assert len({one["UID"] for one in parsed(icalendar.calendar(again, "p", day).decode())}) == 2


def unplain(source: str) -> list[str]:
    """Tasks whose plain phrase is made of anything but a constant of the source."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Task":
            given = [*node.args[3:], *(k.value for k in node.keywords if k.arg == "plain")]
            for one in given:
                of = one.value if isinstance(one, ast.Subscript) else one
                named = isinstance(of, ast.Name) and of.id.isupper()
                if not named and not isinstance(one, ast.Constant):
                    found.append(ast.unparse(one))
    return found


def test_a_plain_phrase_is_a_constant_of_the_source() -> None:
    assert [bad for p in PORTAL.rglob("*.py") for bad in unplain(p.read_text("utf-8"))] == []
    assert unplain('Task("a", "b", None, f"{name} waits")') == ["f'{name} waits'"]
    assert unplain('Task("a", "b", None, plain=row.title)') == ["row.title"]
    assert unplain("Task(a, b, None, TO_DO[event])") == []


# Whom it is told to


def test_nothing_is_told_of_a_review_whose_door_has_shut(either: Ground) -> None:
    world = either.world
    begun(world)
    token = made(world, "board")

    def summaries() -> list[str]:
        with world.vault.read("") as gate:
            acts.asked(token=token, gate=gate)
            assert gate.actor.person == world.people["board"]
            assert "role:signed_in" not in gate.actor.groups
            beside = world.vault.beside(gate, "", world.review)
            assert beside is not None
            beside.actor = gate.actor
            return beside.seats

    assert summaries() == [world.members["board"]]
    with world.act("board") as gate:
        gate.end(ref=f"member:{world.members['board']}")
    assert summaries() == []
    with reading(world.vault.engine) as connection:
        row = connection.execute(sa.select(Feed.__table__)).one()
    assert row.token_hash == hash_of(token)
    assert row.asked_at is not None
    assert token not in str(row)


def test_who_is_stood_down_is_told_nothing(world: World, client: Any) -> None:
    begun(world)
    token = made(world, "chair")
    assert told(client, token) != []
    with world.act("board") as gate:
        stand_downs.stand_down(
            person=world.people["chair"], scope="review", what="", why="Kin", gate=gate
        )
    assert told(client, token) == []


def test_it_ends_with_suspension_and_with_a_new_code(world: World, client: Any) -> None:
    nobody = Visitor(client)
    absent = nothing(nobody.get(at("no" * 20)))
    for who in ("board", "author"):
        token = made(world, who)
        assert nobody.get(at(token)).status_code == 200
        with world.vault.act("", actor=CONSOLE) as gate:
            if who == "board":
                directory.suspend(person_id=world.people[who], why="Left", gate=gate)
            else:
                directory.renew_enrolment(person_id=world.people[who], gate=gate)
        assert nothing(nobody.get(at(token))) == absent


def test_it_ends_when_renewed_when_ended_and_in_time(usual_ground: Ground, client: Any) -> None:
    world = usual_ground.world
    nobody, first = Visitor(client), made(world, "board")
    second = made(world, "board")
    absent = nothing(nobody.get(f"/calendar/{first}x.ics"))
    assert nothing(nobody.get(at(first))) == absent
    assert nobody.get(at(second)).status_code == 200
    for odd in (second, f"{second}.ICS", f"{second}.ics.ics", f"{second}.ics%00", f".{second}.ics"):
        assert nothing(nobody.get(f"/calendar/{odd}")) == absent
    lasts = timedelta(days=rule_on("calendar_lasts", NOW).days)
    for days, answers in ((lasts - timedelta(hours=1), True), (lasts, False)):
        late = usual_ground.process(SetClock(datetime.now(UTC) + days))
        with late.read("") as gate:
            try:
                acts.asked(token=second, gate=gate)
            except Exception:  # noqa: BLE001 - Absent, asked about below
                assert not answers
            else:
                assert answers
                gate.marks.clear()
    with world.act("board", "portal") as gate:
        acts.end(gate=gate)
        acts.end(gate=gate)
    assert nothing(nobody.get(at(second))) == absent


# What is kept of it


def test_a_poll_makes_no_entry_and_its_owner_sees_when_it_was(world: World, client: Any) -> None:
    begun(world)
    commissioned(world)
    tokens = [made(world, who) for who in CAST]
    author, before = visitor(world, client, "author"), entries(world)
    assert "Not yet" in author.get("/calendar").text
    for token in tokens:
        told(client, token)
    assert entries(world) == before
    answer = Visitor(client).get(at(tokens[0]), cookie=f"__Host-session={author.token}")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "set-cookie" not in answer.headers
    assert "Not yet" not in author.get("/calendar").text
    assert Visitor(client).post(at(tokens[0])).status_code in {404, 405}


def test_making_renewing_and_ending_are_on_record(world: World) -> None:
    before = entries(world)
    made(world, "lay")
    made(world, "lay")
    with world.act("lay", "portal") as gate:
        acts.end(gate=gate)
    assert entries(world) == before + 3


def test_the_pages_make_show_once_renew_and_end(world: World, client: Any) -> None:
    lay = visitor(world, client, "lay")
    assert 'href="/calendar"' in lay.get("/").text
    assert "Make an address" in lay.get("/calendar").text
    sent = lay.post("/calendar/new")
    assert sent.headers["location"] == "/calendar/address"
    assert "ics" not in sent.headers["location"]
    cookie = sent.headers["set-cookie"].partition(";")[0]
    shown = client.get(
        "/calendar/address", headers={"cookie": f"__Host-session={lay.token}; {cookie}"}
    )
    address = re.search(r"https://portal\.example(/calendar/[A-Za-z0-9_-]{43}\.ics)", shown.text)
    assert address
    assert "Max-Age=0" in shown.headers["set-cookie"]
    assert Visitor(client).get(address[1]).status_code == 200
    assert "The address is shown no more" in lay.get("/calendar/address").text
    forged = {"cookie": f"__Host-session={lay.token}; __Host-calendar={'a' * 43}"}
    assert "The address is shown no more" in client.get("/calendar/address", headers=forged).text
    assert lay.get("/calendar").text.count("/calendar/new") == 1
    assert lay.post("/calendar/end").headers["location"] == "/calendar?done=ended"
    assert "answers no more" in lay.get("/calendar?done=ended").text
    assert Visitor(client).get(address[1]).status_code == 404
    assert Visitor(client).get("/calendar").status_code == 303


def test_who_may(world: World) -> None:
    with world.vault.read("") as gate:
        assert gate.may(Act.READ_CALENDAR).allowed
        assert not gate.may(Act.OWN_AFFAIRS).allowed
