"""The agreement's pages: who is shown what, and what each button does."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html

from portal.agreements import acts as agreements
from tests.build import World, propose, sign, signed_agreement
from tests.cast import EVERYBODY
from tests.policy.asking import raw, reading_as
from tests.visit import Visitor, open_portal, plain


@pytest.fixture
def portal(world: World) -> Iterator[Any]:
    with open_portal(world) as client:
        yield client


def visitor(client: Any, world: World, who: str) -> Visitor:
    return Visitor(client, world.sign_in(who))


def base(world: World) -> str:
    return f"/reviews/{world.review}/agreement"


def of(world: World, name: str = "first") -> str:
    return f"{base(world)}s/{world.agreements[name]}"


def said(answer: Any) -> str:
    """The page's own words, as they are read."""
    tree = html.document_fromstring(answer.text)
    return " ".join(tree.get_element_by_id("main-content").text_content().split())


def fields(answer: Any) -> dict[str, str]:
    """What the page's own form would send if its button were pressed."""
    form = html.document_fromstring(answer.text).xpath("//main//form")[-1]
    told = {
        one.get("name"): one.get("value") or ""
        for one in form.xpath(".//input[@name]")
        if one.get("type") not in {"checkbox", "radio"} or one.get("checked") is not None
    }
    told |= {one.get("name"): (one.text or "").removeprefix("\n") for one in form.iter("textarea")}
    return {k: v for k, v in told.items() if k not in {"token", "once"}}


def sign_through_the_pages(person: Visitor, where: str) -> Any:
    page = person.get(f"{where}/sign")
    return person.post(f"{where}/sign", {**fields(page), "read": "yes"})


# Reading


def test_the_agreement_reads_as_one_document(world: World, portal: Any) -> None:
    told = said(visitor(portal, world, "health_panel").get(base(world)))
    for words in ("1. What this agreement is", "2.1 To carry out this review", "Paragraph 1"):
        assert words in told
    assert "Westmarch Police Cerys Vaughan, senior office" in told
    assert "Fenwick Health Trust Nobody yet" in told
    words = {w for w, where in world.canaries.items() if where.startswith("agreement")}
    assert all(word in told for word in words)


def test_before_there_is_one_the_page_says_what_that_means(bare_world: World) -> None:
    with open_portal(bare_world) as client:
        told = said(visitor(client, bare_world, "chair").get(base(bare_world)))
        assert "The board has not proposed an agreement yet." in told
        assert "Write the agreement" not in told
        board = visitor(client, bare_world, "board")
        assert "Write the agreement" in said(board.get(base(bare_world)))
        assert "Write the review agreement" in said(board.get("/"))


OFFICES = {"senior", "probation_senior", "board"}


def test_only_an_office_is_offered_what_offices_do(world: World, portal: Any) -> None:
    for who in ("senior", "board", "chair", "author", "health_panel"):
        told = said(visitor(portal, world, who).get(base(world)))
        assert ("What your office can do" in told) is (who in OFFICES)
        assert ("Propose an amendment" in told) is (who == "board")


@pytest.mark.slow
def test_whoever_may_not_gets_the_absent_things_answer(world: World, portal: Any) -> None:
    office = [f"{of(world)}/sign", f"{of(world)}/signed", f"{base(world)}/withdraw"]
    boards = [f"{base(world)}/draft", f"{base(world)}/propose", f"{of(world)}/proposed"]
    for who in EVERYBODY:
        person = visitor(portal, world, who)
        nothing = plain(person.get(f"/reviews/{'0' * 32}/agreement"))
        shut = [*([] if who in OFFICES else office), *([] if who == "board" else boards)]
        if who in {"stranger", "administrator", "auditor"}:
            shut += [base(world), of(world)]
        for path in shut:
            assert plain(person.get(path)) == nothing, (who, path)
    stranger = visitor(portal, world, "stranger")
    for path in (f"{of(world)}/sign", f"{base(world)}/propose", f"{base(world)}/withdraw"):
        told = {"read": "yes", "reason": "x"}
        assert stranger.post(path, told).status_code == 404


# Proposing


