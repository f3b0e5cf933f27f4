"""A file comes in, its author says what becomes of it, and it stands as sections."""

import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import html

from portal.db import new_id, writing
from portal.documents.models import Section, Version
from portal.gate.ledger import Entry
from portal.importing import acts, forms, worker
from portal.importing.models import ImportStage
from tests.build import World
from tests.cast import EVERYBODY
from tests.importing import files
from tests.importing.desk import bring, confirmed, held, sections
from tests.visit import Visitor, plain

pytestmark = pytest.mark.usefixtures("in_this_process")
TITLES = ["Background", "Chronology of contact", "Staff who were disciplined"]


def test_a_word_file_becomes_sections(world: World, author: Visitor, base: str) -> None:
    path = bring(author, base, files.a_report())
    page = author.get(path)
    assert "We found 3 sections, 8 paragraphs and 2 rows of tables" in page.text
    assert sections(world) == [], "nothing stands before it is confirmed"
    done = confirmed(author, path)
    assert "3 sections now stand" in done.text
    assert base in done.text
    assert [(c, t) for c, t, _ in sections(world)] == [
        ("context", TITLES[0]),
        ("chronology", TITLES[1]),
        ("conduct", TITLES[2]),
    ]
    assert sections(world)[1][2] == [("head", "Date\tEvent"), ("row", "3 May\tA call")]
    assert ("h", "What we would do again") in sections(world)[2][2]


def test_choices_are_kept_and_make_the_sections(world: World, author: Visitor, base: str) -> None:
    path = bring(author, base, files.a_report())
    tree = html.fromstring(author.get(path).text)
    names = [s.get("name") for s in tree.xpath("//select[starts-with(@name, 'role-')]")]
    assert len(names) == 4
    roles = dict(zip(names, ["section", "heading", "plain", "section"], strict=True))
    last = names[3].replace("role", "class")
    confirmed(author, path, {**roles, last: "good_practice"})
    assert [(c, t) for c, t, _ in sections(world)] == [
        ("context", "Background"),
        ("good_practice", "What we would do again"),
    ]
    inner = [(k, t) for k, t in sections(world)[0][2] if t in TITLES]
    assert inner == [("h", TITLES[1]), ("p", TITLES[2])]


def test_choices_survive_leaving(author: Visitor, base: str) -> None:
    path = bring(author, base, files.a_report())
    name = html.fromstring(author.get(path).text).xpath("//select[@name]/@name")[-1]
    author.post(path, {name: "learning"})
    tree = html.fromstring(author.get(path).text)
    assert tree.xpath(f"//select[@name='{name}']/option[@selected]/@value") == ["learning"]
    assert path in author.get(f"{base}/import").text, "the way back to it"
    assert path in author.get("/").text, "and from the first page"


@pytest.mark.mission("A022", "A027")
@pytest.mark.parametrize(
    ("chosen", "sees"),
    [
        ({}, {"author", "senior", "lawyer"}),
        ({"remarks": "staff_welfare"}, {"author", "senior"}),
        ({"remarks": "conduct"}, {"author", "senior", "standards"}),
        ({"remarks": "leave"}, set()),
    ],
)
def test_remarks_from_the_margin_reach_only_whom_their_class_reaches(
    world: World, visitors: dict[str, Visitor], base: str, chosen: dict[str, str], sees: set[str]
) -> None:
    note = "<w:p><w:r><w:t>Counsel advises against it.</w:t></w:r></w:p>"
    body = "<w:p><w:r><w:t>They waited for an hour.</w:t></w:r></w:p>"
    content = files.with_body(body, comments=f'<w:comment w:id="0">{note}</w:comment>')
    path = bring(visitors["author"], base, content)
    confirmed(visitors["author"], path, chosen)
    read = f"/reviews/{world.review}/read"
    found = {who for who in visitors if "Counsel advises" in visitors[who].get(read).text}
    assert found == sees


def test_covert_words_have_no_class_here(author: Visitor, base: str) -> None:
    path = bring(author, base, files.a_report())
    page = author.get(path).text
    assert "Covert" not in page
    assert "Conduct and discipline (never shared)" in page
    name = html.fromstring(page).xpath("//select[starts-with(@name, 'class-')]/@name")[0]
    answer = author.post(path, {name: "covert"})
    assert answer.status_code == 422
    assert "Choose one of the list" in answer.text


