"""MAPPA Form N beside the notification of a charge: who hands it in, who opens it, and once."""

import re
import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from portal.db import new_id
from portal.gate import rotation
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.importing.models import Attachment
from portal.intake import acts, beside
from tests.build import World
from tests.importing import files
from tests.intake.incidents import (
    CHAIR,
    COORDINATOR,
    NOTIFIER,
    a_board,
    assessed,
    inside,
    notified,
)
from tests.policy.asking import raw
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
BYTES = b"%PDF-1.7 words of Form N"
NAME = "ਫਾਰਮ N <b>.pdf"


@pytest.fixture
def case(world: World) -> tuple[World, str]:
    """A charge notified to a Strategic Management Board."""
    return world, notified(world, a_board(world))


def form_n(review: str) -> str:
    return f"/reviews/{review}/notification/form-n"


def attached(world: World, review: str, who: str = NOTIFIER) -> str:
    with inside(world, who, review) as gate:
        return beside.attach(name=NAME, kind="pdf", content=BYTES, gate=gate).id


@pytest.mark.mission("C202")
def test_who_notifies_a_charge_attaches_form_n_and_the_board_alone_opens_it(
    case: tuple[World, str], client: Any
) -> None:
    world, review = case
    base, hers = f"/reviews/{review}", visitor(world, client, NOTIFIER)
    page = hers.get(f"{base}/notification").text
    assert "MAPPA Form N: not attached." in page
    assert f'href="{form_n(review)}"' in page
    assert "SECRET or TOP SECRET" in hers.get(form_n(review)).text
    answer = hers.send(form_n(review), NAME, BYTES)
    assert answer.headers["location"] == f"{base}/notification?done=attached"
    page = hers.get(f"{base}/notification").text
    assert "MAPPA Form N: attached." in page
    assert "Download" not in page
    assert "Attach Form N" not in page
    ((name, owner),) = raw(
        world, "select id, owner_id from attachment where review_id = :review", review=review
    )
    assert owner == "board"
    nothing = plain(hers.get("/no-such-page"))
    for step in (f"attachments/{name}", "attachments"):
        assert plain(hers.get(f"{base}/{step}")) == nothing, step
    for who in (CHAIR, COORDINATOR):
        theirs = visitor(world, client, who)
        for step in ("notification", "assessment"):
            text = theirs.get(f"{base}/{step}").text
            assert "MAPPA Form N: attached." in text
            found = re.search(r'href="(/reviews/\w+/attachments/\w+)"', text)
            assert found
            answer = theirs.get(found[1])
            assert answer.content == BYTES
            told = answer.headers["content-disposition"]
            assert told == 'attachment; filename="OFFICIAL-SENSITIVE-attachment-1.pdf"'
    with inside(world, NOTIFIER, review) as gate, pytest.raises(Absent):
        gate.find(Attachment, name, Act.READ_ATTACHMENT)


def test_nobody_else_attaches_it_and_nobody_twice(case: tuple[World, str], client: Any) -> None:
    world, review = case
    for who in ("lay", "senior", "administrator", "auditor"):
        other = visitor(world, client, who)
        nothing = plain(other.get("/no-such-page"))
        assert plain(other.get(form_n(review))) == nothing, who
        assert other.send(form_n(review), NAME, BYTES).status_code == 404, who
    for who in ("lay", "senior"):
        with pytest.raises(Absent):
            attached(world, review, who)
    attached(world, review)
    theirs = visitor(world, client, COORDINATOR)
    assert "attached already" in theirs.get(form_n(review)).text
    assert "attached already" in theirs.send(form_n(review), NAME, BYTES).text
    assert raw(world, "select count(*) from attachment where owner_id = 'board'")[0][0] == 1


def test_who_stands_for_another_board_neither_attaches_nor_opens_it(
    case: tuple[World, str], client: Any
) -> None:
    world, review = case
    a_board(world, "Eastmarch Strategic Management Board", chair="senior", coordinator="lay")
    name = attached(world, review)
    nothing = f"/reviews/{review}/attachments/{new_id()}"
    for who in ("senior", "lay", "auditor", "administrator"):
        other = visitor(world, client, who)
        missing = plain(other.get(nothing))
        assert plain(other.get(f"/reviews/{review}/attachments/{name}")) == missing, who
        assert plain(other.get(f"/reviews/{review}/notification")) == missing, who
        with pytest.raises(Absent), inside(world, who, review) as gate:
            gate.find(Attachment, name, Act.READ_ATTACHMENT)
    elsewhere = notified(world, a_board(world, "Northmarch Board"))
    for step in (f"attachments/{name}", f"notification/form-n/{name}"):
        theirs = visitor(world, client, COORDINATOR)
        assert theirs.get(f"/reviews/{elsewhere}/{step}").status_code == 404