@pytest.mark.slow
def test_the_board_writes_the_agreement_from_the_template(bare_world: World) -> None:
    world = bare_world
    with open_portal(world) as client:
        board = visitor(client, world, "board")
        form = board.get(f"{base(world)}/draft")
        typed = fields(form)
        assert typed["purpose_review"] == "yes"
        assert typed["paragraphs"].startswith("1. What each agency knew")
        assert "Criminal Justice Act 2003" in typed["gateway"]
        assert "to be verified" in said(form)
        typed["paragraphs"] += "\nWhat ਸਿਮਰਨ والدة & <b>others</b> said ☂"
        seen = board.post(f"{base(world)}/draft", typed)
        assert seen.status_code == 200
        assert "Paragraph 5 What ਸਿਮਰਨ والدة & <b>others</b> said ☂" in said(seen)
        assert "It comes into force when the board has signed." in said(seen)
        kept = {k: v for k, v in fields(seen).items() if k != "again"}
        back = board.post(f"{base(world)}/draft", {**kept, "again": "yes"})
        assert back.status_code == 200
        assert fields(back) == {**typed, "paragraphs": typed["paragraphs"]}
        sent = board.post(f"{base(world)}/propose", kept)
        assert sent.status_code == 303
        assert "Text 1 was proposed" in said(board.get(sent.headers["location"]))
        with reading_as(world, "chair") as gate:
            terms = agreements.newest(gate=gate)
        assert terms is not None
        assert [number for number, _ in terms.paragraphs] == ["1", "2", "3", "4", "5"]
        assert "Sign the review agreement" in said(visitor(client, world, "senior").get("/"))


@pytest.mark.mission("B006")
@pytest.mark.slow
def test_the_legal_basis_is_picked_from_a_list_that_cites_statutes(
    world: World, portal: Any
) -> None:
    board = visitor(portal, world, "board")
    form = board.get(f"{base(world)}/draft")
    assert "Criminal Justice Act 2003 s.325" in said(form)
    typed = {**fields(form), "gateway": "Words that give way"}
    seen = board.post(f"{base(world)}/draft", {**typed, "statute": "sar"})
    assert "Care Act 2014 sections 44 and 45" in said(seen)
    assert "Words that give way" not in said(seen)
    kept = {k: v for k, v in fields(seen).items() if k != "again"}
    assert board.post(f"{base(world)}/propose", kept).status_code == 303
    with reading_as(world, "chair") as gate:
        terms = agreements.newest(gate=gate)
    assert terms is not None
    assert terms.gateway.startswith("Care Act 2014 sections 44 and 45")
    wrong = board.post(f"{base(world)}/draft", {**typed, "statute": "magic"})
    assert "Choose one of the statutes that are listed." in said(wrong)


WRONG = [
    ({"purpose_review": "", "purpose_overview": "", "purpose_family": "", "purpose_oversight": "",
      "further": ""},
     "Choose at least one purpose, or write one."),
    ({"paragraphs": "  \n "}, "Give at least one paragraph of the terms of reference."),
    ({"paragraphs": "1. One\n1. Two"}, "Two paragraphs have the same number. Give each its own."),
    ({"paragraphs": "\n".join("x" for _ in range(61))}, "Use 60 lines or fewer."),
    ({"paragraphs": "x" * 2001}, "Each line must be 2,000 characters or fewer."),
    ({"gateway": ""}, "Name the statute under which you may share."),
    ({"gateway": "x" * 6001}, "Use 6,000 characters or fewer."),
    ({"gateway": "a\0b"}, "Take out the character that cannot be stored, then try again."),
    ({"regime": "Police under Part 3"}, "Begin each line with a kind of agency and a colon."),
    ({"regime": "Police: a\nPolice: b"}, "Police stands there twice. Put it into one line."),
    ({"confidence": ""}, "Say how the duty of confidence is met."),
    ({"handling": ""}, "Give at least one condition."),
    ({"day": "31", "month": "2"}, "The day of the next look must be a real date, such as 31 3 2027."),
    ({"day": ""}, "The day of the next look must be a real date, such as 31 3 2027."),
    ({"year": "2001"}, "The day of the next look must be in the future."),
]  # fmt: skip


@pytest.mark.slow
def test_each_fault_of_a_draft_is_a_sentence_and_nothing_typed_is_lost(world: World, portal: Any) -> None:  # fmt: skip
    board = visitor(portal, world, "board")
    typed = fields(board.get(f"{base(world)}/draft"))
    typed |= {"further": "Typed with care"}
    for change, sentence in WRONG:
        for path in ("draft", "propose"):
            answer = board.post(f"{base(world)}/{path}", {**typed, **change})
            assert sentence in said(answer), (change, path)
            assert (typed | change)["further"] in answer.text
            assert answer.status_code in {200, 422}
    assert raw(world, "select count(*) as n from agreement")[0].n == 1