def test_only_the_importer_knows_of_it(
    world: World, visitors: dict[str, Visitor], author: Visitor, base: str
) -> None:
    canary = world.canary("words of the file")
    path = bring(author, base, files.a_report(canary))
    nothing = {
        who: plain(v.get(f"/reviews/{world.review}/imports/{new_id()}"))
        for who, v in visitors.items()
    }
    for who, visitor in visitors.items():
        assert (path in visitor.get("/").text) == (who == "author")
        for page in (path, f"{path}/confirm", f"{path}/cancel", f"{path}/over"):
            answer = visitor.get(page)
            if who == "author":
                assert answer.status_code == 200
                continue
            assert canary not in answer.text
            if who == "nobody":
                assert answer.status_code == 303
            else:
                assert plain(answer) == nothing[who]
            sent = visitor.post(page.replace("/over", ""))
            assert sent.status_code == (303 if who == "nobody" else 404)
    assert canary in author.get(path).text


def test_only_an_author_of_that_agency_brings_in(
    world: World, visitors: dict[str, Visitor], base: str
) -> None:
    may = set()
    for who in EVERYBODY:
        page = visitors[who].get(f"{base}/import")
        sent = visitors[who].send(f"{base}/import", "report.docx", files.a_report())
        assert (page.status_code, sent.status_code) in {(200, 303), (404, 404)}, who
        may |= {who} if sent.status_code == 303 else set()
    assert may == {"author"}
    nobody = visitors["nobody"].send(f"{base}/import", "report.docx", files.a_report())
    assert nobody.status_code == 403
    assert "signed out" in nobody.text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("old.docx", files.OLD_WORD, "older Word file"),
        ("locked.docx", files.LOCKED, "protected with a password"),
        ("macro.docm", files.changed("word/vbaProject.bin", b"x"), "holds macros"),
        ("scan.docx", files.PDF, "not a Word document"),
        ("empty.docx", b"", "empty"),
        ("", b"", "Choose a file"),
        ("large.docx", b"PK" + bytes(25_000_001), "larger than 25 MB"),
        ("marked.txt", b"SECRET\n\nwords", "OFFICIAL-SENSITIVE"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_the_field(
    author: Visitor, base: str, name: str, content: bytes, sentence: str
) -> None:
    answer = author.send(f"{base}/import", name, content)
    assert answer.status_code == 422
    tree = html.fromstring(answer.text)
    assert sentence in tree.get_element_by_id("file-error").text_content()
    assert sentence in tree.xpath("//*[contains(@class, 'govuk-error-summary')]")[0].text_content()


def test_a_hostile_name_is_words_and_no_more(
    world: World, author: Visitor, base: str, caplog: pytest.LogCaptureFixture
) -> None:
    name = "..\\..\\<b onclick=alert(1)>\u202exlsx.canaryname.docx"
    with caplog.at_level(logging.DEBUG):
        path = bring(author, base, files.a_report(), name)
        page = author.get(path).text
    assert "&lt;b onclick" in page
    assert "<b onclick" not in page
    assert ".." not in page.split("<h1")[0].rpartition("caption")[2]
    with world.vault.engine.connect() as connection:
        ledger = "".join(connection.execute(sa.select(Entry.entry)).scalars())
    assert "canaryname" not in caplog.text + ledger + path


def test_twice_confirmed_makes_one_set_of_sections(
    world: World, author: Visitor, base: str
) -> None:
    path = bring(author, base, files.a_report())
    once = {"once": new_id()}
    first = author.post(f"{path}/confirm", once)
    again = author.post(f"{path}/confirm", once)
    assert first.headers["location"] == again.headers["location"]
    anew = author.post(f"{path}/confirm")
    assert anew.status_code == 403
    assert "stands as sections already" in anew.text
    assert author.get(path).status_code == 403
    assert len(sections(world)) == 3


def test_two_at_once_make_one_set_of_sections(world: World, author: Visitor, base: str) -> None:
    path, told = bring(author, base, files.a_report()), []
    threads = [
        threading.Thread(target=lambda: told.append(author.post(f"{path}/confirm").status_code))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [303, 403, 403, 403]
    assert len(sections(world)) == 3


def test_cancelled_it_is_gone(world: World, author: Visitor, base: str) -> None:
    path = bring(author, base, files.a_report())
    assert "will be gone" in author.get(f"{path}/cancel").text
    done = author.post(f"{path}/cancel")
    assert "is not kept" in author.get(done.headers["location"]).text
    assert author.get(path).status_code == 403
    assert path not in author.get(f"{base}/import").text + author.get("/").text
    assert held(world) == [(ImportStage.DROPPED, True)]


def test_when_its_time_is_over_it_is_gone(world: World, author: Visitor, base: str) -> None:
    path = bring(author, base, files.a_report())
    now = world.vault.clock.now()
    with writing(world.vault.engine) as connection:
        acts.sweep(connection, now + acts.kept_for(now) - timedelta(minutes=1))
    assert held(world) == [(ImportStage.READY, False)]
    with writing(world.vault.engine) as connection:
        acts.sweep(connection, now + acts.kept_for(now) + timedelta(minutes=1))
    assert held(world) == [(ImportStage.DROPPED, True)]
    assert author.get(path).status_code == 403


def test_used_it_is_gone(world: World, author: Visitor, base: str) -> None:
    confirmed(author, bring(author, base, files.a_report()))
    assert held(world) == [(ImportStage.USED, True)]


def test_the_database_holds_no_word_of_it(world: World, author: Visitor, base: str) -> None:
    bring(author, base, files.a_report("canaryoffile"), "canaryofname.docx")
    folder = world.settings.key_file.parent
    whole = b"".join(p.read_bytes() for p in folder.iterdir() if p.is_file())
    assert b"canaryof" not in whole


@pytest.mark.slow
def test_680_paragraphs_in_every_script(world: World, author: Visitor, base: str) -> None:
    confirmed(author, bring(author, base, files.long_report()))
    told = sections(world)
    assert len(told) == 34
    assert sum(len(paragraphs) for _, _, paragraphs in told) == 680
    path = bring(author, base, "Teitl\n=====\n\nਮੈਂ ਠੀਕ ਹਾਂ।\n\nلا أعرف \U0001f6a8".encode(), "x.txt")
    confirmed(author, path)
    assert sections(world)[-1][2] == [("p", "ਮੈਂ ਠੀਕ ਹਾਂ।"), ("p", "لا أعرف \U0001f6a8")]


def test_the_sections_are_the_authors_own_drafts(world: World, author: Visitor, base: str) -> None:
    confirmed(author, bring(author, base, files.a_report()))
    with world.vault.engine.connect() as connection:
        query = (
            sa.select(Section.author, Version.written_by, Version.stage, Version.number)
            .join(Version, Version.section_id == Section.id)
            .where(
                Section.id.not_in(
                    sa.select(Version.section_id).where(Version.id.in_(world.versions.values()))
                )
            )
        )
        rows = {tuple(row) for row in connection.execute(query)}
    assert rows == {(world.members["author"], world.people["author"], "draft", 1)}


def test_too_many_waiting_is_a_sentence(author: Visitor, base: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(acts, "MOST_WAITING", 1)
    bring(author, base, files.a_report())
    answer = author.send(f"{base}/import", "report.docx", files.a_report())
    assert answer.status_code == 403
    assert "Too many of your files wait" in answer.text


def test_more_files_at_once_than_can_be_read_are_refused(
    author: Visitor, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_seats", threading.BoundedSemaphore(1))
    with worker._seats:
        answer = author.send(f"{base}/import", "report.docx", files.a_report())
    assert answer.status_code == 422
    assert worker.BUSY in answer.text


def test_the_forms_field_names_are_read_strictly() -> None:
    told = forms.chosen({"role-1": "plain", "class-0": "context", "role-x": "no", "other-1": "no"})
    assert (told.roles, told.classes) == ({0: "plain"}, {-1: "context"})
