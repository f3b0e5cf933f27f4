"""A subject access request from the letter in hand until it is answered: who, what bars it, when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.db import reading
from portal.gate import rotation
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act, Role
from portal.requests import acts as foi
from portal.reviews import stand_downs
from portal.subject_access import acts, answering, leaving, ready, steps, tasks
from portal.subject_access.models import OUTCOMES
from tests.build import World
from tests.cast import CAST, HEALTH
from tests.policy.asking import reading_as
from tests.renditions.desk import stage
from tests.requests.desk import NOW, seated
from tests.requests.desk import asked as foi_asked
from tests.subject_access.desk import (
    ADDRESS,
    APPLICANT,
    PLANNED,
    asked,
    at,
    begun,
    copy,
    do,
    forward,
    identified,
    of,
    sent,
    sign,
)

pytestmark = pytest.mark.slow


def back(days: int) -> date:
    return NOW - timedelta(days=days)


def due(world: World, name: str) -> date | None:
    with world.act("disclosure") as gate:
        return acts.due_of(request=of(name, gate), gate=gate)


def waits(world: World, answer: str) -> str:
    with world.act("disclosure") as gate:
        row = at(answer, gate)
        return " ".join(ready.why_not(answer=row, request=answering.of(row, gate), gate=gate))


def test_only_the_organisations_own_side_knows_of_a_request(world: World) -> None:
    name = asked(world)
    for who in CAST:
        with world.act(who) as gate:
            rows = acts.requests(gate=gate)
            assert [row.id for row in rows] == ([name] if who in {"senior", "disclosure"} else [])
    for who in set(CAST) - {"disclosure"}:
        with pytest.raises(Absent):
            asked(world, who)
        with pytest.raises(Absent), world.act(who) as gate:
            of(name, gate)
    with reading_as(world, "senior") as gate:
        told = acts.words_of(request=of(name, gate, Act.READ_SAR), gate=gate)
        assert told["applicant"] == APPLICANT


NO_REQUEST: list[tuple[dict[str, Any], str]] = [
    ({"applicant": "-"}, "who asks"),
    ({"applicant": "Anonymous"}, "unknown person"),
    ({"address": "?"}, "reached"),
    ({"words": "  "}, "what is asked"),
    ({"asks_as": "parent"}, "whose information"),
    ({"asks_as": "ghost"}, "as whom"),
    ({"came": "pigeon"}, "how it came"),
    ({"received_on": NOW + timedelta(days=1)}, "."),
    ({"received_on": date(1066, 10, 14)}, "."),
    ({"asks_as": "estate", "subject": "Bo"}, "people who are alive"),
    ({"road": "dead"}, "people who have died"),
    ({"road": "dead", "asks_as": "estate", "subject": "Bo Larch"}, "no health body"),
    ({"foi": "0" * 32}, "Choose one of the requests"),
]


def test_what_is_no_request_is_refused_with_the_next_step(world: World) -> None:
    for given, said in NO_REQUEST:
        with pytest.raises(Refused, match=said):
            asked(world, **given)
    with world.act("disclosure") as gate:
        assert acts.requests(gate=gate) == []


def test_nothing_is_sent_before_identity_was_checked(world: World) -> None:
    name = asked(world)
    made = copy(world, name, PLANNED)
    answer = begun(world, name, copy=made)
    assert ready.NO_IDENTITY in waits(world, answer)
    with pytest.raises(Refused, match="Nobody has checked"):
        forward(world, answer)
    with pytest.raises(Refused, match="Say what you have seen"):
        do(world, steps.show_identity, name, on=NOW, seen="known", words="")
    identified(world, name)
    forward(world, answer)
    with pytest.raises(Refused, match="second person"):
        sign(world, answer, "disclosure")
    with pytest.raises(Absent):
        sign(world, answer, "probation_senior")
    with pytest.raises(Refused, match="day of its signature"):
        sent(world, answer)
    sign(world, answer)
    with pytest.raises(Refused, match="nothing to sign"):
        sign(world, answer)
    sent(world, answer)
    with pytest.raises(Refused):
        sent(world, answer)
    assert stage(world, made) == "released"
    with world.act("disclosure") as gate:
        assert of(name, gate).stage == "answered"
        (row,) = leaving.log(gate=gate)
        assert row[4:] == [OUTCOMES["part"], "s.45(4)(b)", "0", "No"]
        assert not {APPLICANT, ADDRESS} & set(row)
        pack = leaving.parcel(answer=at(answer, gate), marking="OFFICIAL", handling="-", gate=gate)
        assert b"4-copy.pdf" in pack
    with world.act("probation_senior") as gate:
        assert leaving.log(gate=gate) == []


def test_a_child_is_asked_for_with_parental_responsibility_and_may_object(world: World) -> None:
    name = asked(world, asks_as="parent", subject="Jo Thistlewood")
    identified(world, name)
    do(world, steps.search, name, on=NOW, words="Everywhere.")
    answer = begun(world, name, "not_held")
    assert ready.NO_AUTHORITY in waits(world, answer)
    with pytest.raises(Refused, match="fits as whom"):
        do(world, steps.show_authority, name, on=NOW, what="grant", words="Probate")
    do(world, steps.show_authority, name, on=NOW, what="objects", words="She is fifteen.")
    assert ready.CHILD in waits(world, answer)
    do(world, steps.show_authority, name, on=NOW, what="agrees", words="She wrote to us.")
    assert waits(world, answer) == ""


def test_more_time_is_taken_within_the_month_once_and_with_a_reason(world: World) -> None:
    late = asked(world, received_on=back(40))
    with pytest.raises(Refused, match="within the first month"):
        do(world, steps.extend, late, on=NOW, ground="complex", letter="x")
    name = asked(world, received_on=back(10))
    first = due(world, name)
    with pytest.raises(Refused, match="why more time"):
        do(world, steps.extend, name, on=NOW, ground="tired", letter="x")
    do(world, steps.extend, name, on=NOW, ground="complex", letter="Because.")
    assert first is not None
    assert (due(world, name) or first) > first + timedelta(days=55)
    with pytest.raises(Refused, match="once"):
        do(world, steps.extend, name, on=NOW, ground="many", letter="x")


def test_identity_and_questions_move_the_clock_and_its_days_are_checked(world: World) -> None:
    name = asked(world, received_on=back(20))
    do(world, steps.ask_identity, name, on=back(18), letter="Who are you?")
    assert due(world, name) is None
    with pytest.raises(Refused, match="already"):
        do(world, steps.ask_identity, name, on=back(17), letter="Who?")
    with pytest.raises(Refused, match="not be before"):
        identified(world, name, on=back(19))
    with pytest.raises(Refused, match="clock stands"):
        do(world, steps.extend, name, on=back(18), ground="complex", letter="x")
    identified(world, name, on=back(5))
    with pytest.raises(Refused, match="No clarification"):
        do(world, steps.clarify, name, on=NOW, words="x")
    do(world, steps.ask_clarification, name, on=back(3), letter="Which years?")
    assert due(world, name) is None
    do(world, steps.clarify, name, on=back(1), words="All of them.")
    assert (due(world, name) or NOW) > back(5) + timedelta(days=30)


def test_a_late_answer_says_why_and_counts_its_days(world: World) -> None:
    name = asked(world, received_on=back(60))
    identified(world, name, on=back(60))
    do(world, steps.search, name, on=NOW, words="All files.")
    answer = begun(world, name, "not_held")
    forward(world, answer)
    sign(world, answer)
    with pytest.raises(Refused, match="Say why"):
        sent(world, answer)
    sent(world, answer, why_late="Three of us were ill.")
    with world.act("disclosure") as gate:
        assert at(answer, gate).days_late in {29, 30, 31, 32}


def test_a_request_is_refused_as_a_whole_with_reasons_or_not_at_all(world: World) -> None:
    name = asked(world)
    assert ready.NOT_DECIDED in waits(world, begun(world, name, "unfounded"))
    do(world, steps.refuse, name, why="The ninth of the week, to wear us down.")
    with pytest.raises(Refused, match="already"):
        do(world, steps.refuse, name, why="Again")
    with world.act("disclosure") as gate:
        (row,) = answering.answers(request=name, gate=gate)
        found = at(row.id, gate)
        answering.write_anew(answer=found, gate=gate)
        told = answering.texts_of(answer=found, gate=gate)["letter"]
        assert "s.53(1): The ninth of the week" in told
        assert ready.why_not(answer=found, request=of(name, gate), gate=gate) == []
        steps.set_aside(request=of(name, gate), why="It was the first.", gate=gate)
    with pytest.raises(Refused, match="Decide first"):
        forward(world, row.id)


def health_side(world: World) -> None:
    seated(world, "health_officer", HEALTH, Role.DISCLOSURE_OFFICER)


DEAD = {"road": "dead", "subject": "Bo Larch", "who": "health_officer"}


def test_the_dead_have_an_act_of_their_own(world: World) -> None:
    health_side(world)
    name = asked(world, asks_as="estate", **DEAD)
    with world.act("health_officer") as gate:
        row = of(name, gate)
        assert acts.law_for(request=row, gate=gate).code == "health_records"
        assert acts.due_of(request=row, gate=gate) == NOW + timedelta(days=39)
        for act, given in (
            (steps.refuse, {"why": "x"}),
            (steps.extend, {"on": NOW, "ground": "complex", "letter": "x"}),
        ):
            with pytest.raises(Refused):
                act(request=row, **given, gate=gate)
        steps.show_identity(request=row, on=NOW, seen="passport", words="", gate=gate)
        steps.show_authority(request=row, on=NOW, what="grant", words="The grant", gate=gate)
        steps.search(request=row, on=NOW, words="The archive", gate=gate)
        answer = answering.begin(request=row, outcome="not_held", gate=gate)
        assert ready.why_not(answer=answer, request=row, gate=gate) == []
        told = answering.texts_of(answer=answer, gate=gate)["letter"]
        assert "Access to Health Records Act 1990" in told
        assert "section 8 of the Act" in told
        answering.drop(answer=answer, gate=gate)
        gate.session.flush()
        neither = answering.begin(request=row, outcome="neither", silence="x", gate=gate)
        assert "neither" in ready.why_not(answer=neither, request=row, gate=gate)[0]


def test_a_member_of_the_family_as_such_is_told_which_road_there_is(world: World) -> None:
    health_side(world)
    name = asked(world, asks_as="family", **DEAD)
    with world.act("health_officer") as gate:
        row = of(name, gate)
        wrong = answering.begin(request=row, outcome="not_held", gate=gate)
        assert ready.FAMILY in ready.why_not(answer=wrong, request=row, gate=gate)
        answering.drop(answer=wrong, gate=gate)
        gate.session.flush()
        right = answering.begin(request=row, outcome="not_entitled", gate=gate)
        assert ready.why_not(answer=right, request=row, gate=gate) == []
        assert "section 3(1)(f)" in answering.texts_of(answer=right, gate=gate)["letter"]


def test_a_part_goes_the_other_road_and_nobodys_name_goes_with_it(world: World) -> None:
    other = foi_asked(world, applicant="Somebody Else")
    name = asked(world, foi=other)
    with pytest.raises(Refused, match="already"):
        do(world, acts.treat_part, name, foi=other)
    with world.act("disclosure") as gate:
        assert [r.id for r in acts.other_roads(foi=other, gate=gate)] == [name]
        told = acts.words_of(request=of(name, gate), gate=gate)
        assert "Somebody Else" not in str(told)
        theirs = next(r for r in foi.requests(gate=gate) if r.id == other)
        assert APPLICANT not in str(foi.words_of(request=theirs, gate=gate))
    with world.act("probation_senior") as gate:
        assert acts.other_roads(foi=other, gate=gate) == []


def test_what_waits_is_on_the_home_page_of_whoever_may(world: World) -> None:
    name = asked(world)
    identified(world, name)
    do(world, steps.search, name, on=NOW, words="All files.")
    answer = begun(world, name, "not_held")
    forward(world, answer)

    def waiting(who: str) -> list[str]:
        with world.act(who) as gate:
            return [task.what.split(" SAR")[0] for task in tasks.waits(gate=gate)]

    assert waiting("disclosure") == ["Answer subject access request"]
    assert waiting("senior") == ["Sign the answer to subject access request"]
    assert waiting("probation_senior") == waiting("chair") == []
    sign(world, answer)
    assert "Send the answer to subject access request" in waiting("disclosure")
    sent(world, answer)
    assert waiting("disclosure") == waiting("senior") == []
    with pytest.raises(Refused, match="not being worked on"):
        do(world, steps.search, name, on=NOW, words="More")


def test_the_stood_down_and_the_shredded_do_nothing(world: World) -> None:
    name = asked(world)
    with reading(world.vault.engine) as connection:
        rows = connection.exec_driver_sql("select * from access_request").all()
    assert b"Thistlewood" not in repr(rows).encode()
    with world.act("senior") as gate:
        scope = {"scope": "owner", "what": gate.body, "why": "Her cousin."}
        stand_downs.stand_down(person=world.people["disclosure"], **scope, gate=gate)
    with pytest.raises(Absent):
        identified(world, name)
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with pytest.raises((Refused, Absent)):
        asked(world)
    with pytest.raises((Refused, Absent)):
        identified(world, name)
