"""Scoping: who asks whom, what an agency answers, and that nobody sees another's answer."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.contributions import standing as requests
from portal.directory import acts as directory
from portal.gate import rotation
from portal.gate.gate import Absent, Gate, Refused
from portal.reviews import stand_downs
from portal.scoping import acts, further, standing
from portal.scoping.models import Scoping
from portal.scoping.told import Told
from portal.web.dates import today
from tests.build import World
from tests.cast import CAST, HEALTH, POLICE, PROBATION
from tests.policy.asking import raw, reading_as
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
SOON = NOW + timedelta(days=10)
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"
TOLD = Told(
    first="2019-05-17", last="about spring 2024", services=SAID, secured_on=NOW,
    secured_by="Head of records", contact="Deputy head",
)  # fmt: skip
ASKERS = {"chair", "board"}
POLICE_SIDE = {"author", "manager", "senior", "disclosure", "police_panel"}
ANSWER = {
    "known": "yes", "first": "17/5/2019", "last": "about spring 2024", "services": "response",
    "secured": "yes", "secured_on": f"{NOW.day}/{NOW.month}/{NOW.year}",
    "secured_by": "Head of records", "contact": "Deputy head", "note": SAID,
}  # fmt: skip


def asked(
    world: World,
    agencies: Iterable[str] = (POLICE, PROBATION),
    *,
    note: str = "",
    who: str = "chair",
) -> dict[str, str]:
    """By agency's name the id of its question."""
    wanted = [world.agencies[name] for name in agencies]
    with world.act(who) as gate:
        acts.ask(agencies=wanted, due_on=SOON, note=note, gate=gate)
        names = {v: k for k, v in world.agencies.items()}
        return {names[row.owner_id]: row.id for row in acts.standing(gate=gate)}


def found(gate: Gate, name: str) -> Scoping:
    return gate.session.execute(sa.select(Scoping).where(Scoping.id == name)).scalar_one()


def answered(
    world: World, name: str, who: str, *, known: bool = True, said: Told | None = TOLD
) -> None:
    with world.act(who) as gate:
        acts.answer(scoping=found(gate, name), known=known, said=said, gate=gate)


def late(world: World, days: int = 1) -> None:
    day = NOW - timedelta(days=days)
    raw(world, "update scoping set due_on = :d", d=day.isoformat())


def states(world: World, who: str = "chair") -> dict[str, str]:
    with reading_as(world, who) as gate:
        return {line.agency.name: line.state for line in standing.lines(gate=gate)}


def in_review(world: World, path: str = "") -> str:
    return f"/reviews/{world.review}/scoping{path}"


# On both databases


def test_one_request_to_many_and_each_answers_for_itself(world_on_either: World) -> None:
    world = world_on_either
    ids = asked(world, (POLICE, PROBATION, HEALTH), note=SAID)
    answered(world, ids[POLICE], "author")
    answered(world, ids[PROBATION], "probation_senior", known=False, said=None)
    assert states(world) == {POLICE: "known", PROBATION: "not_known", HEALTH: "awaited"}
    late(world)
    assert states(world)[HEALTH] == "late"
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update scoping set owner_id = (select min(owner_id) from scoping)")
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update scoping_answer set answer = 'known'")


def test_a_nil_return_then_something_is_found_and_the_old_answer_stays(
    world_on_either: World,
) -> None:
    world = world_on_either
    ids = asked(world)
    answered(world, ids[POLICE], "manager", known=False, said=None)
    with world.act("author") as gate, pytest.raises(Refused, match="answered this already"):
        acts.answer(scoping=found(gate, ids[POLICE]), known=False, gate=gate)
    answered(world, ids[POLICE], "author")
    answered(world, ids[POLICE], "senior", said=Told(first="2018", last="2024", services="x"))
    assert states(world)[POLICE] == "known"
    with world.act("chair") as gate:
        row = found(gate, ids[POLICE])
        before = [
            (r.answer, said.services) for r, said in standing.replaced(scoping=row, gate=gate)
        ]
    assert before == [("known", SAID), ("not_known", "")]
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update scoping_answer set replaced_at = null")


def test_asked_by_two_at_once_each_agency_has_one_question(world_on_either: World) -> None:
    world = world_on_either
    asked(world, (POLICE, PROBATION))
    everybody = list(world.agencies.values())
    with world.act("board") as gate:
        made, left = acts.ask(agencies=everybody, due_on=SOON, gate=gate)
    assert (len(made), left) == (1, 2)
    with world.act("chair") as gate, pytest.raises(Refused, match="asked already"):
        acts.ask(agencies=everybody, due_on=SOON, gate=gate)
    assert raw(world, "select count(*) from scoping") == [(3,)]


