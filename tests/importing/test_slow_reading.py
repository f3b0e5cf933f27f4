"""A file that takes long to read is read on, whoever waits, leaves or signs out."""

import threading

import pytest
import sqlalchemy as sa

from portal.importing import drafts, forms, worker
from portal.importing.blocks import Found
from portal.importing.models import Import, ImportStage
from tests.build import World
from tests.importing import files
from tests.importing.desk import bring, confirmed, held, sections
from tests.visit import Visitor

pytestmark = pytest.mark.usefixtures("in_this_process")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Reading takes longer than anybody waits: until this is set."""
    over, read = threading.Event(), worker.read

    def slowly(kind: str, content: bytes) -> Found:
        over.wait(20)
        return read(kind, content)

    monkeypatch.setattr(worker, "read", slowly)
    monkeypatch.setattr(forms, "QUICK", 0.01)
    return over


def is_read(over: threading.Event) -> None:
    over.set()
    for thread in threading.enumerate():
        if thread.name == "read on":
            thread.join(20)


def test_a_large_file_is_read_while_its_author_waits_or_leaves(
    world: World, visitors: dict[str, Visitor], author: Visitor, base: str, slow: threading.Event
) -> None:
    path = bring(author, base, files.a_report(), "canaryname.docx")
    page = author.get(path)
    assert "We are reading your file" in page.text
    assert "canaryname.docx" in page.text
    assert "canaryname" not in page.text.partition("</head>")[0] + path
    assert page.headers["refresh"] == "4"
    assert "See what was read of the file" in author.get("/").text
    for who in ("chair", "manager", "senior"):
        assert visitors[who].get(f"{path}/reading").status_code == 404
    is_read(slow)
    for there in (path, f"{path}/reading"):
        page = author.get(there)
        assert "What this file becomes" in page.text
        assert "refresh" not in page.headers
    confirmed(author, path)
    assert len(sections(world)) == 3


@pytest.mark.parametrize("killed", [False, True])
def test_a_reading_that_ends_badly_or_not_at_all_is_told_in_a_sentence(
    world: World, author: Visitor, base: str, slow: threading.Event, *, killed: bool
) -> None:
    path = bring(author, base, b"SECRET\n\nwords", "long.txt")
    if killed:
        world.vault.clock.not_before(world.vault.clock.now() + drafts.LONGEST_READING * 1.1)
    else:
        is_read(slow)
    sentence = drafts.STOPPED if killed else "OFFICIAL-SENSITIVE"
    page = author.get(path)
    assert "This file could not be read" in page.text
    assert sentence in page.text
    assert "refresh" not in page.headers
    assert author.get(f"{path}/cancel").status_code == 200
    author.post(f"{path}/cancel")
    assert path not in author.get("/").text
    is_read(slow)
    assert held(world) == [(ImportStage.DROPPED, True)], "what comes later is not kept either"


def test_who_signs_out_meanwhile_has_nothing_kept(
    world: World, author: Visitor, base: str, slow: threading.Event
) -> None:
    bring(author, base, files.a_report())
    author.post("/sign-out")
    is_read(slow)
    assert held(world) == [(ImportStage.READING, False)]
    with world.vault.engine.connect() as connection:
        assert connection.execute(sa.select(Import.done)).scalar_one() == 0