def test_of_two_who_attach_it_at_once_one_is_refused(world_on_either: World) -> None:
    world = world_on_either
    review = notified(world, a_board(world))
    told: list[str] = []
    start = threading.Barrier(2)

    def attach(who: str) -> None:
        start.wait()
        try:
            told.append(attached(world, review, who) and "")
        except Refused as refused:
            told.append(str(refused))

    threads = [threading.Thread(target=attach, args=(who,)) for who in (CHAIR, COORDINATOR)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["", beside.TWICE]
    assert raw(world, "select count(*) from attachment where owner_id = 'board'") == [(1,)]


def test_once_the_board_has_it_in_hand_only_the_board_attaches_it(
    case: tuple[World, str], client: Any
) -> None:
    world, review = case
    assessed(world, review)
    hers = visitor(world, client, NOTIFIER)
    assert "Attach Form N" not in hers.get(f"/reviews/{review}/notification").text
    assert "has this in hand" in hers.send(form_n(review), NAME, BYTES).text
    with pytest.raises(Refused, match="in hand"):
        attached(world, review)
    attached(world, review, COORDINATOR)
    assert "MAPPA Form N: attached." in hers.get(f"/reviews/{review}/notification").text


def test_a_file_of_another_kind_or_marked_too_high_is_not_taken(
    case: tuple[World, str], client: Any
) -> None:
    world, review = case
    hers = visitor(world, client, NOTIFIER)
    for name, content, fields, said in (
        ("form n.exe", b"MZ", {}, "Files of this kind are not kept"),
        ("form n.pdf", b"MZ", {}, "inside it is something else"),
        ("form n.pdf", b"", {}, "empty"),
        ("form n.pdf", BYTES, {"marked": "yes"}, "SECRET"),
        ("form n.pdf", BYTES, {"marked": ""}, "Say whether the file is marked"),
        ("form n.txt", b"TOP SECRET\n", {}, "SECRET"),
        ("SECRET form n.pdf", BYTES, {}, "SECRET"),
        ("form n.docx", files.changed("word/vbaProject.bin", b"x"), {}, "macros"),
        ("form n.pdf", b"%PDF-" + bytes(25_000_001), {}, "larger than 25 MB"),
    ):
        answer = hers.send(form_n(review), name, content, fields)
        assert answer.status_code == 422, name
        assert said in answer.text, name
    assert "Choose a file" in hers.send(form_n(review), "", b"").text
    assert raw(world, "select count(*) from attachment where owner_id = 'board'")[0][0] == 0


def test_form_n_goes_with_a_charge_alone(world: World, client: Any) -> None:
    review = notified(world, a_board(world, "Larch CSP", "csp"), "death")
    hers = visitor(world, client, NOTIFIER)
    assert "Form N" not in hers.get(f"/reviews/{review}/notification").text
    assert "begins with a charge" in hers.get(form_n(review)).text
    with pytest.raises(Refused, match="begins with a charge"):
        attached(world, review)


def test_where_the_papers_were_destroyed_nothing_is_attached_or_opened(
    world_on_either: World,
) -> None:
    world = world_on_either
    board = a_board(world)
    review, empty = notified(world, board), notified(world, board)
    name = attached(world, review)
    held = raw(world, "select form_n from notification where review_id = :review", review=review)
    assert held[0][0] == name
    with inside(world, NOTIFIER, empty) as gate:
        acts.tell(words="So that there is a key.", gate=gate)
    for one in (review, empty):
        rotation.shred(world.vault.engine, one, now=datetime.now(UTC))
    with pytest.raises(Refused, match="destroyed"):
        attached(world, empty)
    with pytest.raises(Refused, match="destroyed"):
        attached(world, review)


def test_the_law_opens_it_to_those_who_stand_for_the_board_alone(
    case: tuple[World, str],
) -> None:
    world, review = case
    name = attached(world, review)
    with inside(world, CHAIR, review) as gate:
        row = gate.find(Attachment, name, Act.READ_ATTACHMENT)
        told = [member for member, _ in gate.who_may(Act.READ_ATTACHMENT, row, Attachment.shape)]
    held = dict(raw(world, "select id, person_id from membership"))
    assert {held[member] for member in told} == {world.people[CHAIR], world.people[COORDINATOR]}
