"""What comes in from those without an account: sent once, taken in by its own body alone."""

import hashlib
import logging
import threading
import time
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from portal.doors import arrivals
from portal.doors.models import Arrival
from portal.gate import rotation
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.reviews import stand_downs
from portal.web.dates import today
from tests.build import World
from tests.cast import CAST, POLICE
from tests.doors.door import DRAWN, FIELDS, SAID, Nobody, brought, entered, made, sent
from tests.policy.asking import raw
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
TAKES_IN = {"author", "manager", "senior"}


def in_list(world: World, who: str) -> list[Any]:
    with world.act(who) as gate:
        return arrivals.arrivals(gate=gate)


# From the link to the section


def test_a_practice_sends_once_and_what_it_sent_becomes_a_section(
    world: World, client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chair, base = visitor(world, client, "chair"), f"/reviews/{world.review}"
    given = {
        "organisation": f"Millbrook {SAID}", "agency": "", "purpose": "information_report",
        "owner": world.agencies[POLICE], "ring": "Leonard, 01632 960001",
    }  # fmt: skip
    new = chair.post(f"{base}/doors/new", given)
    assert new.status_code == 303
    held = new.headers["set-cookie"].partition(";")[0]
    page = client.get(
        new.headers["location"], headers={"cookie": f"{chair._cookie()['cookie']}; {held}"}
    )
    _, link, code = held.partition("=")[2].split(".")
    assert f"https://portal.example/drop-off/link/{link}" in page.text
    assert f"{code[:4]} {code[4:]}" in page.text
    assert "Never put the code into an email" in page.text
    assert "__Host-door=; " in page.headers["set-cookie"]
    assert "shown no more" in chair.get(new.headers["location"]).text

    nobody, caught = Nobody(client), b"Seen on 3 May.\n"
    door = nobody.get(f"/drop-off/link/{link}")
    assert door.headers["referrer-policy"] == "no-referrer"
    assert door.headers["cache-control"] == "no-store"
    assert link not in door.text, "not in its own page: it could be copied on from there"
    assert (
        nobody.post(f"/drop-off/link/{link}", {"code": f"{code[:4]} {code[4:]}"}).headers[
            "location"
        ]
        == "/drop-off/send"
    )
    form = nobody.get("/drop-off/send").text
    for kept_back in ("Hawthorn", "Millbrook", link):
        assert kept_back not in form
    wrong = nobody.post("/drop-off/send", {**FIELDS, "sender": "", "words": SAID})
    assert wrong.status_code == 422
    assert DRAWN in wrong.text
    done = nobody.post("/drop-off/send", {**FIELDS, "words": f"{SAID}\n\nTwo"},
                       ("ਪੰਜਾਬੀ <b>.txt", caught))  # fmt: skip
    assert done.headers["location"] == "/drop-off/receipt"
    receipt = nobody.get("/drop-off/receipt").text
    assert hashlib.sha256(caught).hexdigest() in receipt
    assert hashlib.sha256(f"{SAID}\n\nTwo".encode()).hexdigest() in receipt
    assert "15 bytes" in receipt
    assert "01632 960001" in receipt
    for kept_back in ("Hawthorn", "Millbrook", "Seen on", "Carys", "Two"):
        assert kept_back not in receipt
    assert "Nothing can be sent here" in nobody.get("/drop-off/send").text
    ours = [r for r in caplog.records if r.name != "httpx"]
    assert not any(link in r.getMessage() or code in r.getMessage() for r in ours)
    (row,) = in_list(world, "author")
    taken_in(world, client, row.id, caught)


def taken_in(world: World, client: Any, arrival: str, caught: bytes) -> None:
    """By the author, into the police's contribution, where only the owner's side sees it."""
    base = f"/reviews/{world.review}"
    author = visitor(world, client, "author")
    assert "Decide on what came through a drop-off link" in author.get("/").text
    one = author.get(f"{base}/arrivals/{arrival}")
    for shown in (DRAWN, "Practice manager", "Two", hashlib.sha256(caught).hexdigest()):
        assert shown in one.text
    file = author.get(f"{base}/arrivals/{arrival}/file")
    assert file.content == caught
    assert file.headers["content-type"] == "application/octet-stream"
    assert (
        file.headers["content-disposition"]
        == 'attachment; filename="OFFICIAL-SENSITIVE-arrival.txt"'
    )
    assert file.headers["x-content-type-options"] == "nosniff"
    keeping = {"document": world.document, "section_class": "practice", "title": f"What {SAID}"}
    kept = author.post(f"{base}/arrivals/{arrival}/keep", keeping)
    assert kept.status_code == 303, kept.text
    contribution = author.get(f"{base}/contributions/{world.document}").text
    assert f"What {DRAWN}" in contribution
    assert f"From Carys {DRAWN}, Millbrook {DRAWN}: through a drop-off link" in contribution
    assert "Taken in by Amina Rahman" in contribution
    assert raw(world, "select count(*) from arrival_piece")[0][0] == 0
    (stays,) = raw(
        world, "select words is null, file_name is null, file_digest is null, state from arrival"
    )
    assert tuple(stays) == (1, 1, 0, "kept"), "its name stands under the class it was given"
    assert "kept with the contribution" in author.get(f"{base}/arrivals/{arrival}").text
    attachments = author.get(f"{base}/contributions/{world.document}/attachments").text
    assert "ਪੰਜਾਬੀ &lt;b&gt;.txt" in attachments
    assert f"What {DRAWN}" not in visitor(world, client, "probation_panel").get(f"{base}/read").text


# Once


def test_the_same_form_twice_leads_to_one_receipt_and_another_form_to_none(world: World) -> None:
    proof = entered(world, made(world))
    first = sent(world, proof)
    assert sent(world, proof) == first
    with pytest.raises(Absent):
        sent(world, proof, what=brought("other words"))
    with pytest.raises(Absent):
        sent(world, proof, form="b" * 32)
    assert len(raw(world, "select * from arrival")) == 1


def test_of_two_who_use_it_at_once_one_is_taken_in(world_on_either: World) -> None:
    world, told = world_on_either, list[str]()
    proof, ready = entered(world, made(world)), threading.Barrier(3)

    def use(form: str) -> None:
        ready.wait()
        try:
            told.append(sent(world, proof, form=form).reference)
        except Absent:
            told.append("")

    several = [threading.Thread(target=use, args=(sign * 32,)) for sign in "abc"]
    for one in several:
        one.start()
    for one in several:
        one.join()
    assert sorted(map(bool, told)) == [False, False, True]
    assert len(raw(world, "select * from arrival")) == 1
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update arrival set door_id = null")


def test_the_same_form_sent_again_says_nothing_of_a_review_that_was_destroyed(
    world: World,
) -> None:
    proof = entered(world, made(world))
    sent(world, proof)
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with pytest.raises(Absent):
        sent(world, proof)


@pytest.mark.parametrize(
    "held", ["[" * 20_000, '[{"key": "\\ud800", "value": ""}]', "[1]", '{"a": 1}', "null", "\0"]
)
def test_a_receipt_that_is_none_is_an_empty_page(world: World, client: Any, held: str) -> None:
    """It is the browser's own: whatever it holds, nothing fails."""
    cookie = urlsafe_b64encode(held.encode()).decode()
    answer = Nobody(client, {"__Host-receipt": cookie}).get("/drop-off/receipt")
    assert answer.status_code == 200


# Who may


def test_what_came_in_is_for_its_own_body_alone(world: World, client: Any) -> None:
    sent(world, entered(world, made(world)), what=brought(content=b"x"))
    (row,) = in_list(world, "author")
    base = f"/reviews/{world.review}/arrivals"
    for who in CAST:
        someone = visitor(world, client, who)
        nothing = plain(someone.get("/no-such-page"))
        for path in (f"{base}/{row.id}", f"{base}/{row.id}/file", f"{base}/{row.id}/keep"):
            answer = someone.get(path)
            assert (answer.status_code == 200) == (who in TAKES_IN), (who, path)
            assert who in TAKES_IN or plain(answer) == nothing
        assert ("Carys" in someone.get(base).text) == (who in TAKES_IN)
    with world.act("senior") as gate:
        scope = {"scope": "owner", "what": world.agencies[POLICE], "why": "x"}
        stand_downs.stand_down(person=world.people["author"], **scope, gate=gate)
    assert visitor(world, client, "author").get(f"{base}/{row.id}").status_code == 404
    assert "Decide on what came" not in visitor(world, client, "author").get("/").text


def test_what_came_for_the_board_is_its_offices(world: World) -> None:
    sent(world, entered(world, made(world, agency="board")))
    assert [len(in_list(world, who)) for who in ("board", "chair", "author")] == [1, 0, 0]
    (row,) = in_list(world, "board")
    with world.act("board") as gate:
        mine = gate.find(Arrival, row.id, Act.TAKE_IN)
        arrivals.note(arrival=mine, gate=gate)
        arrivals.decline(arrival=mine, why=SAID, gate=gate)
    with world.act("board") as gate, pytest.raises(Refused, match="decided on this already"):
        arrivals.note(arrival=gate.find(Arrival, row.id, Act.TAKE_IN), gate=gate)


# Files


BAD = {
    "page.html": (b"<html><script>x</script>", "not kept"),
    "picture.svg": (b"<svg onload='x'/>", "not kept"),
    "report.pdf": (b"MZ" + bytes(99), "inside it is something else"),
    "report.docx": (b"PK\x01\x02" * 30_000, "inside it is something else"),
    "table.csv": (b"a,b\n", "not taken here"),
    "empty.txt": (b"", "empty"),
    "TOP SECRET.txt": (b"x", "holds nothing above"),
    "marked.txt": (b"SECRET\n\nwords", "holds nothing above"),
    "large.txt": (b"x" * 25_000_001, "larger than 25 MB"),
}


def test_what_a_file_may_not_be_is_said_and_nothing_typed_is_lost(
    world: World, client: Any
) -> None:
    nobody = Nobody(client, {"__Host-drop-off": entered(world, made(world))})
    nobody.get("/drop-off/send")
    for name, (content, sentence) in BAD.items():
        began = time.perf_counter()
        answer = nobody.post("/drop-off/send", {**FIELDS, "words": SAID}, (name, content))
        assert answer.status_code == 422, name
        assert sentence in answer.text
        assert DRAWN in answer.text
        assert time.perf_counter() - began < 5
    assert raw(world, "select * from arrival") == []
    nothing = nobody.post("/drop-off/send", FIELDS)
    assert "Write something, or choose a file" in nothing.text
    long = nobody.post("/drop-off/send", {**FIELDS, "words": "ਪ" * 10_001})
    assert "Use 10,000 characters or fewer" in long.text
    assert nobody.post("/drop-off/send", {**FIELDS, "words": "ਪ" * 10_000}).status_code == 303


def test_nobody_without_a_pass_has_a_file_taken(world: World, client: Any) -> None:
    nobody = Nobody(client)
    nobody.get("/drop-off/send")
    answer = nobody.post("/drop-off/send", FIELDS, ("a.txt", b"x" * 3_000_000))
    assert answer.status_code == 403
    assert "did not reach anybody" in answer.text


# On behalf of somebody


def test_a_letter_by_post_is_entered_and_stands_beside_its_section(
    world: World, client: Any
) -> None:
    author, base = visitor(world, client, "author"), f"/reviews/{world.review}/arrivals"
    on = today(datetime.now(UTC))
    given = {
        "sender": f"Larch House {SAID}", "part": "Manager", "purpose": "other", "way": "post",
        "received": f"{on.day}/{on.month}/{on.year}", "authorised": "Brian Oakes",
        "secured": "unknown", "words": "One\nTwo",
    }  # fmt: skip
    for name in ("sender", "part", "way", "received", "authorised", "purpose", "secured"):
        wrong = author.post(f"{base}/enter", {**given, name: ""})
        assert wrong.status_code == 422, name
    late = author.post(f"{base}/enter", {**given, "received": "1/1/2099"})
    assert "must be today or earlier" in late.text
    assert DRAWN in late.text
    assert "within the last ten years" in author.post(
        f"{base}/enter", {**given, "received": "1/1/1916"}
    ).text  # fmt: skip
    here = author.post(f"{base}/enter", given).headers["location"].partition("?")[0]
    assert "Add the scan or the email" in author.get(here).text
    scan = b"%PDF-1.7 a scan"
    assert author.send(f"{here}/scan", "letter.pdf", scan, {"marked": "no"}).status_code == 303
    again = author.send(f"{here}/scan", "letter.pdf", scan, {"marked": "no"})
    assert "A file is here already" in again.text
    assert author.get(f"{here}/file").content == scan
    keeping = {"document": world.document, "section_class": "context", "title": "Larch House"}
    assert author.post(f"{here}/keep", {**keeping, "title": ""}).status_code == 422
    assert author.post(f"{here}/keep", keeping).status_code == 303
    assert "decided on this already" in author.post(f"{here}/keep", keeping).text
    beside = f"Entered by Amina Rahman for Larch House {DRAWN}: by post"
    for who in TAKES_IN:
        page = visitor(world, client, who).get(
            f"/reviews/{world.review}/contributions/{world.document}"
        )
        assert beside in page.text
        assert "Authorised by Brian Oakes" in page.text
    panel = visitor(world, client, "police_panel")
    assert beside not in panel.get(
        f"/reviews/{world.review}/contributions/{world.document}"
    ).text  # fmt: skip


def test_a_word_file_that_came_is_kept_and_goes_the_way_of_every_file(
    world: World, client: Any
) -> None:
    from tests.importing import files

    content = brought("", files.a_report())
    what = arrivals.Brought("Dr Hale", "GP", "", "yes", "report.docx", "word", content.content)
    sent(world, entered(world, made(world)), what=what)
    (row,) = in_list(world, "author")
    author = visitor(world, client, "author")
    keeping = {"document": world.document, "section_class": "context", "sections_yes": "yes"}
    done = author.post(f"/reviews/{world.review}/arrivals/{row.id}/keep", keeping)
    assert done.headers["location"].startswith(f"/reviews/{world.review}/imports/")
    until = time.monotonic() + 20
    while time.monotonic() < until:
        page = author.get(done.headers["location"])
        if "What this file becomes" in page.text:
            break
        time.sleep(0.2)
    assert "What this file becomes" in page.text
    assert len(raw(world, "select * from attachment")) == 1


def test_who_takes_nothing_in_enters_nothing(world: World) -> None:
    on = today(datetime.now(UTC))
    given = {"way": "post", "purpose": "other", "received": on, "authorised": "x"}
    for who in sorted(set(CAST) - TAKES_IN - {"board", "probation_author", "probation_senior"}):
        with world.act(who) as gate, pytest.raises(Absent):
            arrivals.enter(brought=brought(), **given, gate=gate)
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with world.act("author") as gate, pytest.raises(Refused, match="destroyed"):
        arrivals.enter(brought=brought(), **given, gate=gate)
    with pytest.raises(Refused, match="destroyed"):
        made(world)