# Who may


def test_an_agency_sees_its_own_and_those_who_ask_see_all(world: World) -> None:
    asked(world)
    with reading_as(world, "chair") as gate:
        assert len(standing.lines(gate=gate)) == 2
    for who in CAST:
        seen = set(states(world, who))
        if who in ASKERS:
            assert seen == {POLICE, PROBATION}
        elif who in POLICE_SIDE:
            assert seen == {POLICE}, who
        else:
            assert seen == ({PROBATION} if who.startswith("probation") else set()), who


def test_whoever_may_not_is_answered_as_if_there_were_nothing(world: World, client: Any) -> None:
    ids = asked(world)
    late(world, 30)
    asks = ("", "/new", "/chase", "/contributions")
    for who in CAST:
        some = visitor(world, client, who)
        nothing = plain(some.get(in_review(world, f"/{'0' * 32}")))
        assert nothing[0] == 404
        for path in (*asks, f"/{ids[POLICE]}/escalate", f"/{ids[POLICE]}/withdraw"):
            answer = some.get(in_review(world, path))
            assert answer.status_code == 200 if who in ASKERS else plain(answer) == nothing
        sides = {POLICE: POLICE_SIDE, PROBATION: {w for w in CAST if "probation" in w}}
        for name, side in sides.items():
            answer = some.get(in_review(world, f"/{ids[name]}"))
            assert (answer.status_code == 200) == (who in ASKERS | side), (who, name)
    for who in CAST:
        answers = POLICE_SIDE - {"police_panel"}
        page = visitor(world, client, who).get(in_review(world, f"/{ids[POLICE]}/answer"))
        assert (page.status_code == 200) == (who in answers), who


def test_whoever_is_stood_down_neither_asks_nor_answers(world: World) -> None:
    ids = asked(world)
    for who, by in (("author", "senior"), ("chair", "board")):
        owner = world.agencies[POLICE] if who == "author" else "board"
        scope = (
            {"scope": "owner", "what": owner}
            if who == "author"
            else {"scope": "review", "what": ""}
        )
        with world.act(by) as gate:
            stand_downs.stand_down(person=world.people[who], why="x", gate=gate, **scope)
    with world.act("author") as gate, pytest.raises(Absent):
        acts.answer(scoping=found(gate, ids[POLICE]), known=False, gate=gate)
    with world.act("chair") as gate, pytest.raises(Absent):
        acts.ask(agencies=[world.agencies[HEALTH]], due_on=SOON, gate=gate)


def test_whoever_is_kept_from_one_owner_presses_the_others_and_is_told_of_them_alone(
    world: World, client: Any
) -> None:
    asked(world, (POLICE, PROBATION, HEALTH))
    late(world)
    for name in (POLICE, HEALTH):
        scope = {"scope": "owner", "what": world.agencies[name]}
        with world.act("board") as gate:
            stand_downs.stand_down(person=world.people["chair"], why="x", gate=gate, **scope)
    chair = visitor(world, client, "chair")
    assert "Remind 1 agency that has not answered" in chair.get("/").text
    page = chair.get(in_review(world, "/chase")).text
    assert PROBATION in page
    assert POLICE not in page
    assert chair.post(in_review(world, "/chase")).status_code == 303
    assert raw(world, "select count(*) from scoping where chased_at is not null") == [(1,)]
    for name in (POLICE, PROBATION):
        owner = world.agencies[name]
        name_of = raw(world, "select id from scoping where owner_id = :o", o=owner)[0][0]
        with world.act("board") as gate:
            acts.withdraw(scoping=found(gate, name_of), why="x", gate=gate)
    page = chair.get(in_review(world)).text
    assert PROBATION in page
    assert POLICE not in page


# What is refused


def test_what_cannot_be_is_refused_in_a_sentence(world: World) -> None:
    ids = asked(world)
    health = [world.agencies[HEALTH]]
    tries: dict[str, Any] = {
        "at least one agency": lambda g: acts.ask(agencies=[], due_on=SOON, gate=g),
        "of the list": lambda g: acts.ask(agencies=["0" * 32], due_on=SOON, gate=g),
        "in the future": lambda g: acts.ask(agencies=health, due_on=NOW, gate=g),
        "within ten years": lambda g: acts.ask(
            agencies=health, due_on=date(NOW.year + 300, 1, 1), gate=g
        ),
        "No answer is overdue": lambda g: acts.chase_all(gate=g),
        "too early": lambda g: acts.escalate(
            scoping=found(g, ids[POLICE]), officer="x", words="x", gate=g
        ),
        "Choose among the agencies": lambda g: further.ask_those_who_know(
            agencies=health, kind="imr", due_on=SOON, gate=g
        ),
    }
    for sentence, act in tries.items():
        with world.act("chair") as gate, pytest.raises(Refused, match=sentence):
            act(gate)
    ahead = Told(first="x", last="x", services="x", secured_on=NOW + timedelta(days=1))
    with world.act("author") as gate, pytest.raises(Refused, match="records were secured"):
        acts.answer(scoping=found(gate, ids[POLICE]), known=True, said=ahead, gate=gate)


