"""The form's own pages: filled, saved in part, printed, attached to, and what beside it is kept."""

import re
from datetime import date
from typing import Any

import pytest

from portal.clocks.reckoning import months_on
from portal.documents import acts as documents
from portal.gate.vault import CONSOLE
from portal.pimr import filling, sheets
from portal.reviews import acts as reviews
from portal.web.dates import in_words
from tests.build import World, join
from tests.pimr.desk import (
    DRAWN,
    NOW,
    SAID,
    TWO,
    ago,
    commissioned,
    decided,
    found,
    name,
    ranked,
    save,
    supervised,
)
from tests.policy.asking import raw
from tests.visit import visitor

pytestmark = pytest.mark.slow


def base_of(world: World) -> str:
    with world.act("author") as gate:
        return f"/reviews/{world.review}/pimr/{found(gate).id}"


def test_the_initial_review_is_commissioned_from_what_waits(pimr: World, client_of: Any) -> None:
    board = visitor(pimr, client_of, "board")
    assert "Commission the initial review, in Rowan 77" in board.get("/").text
    path = f"/reviews/{pimr.review}/pimr"
    force = pimr.agencies["Westmarch Police"]
    assert "Choose the police force." in board.post(path, {}).text
    ranked(pimr, "board", "detective_sergeant", "lay")
    assert "does not reach it: Detective sergeant" in board.get(path).text
    assert "does not reach it" in board.post(path, {"force": force}).text
    ranked(pimr, "board", "detective_inspector", "lay")
    assert board.post(path, {"force": force}).status_code == 303
    assert "Fill in the reoffending review form" in visitor(pimr, client_of, "author").get("/").text
    assert "commissioned already" in board.get(path).text


