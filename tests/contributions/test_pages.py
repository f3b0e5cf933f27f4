"""The pages of requests and contributions: who is answered how, and that nothing typed is lost."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.contributions import acts
from portal.contributions.models import Decision, Request, RequestStep, State
from portal.db import new_id
from portal.documents import acts as documents
from portal.documents.models import Version
from portal.documents.words import Paragraph
from portal.gate.policy import Act
from portal.reviews import stand_downs
from tests.build import World
from tests.cast import CAST, HEALTH, PROBATION
from tests.commissions import begin, commission, commissioned, go
from tests.contributions.test_moves import asking, rewrite, sign, state, to_manager
from tests.policy.asking import raw, reads, titles
from tests.visit import plain, visitor

SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"
LATER = datetime.now(UTC) + timedelta(days=50)
DATE = {"day": str(LATER.day), "month": str(LATER.month), "year": str(LATER.year)}


def in_review(world: World, path: str) -> str:
    return f"/reviews/{world.review}/{path}"


def asked_for(world: World, **more: str) -> dict[str, str]:
    return {"agency": world.agencies[HEALTH], "kind": "imr", **DATE, **more}


def document_of(world: World, asked: str) -> str:
    with world.vault.engine.connect() as connection:
        query = sa.select(Request.document_id).where(Request.id == asked)
        return str(connection.execute(query).scalar_one())


def test_the_chair_asks_and_is_told_what_is_next(world: World, client: Any) -> None:
    chair = visitor(world, client, "chair")
    answer = chair.post(in_review(world, "requests/new"), asked_for(world, note=SAID))
    assert answer.status_code == 303
    told = chair.get(answer.headers["location"]).text
    assert "The agency has been asked" in told
    assert DRAWN in told
    again = chair.post(in_review(world, "requests/new"), asked_for(world))
    assert again.status_code == 422
    assert "has been asked for this already" in again.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"agency": ""}, "Choose the agency"),
        ({"agency": "x' or 1=1"}, "Choose the agency"),
        ({"agency": "0" * 32}, "Choose one of the agencies"),
        ({"kind": ""}, "Choose what you are asking for"),
        ({"kind": "overview"}, "Choose what you are asking for"),
        ({"day": "", "month": "", "year": ""}, "Enter the date"),
        ({"day": "31", "month": "2"}, "must be a real date"),
        ({"day": "٣"}, "must be a real date"),
        ({"year": "99999"}, "must be a real date"),
        ({"year": "0"}, "must be a real date"),
        ({"year": "1999"}, "must be in the future"),
        ({"note": "x" * 10_001}, "10,000 characters"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_the_field_and_nothing_is_lost(
    world: World, client: Any, wrong: dict[str, str], sentence: str
) -> None:
    fields = asked_for(world, **{"note": SAID, **wrong})
    answer = visitor(world, client, "chair").post(in_review(world, "requests/new"), fields)
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2
    assert (DRAWN if "note" not in wrong else "x" * 10_001) in answer.text


@pytest.mark.parametrize("who", ["author", "manager", "probation_panel", "lay", "stranger"])
def test_whoever_may_not_ask_is_answered_as_if_there_were_nothing(
    world: World, client: Any, who: str
) -> None:
    asked = commission(world, HEALTH)
    someone = visitor(world, client, who)
    nothing = plain(someone.get(in_review(world, f"requests/{new_id()}")))
    assert nothing[0] == 404
    for path in ("requests", "requests/new", f"requests/{asked}", f"requests/{asked}/chase"):
        assert plain(someone.get(in_review(world, path))) == nothing
    for path in ("requests/new", f"requests/{asked}/withdraw", f"requests/{asked}/begin"):
        assert plain(someone.post(in_review(world, path), {"words": "x"})) == nothing
    assert state(world, asked) == State.ASKED


def test_each_step_of_the_way_is_answered_to_its_own_person_alone(
    world: World, client: Any
) -> None:
    asked = commissioned(world)
    document = document_of(world, asked)
    right = {
        "submit": "author", "send-back": "manager", "sign-off": "manager", "decide": "senior",
        "query": "chair", "accept": "chair",
    }  # fmt: skip
    for who in CAST:
        someone = visitor(world, client, who)
        nothing = plain(someone.get(in_review(world, f"contributions/{new_id()}")))
        for step, whose in right.items():
            path = in_review(world, f"contributions/{document}/{step}")
            answers = someone.get(path), someone.post(path, {"words": "x", "seen": new_id()})
            if who == whose:
                assert answers[0].status_code == 200
                assert answers[1].status_code == 422, "it stands otherwise now"
            else:
                assert plain(answers[0]) == plain(answers[1]) == nothing, (who, step)
    assert state(world, asked) == State.WITH_PANEL


def test_a_contribution_is_the_owners_until_the_panel_is_given_it(
    world: World, client: Any
) -> None:
    asked = to_manager(world)
    path = in_review(world, f"contributions/{document_of(world, asked)}")
    ours = {"author", "manager", "senior", "disclosure", "standards", "lawyer", "police_panel"}
    for who in CAST:
        assert visitor(world, client, who).get(path).status_code == (200 if who in ours else 404)
    go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two"))
    both = [world.versions["One"], world.versions["Two"]]
    go(world, asked, "senior", acts.decide, seen=both, shared=[], why=SAID)
    for who in CAST:
        answer = visitor(world, client, who).get(path)
        assert answer.status_code == (200 if who in {*ours, "chair", "board"} else 404)
        assert (DRAWN in answer.text) == (who in {"senior", "disclosure"})


def test_the_chair_learns_nothing_of_what_is_in_it(world: World, client: Any) -> None:
    """Rule 16: no number, no class, no title of a section that is not open to her."""
    asked = commissioned(world)
    path = in_review(world, f"contributions/{document_of(world, asked)}")
    text = visitor(world, client, "chair").get(path).text
    assert "No section is open to you here" in text
    assert "nobody yet" in text
    assert "Chronology, version" not in text
    assert not [where for word, where in world.canaries.items() if word in text]


def test_comments_sent_back_stand_before_the_author_and_stay_on_her_side(
    world: World, client: Any
) -> None:
    asked = to_manager(world)
    document = document_of(world, asked)
    path = in_review(world, f"contributions/{document}/send-back")
    manager = visitor(world, client, "manager")
    assert manager.post(path, {"words": " "}).status_code == 422
    huge = manager.post(path, {"words": "y" * 10_001})
    assert huge.status_code == 422
    assert "y" * 10_001 in huge.text
    fields = {"words": SAID, "once": new_id()}
    first, again = manager.post(path, fields), manager.post(path, fields)
    assert first.headers["location"] == again.headers["location"]
    page = in_review(world, f"contributions/{document}")
    assert DRAWN in visitor(world, client, "author").get(page).text
    assert DRAWN not in visitor(world, client, "police_panel").get(page).text
    assert (
        DRAWN not in visitor(world, client, "chair").get(in_review(world, f"requests/{asked}")).text
    )


def test_what_needs_to_change_in_a_section_stands_beside_it_for_its_author(
    world: World, client: Any
) -> None:
    asked = to_manager(world)
    document, one = document_of(world, asked), world.versions["One"]
    path = in_review(world, f"contributions/{document}/send-back")
    manager, author = (visitor(world, client, who) for who in ("manager", "author"))
    assert manager.get(path).text.count('name="remark-') == 2, "the closed one is not his to see"
    for fields in ({}, {f"remark-{one}": " "}, {"remark-x": "y"}):
        answer = manager.post(path, fields)
        assert answer.status_code == 422
        assert "Say what needs to change, in a section or in the whole." in answer.text
    huge = manager.post(path, {f"remark-{one}": "y" * 10_001, "words": "kept"})
    assert (huge.status_code, "y" * 10_001 in huge.text, "kept" in huge.text) == (422, True, True)
    assert manager.post(path, {f"remark-{one}": SAID}).status_code == 303
    for page in (f"contributions/{document}", f"sections/{one}/edit"):
        assert author.get(in_review(world, page)).text.count(DRAWN) >= 1, page
        assert visitor(world, client, "police_panel").get(in_review(world, page)).text.count(
            "Asked for when it was sent back"
        ) == 0  # fmt: skip
    rewrite(world, "One")
    go(world, asked, "author", acts.submit)
    again = manager.get(in_review(world, f"contributions/{document}/sign-off")).text
    assert DRAWN in again
    assert "See what changed" in again
    assert "Changed since it was sent back." in again


def test_a_section_that_is_closed_to_the_manager_leaves_no_trace_in_his_form(
    world: World, client: Any
) -> None:
    asked = to_manager(world)
    hidden = world.versions["Two"]
    with world.act("senior") as gate:
        section = gate.find(Version, hidden, Act.READ_SECTION).section_id
        stand_downs.stand_down(
            person=world.people["manager"], scope="section", what=section, why="x", gate=gate
        )
    path = in_review(world, f"contributions/{document_of(world, asked)}/sign-off")
    page = visitor(world, client, "manager").get(path).text
    assert hidden not in page
    assert "1 section" in page
    fields = {"seen": world.versions["One"]}
    assert visitor(world, client, "manager").post(path, fields).status_code == 303


def test_two_managers_two_forms_and_the_second_keeps_what_he_typed(
    world: World, client: Any
) -> None:
    asked = to_manager(world)
    path = in_review(world, f"contributions/{document_of(world, asked)}/send-back")
    manager = visitor(world, client, "manager")
    assert manager.post(path, {"words": "First"}).status_code == 303
    second = manager.post(path, {"words": SAID})
    assert second.status_code == 422
    assert "moved on" in second.text
    assert DRAWN in second.text


def test_a_form_without_its_list_of_sections_signs_nothing(world: World, client: Any) -> None:
    asked = to_manager(world)
    path = in_review(world, f"contributions/{document_of(world, asked)}/sign-off")
    manager = visitor(world, client, "manager")
    for seen in ("", "x", ",", "'--", ",".join([new_id()] * 500)):
        assert manager.post(path, {"seen": seen}).status_code == 422
    assert state(world, asked) == State.WITH_MANAGER


def test_tasks_wait_for_whose_turn_it_is_and_for_nobody_else(world: World, client: Any) -> None:
    def told(who: str) -> str:
        return visitor(world, client, who).get("/").text

    asked = commission(world)
    assert "Begin the chronology that Westmarch Police was asked for" in told("author")
    for who in ("manager", "senior", "chair", "probation_author", "disclosure"):
        assert "chronology" not in told(who)
    asking(world, asked, "chair", acts.chase)
    assert "you were reminded" in told("author")
    begin(world, asked, [("chronology", "One")])
    go(world, asked, "author", acts.submit)
    assert "Sign off the chronology" in told("manager")
    assert "chronology" not in told("author")
    go(world, asked, "manager", acts.sign_off, **sign(world, "One"))
    assert "Decide what is shared of the chronology" in told("senior")
    go(world, asked, "senior", acts.decide, **sign(world, "One"), shared=[], why="No")
    assert "Accept the chronology of Westmarch Police" in told("chair")
    assert "chronology" not in told("board")


def its_date_has_passed(world: World, asked: str) -> None:
    past = (datetime.now(UTC) - timedelta(days=9)).date()
    with world.vault.engine.begin() as connection:
        connection.execute(sa.update(Request).where(Request.id == asked).values(due_on=past))


def test_what_was_handed_over_and_is_reopened_is_not_late(world: World, client: Any) -> None:
    asked = commissioned(world, "One")
    its_date_has_passed(world, asked)
    rewrite(world, "One")
    go(world, asked, "author", acts.submit)
    chair = visitor(world, client, "chair")
    home, page = chair.get("/").text, chair.get(in_review(world, f"requests/{asked}")).text
    assert "With the senior manager" in page
    assert "Send a reminder" in page
    for late in ("overdue", "Overdue", "late since", "Change the date"):
        assert late not in home + page + visitor(world, client, "manager").get("/").text


@pytest.mark.mission("C042")
def test_an_agency_that_never_answers_is_overdue_with_a_next_step(
    world: World, client: Any
) -> None:
    asked = commission(world, PROBATION)
    its_date_has_passed(world, asked)
    for who in ("chair", "board"):
        someone = visitor(world, client, who)
        assert "which is overdue" in someone.get("/").text
        page = someone.get(in_review(world, "requests")).text
        assert "Overdue" in page
        assert "Remind the agency" in page
    asking(world, asked, "chair", acts.chase)
    assert (
        "Ring its senior office"
        in visitor(world, client, "board").get(in_review(world, "requests")).text
    )


def test_the_words_of_requests_are_nowhere_in_plain(world: World, client: Any) -> None:
    """As the database has them, and not as a model reads them, which has drawn a seal over them."""
    commissioned(world)
    for model, plain_word in ((Request, b"with_panel"), (RequestStep, b"asked"), (Decision, b"")):
        rows = raw(world, f"select * from {model.__tablename__}")
        assert rows
        held = b" ".join(v if isinstance(v, bytes) else str(v).encode() for r in rows for v in r)
        assert plain_word in held, "what is plain is seen here"
        assert not [word for word in world.canaries if word.encode() in held]


def test_signed_off_words_can_be_withdrawn_while_newer_ones_are_written(
    world: World, client: Any
) -> None:
    with world.act("author") as gate:
        old = gate.session.get(Version, world.versions["Context"])
        documents.write(
            section=old.section, title="Newer", paragraphs=[Paragraph(new_id(), "p", "So")],
            gate=gate,
        )  # fmt: skip
    senior = visitor(world, client, "senior")
    page = in_review(world, f"contributions/{world.document}")
    way = in_review(world, f"sections/{world.versions['Context']}/withdraw")
    assert way in senior.get(page).text
    assert "Withdraw" in senior.get(way).text
    assert senior.post(way, {"words": "It names a witness."}).status_code == 303
    assert way not in senior.get(page).text
    assert "Context" not in titles(world, reads(world, "probation_panel"))


@pytest.mark.parametrize("who", ["author", "manager", "senior"])
def test_each_link_of_a_contribution_leads_somewhere(world: World, client: Any, who: str) -> None:
    """Also where another room's page is to come: then there is no link."""
    asked = commissioned(world)
    someone = visitor(world, client, who)
    page = someone.get(in_review(world, f"contributions/{document_of(world, asked)}")).text
    led = {h.partition("#")[0] for h in re.findall(r'href="(/reviews/[^"]+)"', page)}
    assert any(h.endswith("/questions") for h in led)
    assert {h: someone.get(h).status_code for h in led} == dict.fromkeys(led, 200)