def test_after_the_papers_are_destroyed_nobody_is_asked(world: World) -> None:
    asked(world, (POLICE,))
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with world.act("chair") as gate, pytest.raises(Refused, match="destroyed"):
        acts.ask(agencies=[world.agencies[HEALTH]], due_on=SOON, gate=gate)
    (name,) = raw(world, "select id from scoping")[0]
    with world.act("author") as gate, pytest.raises(Refused, match="destroyed"):
        acts.answer(scoping=found(gate, name), known=False, gate=gate)
    late(world)
    with world.act("chair") as gate, pytest.raises(Refused, match="destroyed"):
        acts.chase_all(gate=gate)


# Chasing, escalating, taking back


def test_one_button_reminds_all_that_are_overdue_once_a_day(world: World, client: Any) -> None:
    ids = asked(world, (POLICE, PROBATION, HEALTH))
    answered(world, ids[PROBATION], "probation_author", known=False, said=None)
    late(world)
    chair = visitor(world, client, "chair")
    page = chair.get(in_review(world, "/chase")).text
    assert POLICE in page
    assert HEALTH in page
    assert PROBATION not in page
    gone = chair.post(in_review(world, "/chase"))
    assert gone.status_code == 303
    assert "reminders are on record" in chair.get(gone.headers["location"]).text
    again = chair.post(in_review(world, "/chase"))
    assert again.status_code == 422
    assert "again today" in again.text
    assert "you were reminded" in visitor(world, client, "author").get("/").text
    assert raw(world, "select count(*) from scoping_step where what = 'chased'") == [(2,)]


def test_it_goes_to_a_named_chief_officer_after_its_days(world: World, client: Any) -> None:
    ids = asked(world)
    late(world, 4)
    chair, path = visitor(world, client, "chair"), in_review(world, f"/{ids[POLICE]}/escalate")
    assert "It can be done from" in chair.get(path).text
    early = chair.post(path, {"officer": "Chief Constable", "words": "x"})
    assert early.status_code == 422
    assert "too early" in early.text
    late(world, 5)
    assert "to be verified" not in chair.get(path).text
    lost = chair.post(path, {"officer": "", "words": SAID})
    assert lost.status_code == 422
    assert DRAWN in lost.text
    done = chair.post(path, {"officer": f"Ann Lowe {SAID}", "words": SAID})
    assert done.status_code == 303
    for who in ("chair", "senior"):
        text = visitor(world, client, who).get(in_review(world, f"/{ids[POLICE]}")).text
        assert f"Ann Lowe {DRAWN}" in text
    answered(world, ids[POLICE], "author", known=False, said=None)
    with world.act("chair") as gate, pytest.raises(Refused, match="Nothing is awaited"):
        acts.escalate(scoping=found(gate, ids[POLICE]), officer="x", words="x", gate=gate)


def test_an_agency_that_became_part_of_another_is_taken_back(world: World, client: Any) -> None:
    ids = asked(world)
    path = in_review(world, f"/{ids[POLICE]}")
    chair = visitor(world, client, "chair")
    assert chair.post(f"{path}/withdraw", {"words": ""}).status_code == 422
    assert chair.post(f"{path}/withdraw", {"words": SAID}).status_code == 303
    assert POLICE not in states(world)
    author = visitor(world, client, "author")
    assert DRAWN in author.get(path).text
    refused = author.post(path)
    assert refused.status_code != 303
    assert "taken back" in refused.text
    assert "taken back" in author.post(f"{path}/answer", ANSWER).text
    with world.act("board") as gate:
        assert len(acts.ask(agencies=[world.agencies[POLICE]], due_on=SOON, gate=gate)[0]) == 1


def test_an_agency_without_anybody_is_told_of_to_those_who_ask(world: World, client: Any) -> None:
    with world.act("administrator", "portal") as gate:
        other = directory.add_agency(name="Brynmawr Refuge", kind="voluntary", gate=gate)
    with world.act("board") as gate:
        acts.ask(agencies=[other], due_on=SOON, gate=gate)
    text = visitor(world, client, "board").get(in_review(world)).text
    assert "Nobody from this agency takes part" in text
    assert "administrator to add its senior office" in text