@pytest.mark.slow
def test_an_amendment_shows_what_it_changes_and_waits(world: World, portal: Any) -> None:
    board = visitor(portal, world, "board")
    typed = fields(board.get(f"{base(world)}/draft"))
    lines = typed["paragraphs"].splitlines()
    typed["paragraphs"] = "\n".join([*lines[1:], "What others saw"])
    seen = board.post(f"{base(world)}/draft", typed)
    assert "Paragraph 1 Was:" in said(seen)
    assert "Taken out." in said(seen)
    assert "Paragraph 3 Added: What others saw" in said(seen)
    sent = board.post(f"{base(world)}/propose", fields(seen))
    name = sent.headers["location"].split("/")[-2]
    shown = said(visitor(portal, world, "probation_senior").get(f"{base(world)}s/{name}"))
    assert (
        "It comes into force when these have signed: Aldermere Probation, the commissioning board "
        "and Westmarch Police." in shown
    )
    told = said(visitor(portal, world, "chair").get(base(world)))
    assert "Text 1 In force" in told
    assert "Text 2, proposed on" in told
    office = said(visitor(portal, world, "senior").get(base(world)))
    assert "Read and sign text 2" in office
    home = said(visitor(portal, world, "probation_senior").get("/"))
    assert "Sign the amended agreement, in Hawthorn 41" in home


# Signing


def test_an_office_signs_what_it_has_read(bare_world: World) -> None:
    world = bare_world
    propose(world)
    with open_portal(world) as client:
        senior = visitor(client, world, "senior")
        page = senior.get(f"{of(world)}/sign")
        assert "This text comes into force when these have signed too" in said(page)
        unread = senior.post(f"{of(world)}/sign", fields(page))
        assert unread.status_code == 422
        assert "Tick the box to say that you have read the agreement." in said(unread)
        sent = senior.post(f"{of(world)}/sign", {**fields(page), "read": "yes"})
        told = said(senior.get(sent.headers["location"]))
        assert "Cerys Vaughan signed for Westmarch Police" in told
        assert "Nothing of yours is shared until your office signs a release." in told
        assert "Sign the review agreement" not in said(senior.get("/"))


def test_the_second_of_two_officers_is_told_that_it_is_done(bare_world: World) -> None:
    world = bare_world
    propose(world)
    with open_portal(world) as client:
        first, second = (visitor(client, world, "senior") for _ in range(2))
        open_page = second.get(f"{of(world)}/sign")
        sign_through_the_pages(first, of(world))
        sent = second.post(f"{of(world)}/sign", {**fields(open_page), "read": "yes"})
        assert sent.status_code == 303
        assert "Nothing more is needed." in said(second.get(sent.headers["location"]))
        again = second.get(f"{of(world)}/sign")
        assert "Text 1 is not waiting for you" in said(again)
        assert raw(world, "select count(*) as n from signature")[0].n == 1


def test_a_text_that_changed_meanwhile_is_not_signed(world: World, portal: Any) -> None:
    propose(world, "second")
    senior = visitor(portal, world, "senior")
    page = senior.get(f"{of(world, 'second')}/sign")
    propose(world, "third")
    late = senior.post(f"{of(world, 'second')}/sign", {**fields(page), "read": "yes"})
    assert late.status_code == 403
    assert "has changed since you read it" in said(late)
    assert "Another text has taken the place" in said(senior.get(f"{of(world, 'second')}/sign"))
    newest = senior.get(f"{of(world, 'third')}/sign")
    forged = senior.post(
        f"{of(world, 'third')}/sign", {**fields(newest), "digest": "0" * 64, "read": "yes"}
    )
    assert forged.status_code == 403


def test_the_same_form_sent_twice_signs_once(bare_world: World) -> None:
    world = bare_world
    propose(world)
    with open_portal(world) as client:
        senior = visitor(client, world, "senior")
        page = senior.get(f"{of(world)}/sign")
        once = re.search(r'name="once" value="([^"]+)"', page.text)
        assert once
        told = {**fields(page), "read": "yes", "once": once[1]}
        answers = [senior.post(f"{of(world)}/sign", told).headers["location"] for _ in range(2)]
        assert len(set(answers)) == 1
    assert raw(world, "select count(*) as n from signature")[0].n == 1