def test_a_stage_is_saved_in_part_and_nothing_typed_is_lost(pimr: World, client_of: Any) -> None:
    commissioned(pimr)
    author, base = visitor(pimr, client_of, "author"), base_of(pimr)
    given = {"seen": "0", "notified_on": "31/2/2026", "charge_on": "1/2/2026"}
    answer = author.post(f"{base}/stage-1", given)
    assert answer.status_code == 422
    assert answer.text.count("Enter the day as a real date") == 2
    assert 'value="31/2/2026"' in answer.text
    day = f"{ago(5).day}/{ago(5).month}/{ago(5).year}"
    led = author.post(f"{base}/stage-1", {"seen": "0", "notified_on": day})
    assert led.headers["location"] == f"{base}?done=saved"
    page = author.get(f"{base}/stage-1").text
    assert f'value="{day}"' in page
    assert "Still missing here: 1 answer" in page
    other = pimr.agencies["Fenwick Health Trust"]
    said = {"seen": "0", "agencies": "yes", f"agencies_ids_{other}": other, "agencies_note": SAID}
    assert author.post(f"{base}/stage-2", said).status_code == 303
    page = author.get(f"{base}/stage-2").text
    assert DRAWN in page
    assert re.search(rf'value="{other}"[^>]* checked', page)
    stale = author.post(f"{base}/stage-2", {**said, "agencies_note": "newer words"})
    assert stale.status_code == 422
    assert "Somebody else has saved" in stale.text
    assert "newer words" in stale.text
    once = {**said, "seen": "1", "agencies_note": "again", "once": "0" * 32}
    first, second = (author.post(f"{base}/stage-2", once) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert raw(pimr, "select count(*) from pimr_filled where sheet = 'stage_2'")[0][0] == 2
    odd = author.post(f"{base}/stage-2", {**said, "seen": "x" * 50})
    assert odd.status_code == 422


@pytest.mark.mission("A104")
def test_the_agencies_of_stage_2_are_the_list_of_whom_to_ask(pimr: World, client_of: Any) -> None:
    commissioned(pimr)
    other = pimr.agencies["Fenwick Health Trust"]
    save(pimr, "author", "stage_2", {"agencies": "yes", "agencies_ids": other})
    board, base = visitor(pimr, client_of, "board"), base_of(pimr)
    page = board.get(base).text
    assert "Agencies to ask" in page
    assert "Not asked yet." in page
    ask = f"/reviews/{pimr.review}/requests/new"
    assert f'href="{ask}"' in page
    assert f'href="{ask}"' not in visitor(pimr, client_of, "author").get(base).text
    due = {"day": "1", "month": "2", "year": str(NOW.year + 1), "due": f"1/2/{NOW.year + 1}"}
    given = {"agency": other, "kind": "information_report", **due}
    assert board.post(ask, given).status_code == 303
    assert "Not asked yet." not in board.get(base).text


@pytest.mark.mission("A088")
def test_the_person_is_entered_once_and_form_n_has_its_place(pimr: World, client_of: Any) -> None:
    commissioned(pimr)
    author, base = visitor(pimr, client_of, "author"), base_of(pimr)
    wrong = author.post(f"{base}/person", {"last_name": SAID, "day": "31", "month": "2"})
    assert wrong.status_code == 422
    assert DRAWN in wrong.text
    assert "as a real date" in wrong.text
    given = {"last_name": SAID, "first_name": "Aled", "reference": "V/1", "day": "29", "month": "2",
             "year": "1984"}  # fmt: skip
    assert author.post(f"{base}/person", given).status_code == 303
    assert "entered already" in author.post(f"{base}/person", given).text
    for who in ("author", "manager", "senior", "disclosure"):
        assert DRAWN in visitor(pimr, client_of, who).get(base).text, who
    assert DRAWN not in visitor(pimr, client_of, "board").get(base).text
    assert author.send(f"{base}/form-n", "n.exe", b"MZ").status_code == 422
    assert author.send(f"{base}/form-n", "form n.pdf", b"%PDF-1.7 words").status_code == 303
    page = author.get(f"{base}/form-n").text
    assert "form n.pdf" in page
    href = re.search(r'href="(/reviews/\w+/attachments/\w+)"', page)
    assert href
    assert visitor(pimr, client_of, "senior").get(href[1]).content == b"%PDF-1.7 words"
    manager = visitor(pimr, client_of, "manager")
    assert manager.send(f"{base}/form-n", "form n.pdf", b"%PDF-1.7 other").status_code == 404


@pytest.mark.mission("A037")
def test_the_form_is_printed_in_the_source_s_order_and_empty_too(
    pimr: World, client_of: Any
) -> None:
    decided(pimr)
    page = visitor(pimr, client_of, "disclosure").get(f"{base_of(pimr)}/print").text
    blank = visitor(pimr, client_of, "stranger").get("/pimr-form").text
    for text in (page, blank):
        labels = [f.label for s in sheets.STAGES for f in sheets.fields_of(s, NOW)]
        places = []
        for label in labels:
            place = text.find(label.replace("'", "&#39;"), places[-1] + 1 if places else 0)
            assert place > 0, label
            places.append(place)
    assert "He was late twice." in page
    assert "is inside the window" in page
    assert "He was late twice." not in blank


@pytest.mark.mission("A043")
def test_the_evidence_for_the_decision_is_one_file(pimr: World, client_of: Any) -> None:
    decided(pimr, scrutiny_4_note=SAID)
    answer = visitor(pimr, client_of, "disclosure").get(f"{base_of(pimr)}/evidence")
    told = answer.content.decode()
    assert told.startswith("OFFICIAL-SENSITIVE\r\n")
    assert told.rstrip().endswith("OFFICIAL-SENSITIVE")
    for said in (SAID, "The record is sound.", "They differ", "Handed on", "Amina Rahman"):
        assert said in told
    assert "decision-evidence.txt" in answer.headers["content-disposition"]


@pytest.mark.mission("A098")
def test_earlier_reviews_of_the_same_person_are_found_where_the_seeker_may_look(
    pimr: World, client_of: Any
) -> None:
    here, mine = pimr.review, dict(pimr.members)
    with pimr.vault.act("", actor=CONSOLE) as gate:
        opened = {"kind": "pimr", "marking": "OFFICIAL", "code_name": "Alder 3"}
        before = reviews.open_review(gate=gate, **opened).id
        hidden = reviews.open_review(
            gate=gate, kind="pimr", marking="OFFICIAL", code_name="Alder 4"
        ).id
        pimr.review = before
        join(pimr, "author", gate)
        pimr.review = hidden
        join(pimr, "disclosure", gate)
    told = {"part": "perpetrator", "last_name": "Keane", "first_name": "Aled",
            "born": date(1984, 2, 29), "reference": "V/40-1"}  # fmt: skip
    pimr.review = before
    with pimr.act("author") as gate:
        reviews.name_subject(**told, gate=gate)
    pimr.review, pimr.members = here, mine
    commissioned(pimr)
    with pimr.act("author") as gate:
        reviews.name_subject(**{**told, "last_name": "KEANE ", "reference": "v/40-1"}, gate=gate)
    page = visitor(pimr, client_of, "author").get(f"{base_of(pimr)}/earlier").text
    assert "Alder 3" in page
    assert "Alder 4" not in page
    assert "Keane" not in page
    entries = raw(pimr, "select count(*) from ledger_entry where act = 'find_subject'")
    assert entries[0][0] >= 1, "the search is recorded"
    senior = visitor(pimr, client_of, "senior").get(f"{base_of(pimr)}/earlier").text
    assert "None was found." in senior


def test_no_word_of_it_is_anywhere_in_plain(pimr: World) -> None:
    supervised(pimr, complied_note=f"He was late {pimr.canary('answer')}")
    held = str(raw(pimr, "select * from pimr_filled"))
    assert "late" not in held
    assert not any(word in held for word in pimr.canaries)
    assert filling.load('{"a":"b"}') == {"a": "b"}
    assert TWO["complied_note"] not in held
    name(pimr)


@pytest.mark.mission("A038")
def test_the_commissioner_sets_the_day_and_the_desk_sees_it(pimr: World, client_of: Any) -> None:
    commissioned(pimr)
    board = visitor(pimr, client_of, "board")
    soon = date.fromordinal(NOW.toordinal() + 9)
    given = {"event": "received", "on": f"{soon.day}/{soon.month}/{soon.year}",
             "ground": "complexity", "why": SAID}  # fmt: skip
    assert board.post(f"/reviews/{pimr.review}/timetable/deadline", given).status_code == 303
    home = visitor(pimr, client_of, "author").get("/").text
    assert "Fill in the reoffending review form" in home
    assert f"{soon.day} {soon:%B}" in home


@pytest.mark.mission("A065")
def test_the_schedule_says_what_exists_and_holds_no_word_of_it(pimr: World, client_of: Any) -> None:
    decided(pimr, scrutiny_4_note=SAID)
    officer, base = visitor(pimr, client_of, "disclosure"), base_of(pimr)
    page = officer.get(f"{base}/schedule")
    assert page.text.count("Stage 2: Initial case review") == 1
    table = officer.get(f"{base}/schedule-table").content.decode("utf-8-sig")
    lines = table.splitlines()
    assert lines[0] == lines[-1] == "OFFICIAL-SENSITIVE"
    assert len(lines) == 3 + 4, "one line for each of the four versions"
    for text in (page.text, table):
        assert "He was late" not in text
        assert not any(word in text for word in pimr.canaries)
        assert DRAWN not in text
        assert SAID not in text
    nothing = visitor(pimr, client_of, "police_panel").get(f"{base}/schedule-table")
    assert nothing.status_code == 404


def test_who_is_told_of_no_section_finds_none_in_the_schedule(pimr: World, client_of: Any) -> None:
    """The commissioning inspector reads the form, and learns of no other words of the force."""
    decided(pimr)
    with pimr.act("author") as gate:
        document = documents.start_document(kind="imr", gate=gate)
        for one in ("context", "conduct"):
            documents.add_section(
                document=document, section_class=one, title=SAID, paragraphs=(), gate=gate
            )
    counts = {
        who: visitor(pimr, client_of, who)
        .get(f"{base_of(pimr)}/schedule")
        .text.count("Section of the management review")
        for who in ("board", "manager", "senior", "author", "disclosure")
    }
    assert counts == {"board": 0, "manager": 1, "senior": 2, "author": 2, "disclosure": 2}


@pytest.mark.mission("A067", "A068")
def test_the_report_is_due_in_three_months_subject_to_the_prosecutors(
    pimr: World, client_of: Any
) -> None:
    decided(pimr)
    board, base = visitor(pimr, client_of, "board"), base_of(pimr)
    due = in_words(months_on(ago(20), 3))
    page = board.get(base).text
    assert f"The full report is due: {due}." in page
    assert "subject to what the Crown Prosecution Service (CPS) agrees" in page
    given = {"clock": "PIMR-4", "on": f"{NOW:%d/%m/%Y}", "ground": "proceedings", "why": SAID}
    paused = board.post(f"/reviews/{pimr.review}/timetable/pause", given)
    assert paused.status_code == 303
    assert "paused: no day is reckoned" in board.get(base).text