# The pages


@pytest.mark.mission("C054")
def test_the_chair_asks_by_kind_and_those_who_know_are_asked_to_contribute(
    world: World, client: Any
) -> None:
    chair = visitor(world, client, "chair")
    due = {"day": str(SOON.day), "month": str(SOON.month), "year": str(SOON.year)}
    page = chair.get(in_review(world, "/new")).text
    assert "Suggested: by" in page
    assert "to be verified" in page
    empty = chair.post(in_review(world, "/new"), {**due, "note": SAID})
    assert empty.status_code == 422
    assert DRAWN in empty.text
    police, health = world.agencies[POLICE], world.agencies[HEALTH]
    sent = chair.post(
        in_review(world, "/new"), {**due, "kinds_police": "yes", f"agencies_{health}": health}
    )
    assert sent.status_code == 303
    assert set(states(world)) == {POLICE, HEALTH}
    assert "disabled" in chair.get(in_review(world, "/new")).text
    with reading_as(world, "chair") as gate:
        ids = {row.owner_id: row.id for row in acts.standing(gate=gate)}
    author = visitor(world, client, "author")
    assert "Say whether your agency knows" in author.get("/").text
    assert author.post(in_review(world, f"/{ids[police]}/answer"), ANSWER).status_code == 303
    grid = chair.get(in_review(world)).text
    assert "Friday 17 May 2019" in grid
    assert "about spring 2024" in grid
    assert "Head of records" in grid
    form = chair.get(in_review(world, "/contributions")).text
    assert re.search(rf'value="{police}"[^>]*checked', form)
    assert health not in form
    more = {"kind": "information_report", f"agencies_{police}": police, **due}
    assert chair.post(in_review(world, "/contributions"), more).status_code == 303
    again = chair.post(in_review(world, "/contributions"), more)
    assert again.status_code == 422
    assert "asked for this already" in again.text
    with reading_as(world, "author") as gate:
        (row,) = [r for r in requests.requests(gate=gate) if r.kind == "information_report"]
        note = requests.note_of(request=row, gate=gate)
    assert "2019" in note
    assert "about spring 2024" in note


def test_a_nil_return_is_one_click_from_its_task(world: World, client: Any) -> None:
    ids = asked(world)
    manager = visitor(world, client, "manager")
    task = re.search(r'href="([^"]+)"[^>]*>\s*Say whether your agency', manager.get("/").text)
    assert task is not None
    gone = manager.post(task[1])
    assert gone.status_code == 303
    told = manager.get(gone.headers["location"]).text
    assert "your agency does not know them" in told
    assert "Say whether your agency" not in manager.get("/").text
    looked = manager.post(f"{task[1]}/answer", {"known": "no", "note": SAID})
    assert looked.status_code == 303
    assert DRAWN in visitor(world, client, "chair").get(in_review(world, f"/{ids[POLICE]}")).text


WRONG = [
    ({"known": ""}, "Say whether your agency knows them"),
    ({"first": ""}, "Say when the first contact was"),
    ({"contact": ""}, "Say who will be the contact"),
    ({"secured": ""}, "Say whether the records are secured"),
    ({"secured_on": "31/2/2026"}, "real date"),
    ({"secured_by": ""}, "in which role"),
    ({"first": "x" * 201}, "200 characters"),
    ({"note": "x" * 4001}, "4,000 characters"),
    ({"secured_on": "1/1/9998"}, "real date"),
    ({"secured_on": "1/1/1900"}, "within the last ten years"),
]


def test_what_cannot_be_taken_is_told_beside_the_field(world: World, client: Any) -> None:
    ids = asked(world)
    author = visitor(world, client, "author")
    for wrong, sentence in WRONG:
        answer = author.post(in_review(world, f"/{ids[POLICE]}/answer"), {**ANSWER, **wrong})
        assert answer.status_code == 422, wrong
        assert answer.text.count(sentence) >= 2, wrong
        assert "note" in wrong or DRAWN in answer.text


def test_no_page_of_an_agency_tells_who_else_was_asked(world: World, client: Any) -> None:
    ids = asked(world, note=SAID)
    answered(
        world,
        ids[PROBATION],
        "probation_author",
        said=Told(first="canaryfirst", last="x", services="x"),
    )
    author = visitor(world, client, "author")
    for path in ("/", f"/reviews/{world.review}", in_review(world, f"/{ids[POLICE]}")):
        text = author.get(path).text
        assert "canaryfirst" not in text
        assert ids[PROBATION] not in text