# Withdrawing


def test_a_withdrawal_says_what_closes_and_closes_it(world: World, portal: Any) -> None:
    senior = visitor(portal, world, "senior")
    page = senior.get(f"{base(world)}/withdraw")
    assert (
        "At once, 2 sections of yours will close for 4 people of other bodies, and what others "
        "have released to Westmarch Police closes for its 7 people." in said(page)
    )
    empty = senior.post(f"{base(world)}/withdraw", {"reason": " "})
    assert empty.status_code == 422
    assert "Say why your organisation withdraws." in said(empty)
    reader = visitor(portal, world, "probation_panel")
    assert "canary" in reader.get(f"/reviews/{world.review}/read").text
    sent = senior.post(f"{base(world)}/withdraw", {"reason": "A secret reason"})
    told = said(senior.get(sent.headers["location"]))
    assert "Westmarch Police withdrew from the agreement on" in told
    after = reader.get(f"/reviews/{world.review}/read")
    assert "canary" not in after.text
    assert "Westmarch Police ended its sharing" in said(after)
    everybody = said(reader.get(base(world)))
    assert "Withdrew on" in everybody
    assert "A secret reason" not in everybody
    assert "There is nothing to withdraw" in said(senior.get(f"{base(world)}/withdraw"))
    assert senior.post(f"{base(world)}/withdraw", {"reason": "Again"}).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "called"),
    [("probation_senior", "Aldermere Probation"), ("board", "the commissioning board")],
)
def test_rule_13_who_had_read_is_told_whose_withdrawal_closed_the_words(
    world: World, portal: Any, who: str, called: str
) -> None:
    read, unread = visitor(portal, world, "probation_panel"), visitor(portal, world, "lay")
    path = f"/reviews/{world.review}/read"
    read.get(path)
    visitor(portal, world, who).post(f"{base(world)}/withdraw", {"reason": "A secret reason"})
    told = said(read.get(path))
    assert "Words of Westmarch Police that you read here closed on" in told
    assert f"when {called} withdrew from the review agreement." in told
    assert "secret" not in told
    for other in (unread, visitor(portal, world, "probation_author")):
        assert "withdrew" not in said(other.get(path)), "she had read nothing"


@pytest.mark.slow
def test_the_boards_withdrawal_is_said_to_close_everything(world: World, portal: Any) -> None:
    board = visitor(portal, world, "board")
    page = board.get(f"{base(world)}/withdraw")
    assert "nobody in this review can read what another body has released" in said(page)
    board.post(f"{base(world)}/withdraw", {"reason": "A change of law"})
    assert "Suspended" in said(visitor(portal, world, "chair").get(base(world)))
    sign_through_the_pages(board, of(world))
    assert "In force" in said(board.get(base(world)))


def test_before_anything_is_signed_there_is_nothing_to_withdraw(bare_world: World) -> None:
    propose(bare_world)
    with open_portal(bare_world) as client:
        senior = visitor(client, bare_world, "senior")
        assert "There is nothing to withdraw" in said(senior.get(f"{base(bare_world)}/withdraw"))
        assert senior.get(f"{base(bare_world)}/withdrawn").status_code == 404


# What waits


@pytest.mark.slow
def test_who_has_withdrawn_is_not_asked_to_sign_again(world: World, portal: Any) -> None:
    senior = visitor(portal, world, "senior")
    assert "agreement" not in said(senior.get("/"))
    senior.post(f"{base(world)}/withdraw", {"reason": "It was decided"})
    assert "Sign the" not in said(senior.get("/"))
    assert "Sign this agreement" in said(senior.get(base(world)))


@pytest.mark.slow
def test_an_agreement_signed_by_everybody_waits_for_nobody(bare_world: World) -> None:
    signed_agreement(bare_world)
    with open_portal(bare_world) as client:
        for who in OFFICES:
            assert "Sign the" not in said(visitor(client, bare_world, who).get("/"))
    propose(bare_world, "second")
    sign(bare_world, "board")
    with open_portal(bare_world) as client:
        assert "Sign the" not in said(visitor(client, bare_world, "board").get("/"))
        assert "Sign the amended" in said(visitor(client, bare_world, "senior").get("/"))
