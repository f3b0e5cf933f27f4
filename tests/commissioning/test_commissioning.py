"""Commissioning: the letter and its receipt, the template, and what a review must have."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from portal.commissioning import acts, letters, mandatory
from portal.commissioning.letters import Wanted
from portal.commissioning.models import Waiver
from portal.contributions import acts as contributions
from portal.contributions import standing
from portal.contributions.models import State
from portal.db import new_id
from portal.documents import acts as documents
from portal.documents.models import Version
from portal.documents.words import Paragraph
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import Act
from portal.reviews import titles
from portal.reviews.kinds import kinds as review_kinds
from tests.build import World
from tests.cast import CAST, HEALTH, POLICE, PROBATION
from tests.commissions import begin, commission, found_request, go
from tests.policy.asking import raw, reading_as
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"
POLICE_SIDE = {name for name, part in CAST.items() if part.agency == POLICE}
SEE = {"author", "manager", "senior", "disclosure", "police_panel", "chair", "board"}
TELLS = {"author", "manager", "senior"}


def in_review(world: World, path: str) -> str:
    return f"/reviews/{world.review}/{path}"


def written(world: World, asked: str, *lines: str, who: str = "chair") -> None:
    with world.act(who) as gate:
        told = Wanted(lines, "The SMB's office")
        acts.write(request=found_request(asked, gate), told=told, gate=gate)


def acknowledged(world: World, asked: str, number: int = 0, who: str = "author") -> None:
    with world.act(who) as gate:
        acts.acknowledge(request=found_request(asked, gate), number=number, gate=gate)


def missing(world: World, who: str = "board") -> list[bool]:
    with reading_as(world, who) as gate:
        return [one.missing for one in mandatory.standing(gate=gate)]


def found_waiver(gate: Gate) -> Waiver:
    return gate.session.execute(sa.select(Waiver).order_by(Waiver.id).limit(1)).scalar_one()


# The letter


@pytest.mark.mission("C223", "C204")
def test_a_request_has_its_letter_which_the_agency_acknowledges(
    world_on_either: World,
) -> None:
    world = world_on_either
    asked = commission(world, kind="imr")
    with reading_as(world, "chair") as gate:
        assert [row.id for row in acts.unacknowledged(gate=gate)] == [asked]
    written(world, asked, "1. What was known", SAID)
    with world.act("author") as gate, pytest.raises(Refused, match="Read it again"):
        acts.acknowledge(request=found_request(asked, gate), number=0, gate=gate)
    acknowledged(world, asked, 1)
    with world.act("manager") as gate, pytest.raises(Refused, match="acknowledged already"):
        acts.acknowledge(request=found_request(asked, gate), number=1, gate=gate)
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "insert into request_receipt select '" + new_id() + "', review_id, owner_id, "
            "request_id, number, received_by, received_at from request_receipt")  # fmt: skip
    with reading_as(world, "chair") as gate:
        assert acts.unacknowledged(gate=gate) == []
    written(world, asked, "Another line", who="board")
    with reading_as(world, "chair") as gate:
        assert [row.id for row in acts.unacknowledged(gate=gate)] == [asked], "a new letter"
        row = standing.requests(gate=gate)[0]
        assert acts.wanted(request=row, gate=gate).lines == ("Another line",)
    assert raw(world, "select count(*) from commission_letter") == [(2,)]


@pytest.mark.mission("C223")
def test_the_letter_says_who_asks_for_what_by_when_and_what_belongs_in_it(
    world: World, client: Any
) -> None:
    chair = visitor(world, client, "chair")
    asked = commission(world, kind="imr", note=SAID)
    path = in_review(world, f"requests/{asked}")
    form = chair.get(f"{path}/commission").text
    assert "Terms of reference of the review agreement" in form
    assert "1. What was known" in form
    lost = chair.post(f"{path}/commission", {"own": SAID, "contact": ""})
    assert lost.status_code == 422
    assert DRAWN in lost.text
    stale = chair.post(f"{path}/commission", {"line_77": "77", "contact": "x"})
    assert stale.status_code == 422
    told = {"line_2": "2", "own": f"{SAID}\n\nSecond line", "contact": "SMB office"}
    done = chair.post(f"{path}/commission", told)
    assert done.status_code == 303
    again = chair.post(f"{path}/commission", told)
    assert "says already" in again.text
    text = visitor(world, client, "author").get(f"{path}/letter").text
    wanted = [
        "MAPPA serious case review", "Hawthorn 41", "Internal management review (IMR)",
        "Leonard Ashby", "for the Strategic Management Board (SMB)", "2. What was done", DRAWN, "Second line", "SMB office", POLICE,
        "Secure every record", "By the rule it would be", "to be verified",
        *(one.title for one in letters.headings()),
    ]  # fmt: skip
    assert [one for one in wanted if one not in text] == []
    assert "1. What was known" not in text
    assert "line_2" in chair.get(f"{path}/commission").text


@pytest.mark.mission("C204")
def test_who_reads_the_letter_and_who_acknowledges_it(world: World, client: Any) -> None:
    asked = commission(world, kind="imr")
    path = in_review(world, f"requests/{asked}/letter")
    for who in CAST:
        some = visitor(world, client, who)
        nothing = plain(some.get(in_review(world, f"requests/{new_id()}")))
        answer = some.get(path)
        assert answer.status_code == 200 if who in SEE else plain(answer) == nothing
        assert ("Acknowledge this letter" in answer.text) == (who in TELLS)
        if who not in TELLS:
            assert plain(some.post(path, {"number": "0"})) == nothing
    author = visitor(world, client, "author")
    assert "Acknowledge the commissioning letter" in author.get("/").text
    for odd in ("", "x", "²", "9" * 40):
        assert author.post(path, {"number": odd}).status_code == 422
    assert author.post(path, {"number": "0"}).status_code == 303
    assert "Acknowledge the commissioning letter" not in author.get("/").text
    chair = visitor(world, client, "chair")
    assert "Received by Amina Rahman" in chair.get(path).text
    assert "Acknowledged" in chair.get(in_review(world, "requests")).text


def test_letters_that_nobody_acknowledged_are_chased_with_one_button(
    world: World, client: Any
) -> None:
    first, other = commission(world, kind="imr"), commission(world, HEALTH, kind="imr")
    acknowledged(world, first)
    chair = visitor(world, client, "chair")
    assert "1 commissioning letter that nobody has acknowledged" in chair.get("/").text
    page = chair.get(in_review(world, "requests/unacknowledged")).text
    assert HEALTH in page
    assert POLICE not in page
    assert chair.post(in_review(world, "requests/unacknowledged")).status_code == 303
    assert chair.post(in_review(world, "requests/unacknowledged")).status_code == 422
    chased = raw(world, "select request_id from request_step where what = 'chased'")
    assert chased == [(other,)]
    with world.act("chair") as gate:
        contributions.withdraw(request=found_request(other, gate), why="x", gate=gate)
    with world.act("chair") as gate, pytest.raises(Refused, match="nothing to commission"):
        acts.write(request=found_request(other, gate), told=Wanted(("x",), "x"), gate=gate)


# The template


@pytest.mark.mission("C081")
def test_empty_headings_are_not_signed_off_and_a_written_one_is(world: World, client: Any) -> None:
    asked = commission(world, kind="imr")
    document = begin(world, asked)
    author = visitor(world, client, "author")
    path = in_review(world, f"contributions/{document}")
    assert "template" in author.get(path).text
    assert author.post(f"{path}/template").status_code == 303
    again = author.post(f"{path}/template")
    assert again.status_code == 422
    text = author.get(path).text
    assert [one.title for one in letters.headings() if one.title not in text] == []
    with reading_as(world, "author") as gate:
        rows = documents.newest(document=document, gate=gate)
        assert len(rows) == len(letters.headings())
        assert standing.to_sign(document, gate) == []
    with pytest.raises(Refused, match="no new words"):
        go(world, asked, "author", contributions.submit)
    assert author.get(in_review(world, f"sections/{rows[6].id}/edit")).status_code == 200
    with world.act("author") as gate:
        version = gate.find(Version, rows[6].id, Act.WRITE_SECTION)
        made = documents.write(
            section=version.section, title="Chronology",
            paragraphs=[Paragraph(new_id(), "p", SAID)], gate=gate,
        )  # fmt: skip
        name = made.id
    go(world, asked, "author", contributions.submit)
    go(world, asked, "manager", contributions.sign_off, seen=[name])
    go(world, asked, "senior", contributions.decide, seen=[name], shared=[name], why="")
    with reading_as(world, "chair") as gate:
        (row,) = [r for r in standing.requests(gate=gate) if r.id == asked]
        assert row.state == State.WITH_PANEL
    drafts = raw(world, "select count(*) from section_version v join section s on "
                 "s.id = v.section_id where s.document_id = :d and v.stage = 'signed_off'",
                 d=document)  # fmt: skip
    assert drafts == [(1,)]


def test_a_heading_is_no_answer_so_an_agency_can_still_say_that_it_holds_nothing(
    world: World,
) -> None:
    asked = commission(world, kind="imr")
    begin(world, asked)
    assert go(world, asked, "author", acts.premake) == len(letters.headings())
    with world.act("manager") as gate:
        contributions.return_nil(request=found_request(asked, gate), searched=SAID, gate=gate)
    other = commission(world, kind="chronology")
    begin(world, other)
    with pytest.raises(Refused, match="template"):
        go(world, other, "author", acts.premake)
    with pytest.raises(Absent):
        go(world, other, "probation_author", acts.premake)


# What a review must have


@pytest.mark.mission("A007")
def test_a_mappa_scr_lacks_the_polices_imr_until_it_is_handed_over(
    world_on_either: World,
) -> None:
    world = world_on_either
    assert missing(world) == [True]
    commission(world, PROBATION, kind="imr")
    asked = commission(world, kind="imr")
    begin(world, asked, [("context", "Own")])
    assert missing(world) == [True], "asked for and begun is not there"
    go(world, asked, "author", contributions.submit)
    name = world.versions["Own"]
    go(world, asked, "manager", contributions.sign_off, seen=[name])
    assert missing(world) == [True]
    go(world, asked, "senior", contributions.decide, seen=[name], shared=[], why="x")
    assert missing(world) == [False]
    with world.act("board") as gate, pytest.raises(Refused, match="not missing"):
        acts.waive(code="police:imr", why="x", gate=gate)


def test_how_far_it_has_come_is_told_to_the_board_and_to_its_own_agency_alone(
    world: World, client: Any
) -> None:
    """Rules 15 and 16: for the others the page says the same before and after."""
    before = mandatory_pages(world, client)
    asked = commission(world, kind="imr")
    begin(world, asked, [("context", "Own")])
    go(world, asked, "author", contributions.submit)
    name = world.versions["Own"]
    go(world, asked, "manager", contributions.sign_off, seen=[name])
    go(world, asked, "senior", contributions.decide, seen=[name], shared=[], why="x")
    for who, pages in mandatory_pages(world, client).items():
        told = who in {"chair", "board", *POLICE_SIDE}
        assert (pages != before[who]) == told, who
        assert ("Handed over" in pages[0][1]) == told, who


def mandatory_pages(world: World, client: Any) -> dict[str, list[tuple[int, str, Any]]]:
    """By each of the cast the page of what the review must have, and that part of its own page."""
    found = {}
    for who in CAST:
        some = visitor(world, client, who)
        whole = some.get(f"/reviews/{world.review}").text
        part = "".join(re.findall(r"<li><strong.*?/mandatory.*?</li>", whole, re.DOTALL))
        found[who] = [plain(some.get(in_review(world, "mandatory"))), (200, part, [])]
    return found


@pytest.mark.mission("A007")
def test_the_boards_office_waives_it_with_a_reason_and_takes_that_back(
    world_on_either: World,
) -> None:
    world = world_on_either
    with world.act("board") as gate:
        acts.waive(code="police:imr", why=SAID, gate=gate)
    assert missing(world) == [False]
    with world.act("board") as gate, pytest.raises(Refused, match="not missing"):
        acts.waive(code="police:imr", why=SAID, gate=gate)
    with world.act("board") as gate, pytest.raises(Refused, match="not missing"):
        acts.waive(code="health:imr", why=SAID, gate=gate)
    with reading_as(world, "health_panel") as gate:
        assert [said for _, said in acts.waivers(gate=gate)] == [SAID]
    with world.act("board") as gate:
        acts.take_back(waiver=found_waiver(gate), gate=gate)
    assert missing(world) == [True]
    with world.act("board") as gate, pytest.raises(Refused, match="taken back already"):
        acts.take_back(waiver=found_waiver(gate), gate=gate)
    with world.act("board") as gate:
        acts.waive(code="police:imr", why="again", gate=gate)
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update waiver set taken_back_at = null, taken_back_by = null")


@pytest.mark.mission("A007")
def test_the_review_and_its_requests_say_missing_and_all_read_why_it_is_waived(
    world: World, client: Any
) -> None:
    line = re.compile(r"Missing\s*</strong>\s*<a[^>]*>Internal management review \(IMR\): police")
    board = visitor(world, client, "board")
    for path in ("", "requests"):
        assert line.search(board.get(in_review(world, path).rstrip("/")).text), path
    assert "Ask for what this review must have" in board.get("/").text
    for who in CAST:
        some = visitor(world, client, who)
        said = "Missing" in some.get(in_review(world, "mandatory")).text
        assert said == (who in {"chair", "board", *POLICE_SIDE}), who
        code = some.get(in_review(world, "mandatory/waive")).status_code
        assert (code == 200) == (who == "board")
    lost = board.post(in_review(world, "mandatory/waive"), {"why": SAID})
    assert lost.status_code == 422
    assert DRAWN in lost.text
    told = {"what": "police:imr", "why": SAID}
    assert board.post(in_review(world, "mandatory/waive"), {**told, "what": "x"}).status_code == 422
    assert board.post(in_review(world, "mandatory/waive"), told).status_code == 303
    text = visitor(world, client, "lay").get(in_review(world, "mandatory")).text
    assert DRAWN in text
    assert "Waived by Nadia Flint" in text
    back = re.search(r'href="([^"]+take-back)"', board.get(in_review(world, "mandatory")).text)
    assert back is not None
    assert board.get(back[1]).status_code == 200
    assert visitor(world, client, "chair").get(back[1]).status_code == 404
    assert board.post(back[1]).status_code == 303
    assert "Taken back by Nadia Flint" in board.get(in_review(world, "mandatory")).text


# What things are called


def test_an_imr_is_internal_or_individual_by_kind_of_review(world: World, client: Any) -> None:
    commission(world, kind="imr")
    for kind, one in review_kinds().items():
        raw(world, "update review set kind = :k", k=kind)
        with reading_as(world, "chair") as gate:
            assert titles.called(gate=gate)["imr"] == one.imr
    raw(world, "update review set kind = 'dhr'")
    chair, author = (visitor(world, client, who) for who in ("chair", "author"))
    with reading_as(world, "chair") as gate:
        asked = standing.requests(gate=gate)[0].id
    told = [
        (chair, ("requests", "requests/new", "scoping/contributions", "requests/unacknowledged")),
        (author, ("", f"requests/{asked}", f"requests/{asked}/letter")),
        (visitor(world, client, "disclosure"), ("record",)),
    ]
    for some, paths in told:
        for path in paths:
            text = some.get(in_review(world, path).rstrip("/")).text
            assert "Internal management review" not in text, path
            assert "internal management review" not in text, path
    assert "Individual management review (IMR)" in chair.get(in_review(world, "requests")).text
    assert "individual management review" in author.get("/").text
