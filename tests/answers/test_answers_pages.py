"""The answer on the pages: written, signed by a second person, sent, logged and reviewed."""

import io
import zipfile
from typing import Any

import pytest

from tests.answers.desk import NAMED, PLANNED, colleague, concluded, copy, ready
from tests.build import World
from tests.cast import CAST
from tests.requests.desk import NOW, PUNJABI
from tests.visit import brought_back, plain, visitor

pytestmark = pytest.mark.slow
ON = f"{NOW.day}/{NOW.month}/{NOW.year}"
DRAWN = PUNJABI.replace("<", "&lt;").replace(">", "&gt;")


def did(told: Any, path: str, **fields: str) -> str:
    answer = told.post(path, fields)
    assert answer.status_code == 303, answer.text[:4000]
    return str(answer.headers["location"])


def found(text: str, part: str) -> str:
    return next(p for p in text.split('"') if part in p)


def test_an_answer_goes_from_its_draft_to_the_commissioner(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}"
    concluded(world)
    request, name = ready(world), copy(world, NAMED, PLANNED)
    colleague(world, "colleague")
    officer, senior = visitor(world, client, "disclosure"), visitor(world, client, "senior")
    one = f"{base}/foi/{request}"
    assert f"{one}/begin" in officer.get(f"{one}/answer").text
    wrong = officer.post(f"{one}/begin", {"outcome": "part", "copy": "x", "advice": PUNJABI})
    assert (wrong.status_code, DRAWN in wrong.text) == (422, True)
    did(officer, f"{one}/begin", outcome="part", copy=name, advice=PUNJABI)
    page = officer.get(f"{one}/answer").text
    answer = found(page, "/answers/").rpartition("/")[0]
    texts = officer.get(f"{answer}/texts").text
    assert DRAWN in texts
    assert "Schedule of what was taken out" in texts
    assert "Carl" not in texts
    assert "The covering letter" in officer.get(f"{answer}/write").text
    assert officer.post(f"{answer}/write", {"letter": ""}).status_code == 422
    did(officer, f"{answer}/write", letter=PUNJABI, notice="We refuse a part.")
    did(officer, f"{answer}/anew")
    did(officer, f"{answer}/forward")
    assert "cannot. Ask another" in officer.get(f"{answer}/sign").text
    assert "Sign the answer to request" in senior.get("/").text
    assert senior.get(f"{answer}/sent").status_code == 404
    did(senior, f"{answer}/back", words=PUNJABI)
    assert DRAWN in officer.get(f"{one}/answer").text
    did(officer, f"{answer}/forward")
    looked = brought_back(senior.get(f"{answer}/sign").text, "as_seen")
    did(senior, f"{answer}/sign", as_seen=looked)
    pack = officer.get(f"{answer}/pack")
    assert "OFFICIAL" in pack.headers.get("content-disposition", ""), pack.text[-3000:]
    names = zipfile.ZipFile(io.BytesIO(pack.content)).namelist()
    assert len(names) == 8
    _sent(officer, one, answer)
    _logged(officer, base, answer)
    _reviewed(world, client, one)
    _complained(officer, one)
    _nobody_else(world, client, [f"{one}/answer", f"{answer}/texts", f"{answer}/pack"])
    assert visitor(world, client, "chair").get(f"{base}/disclosure-log").status_code == 404


def _sent(officer: Any, one: str, answer: str) -> None:
    assert f"{answer}/pack" in officer.get(f"{answer}/texts").text
    sent = did(officer, f"{answer}/sent", on=ON, channel="post", why_late="")
    assert "recorded as sent" in officer.get(sent).text
    assert officer.post(f"{answer}/sent", {"on": ON, "channel": "post"}).status_code in {409, 422}


def _nobody_else(world: World, client: Any, paths: list[str]) -> None:
    base = f"/reviews/{world.review}"
    for who in sorted(set(CAST) - {"disclosure", "senior"}):
        them = visitor(world, client, who)
        absent = plain(them.get(f"{base}/foi/{'0' * 32}"))
        for path in paths:
            told = them.get(path)
            assert (told.status_code, plain(told)) == (404, absent), (who, path)


def _logged(officer: Any, base: str, answer: str) -> None:
    assert "/log" in officer.get(f"{base}/disclosure-log").text
    assert officer.post(f"{answer}/log", {"words": "of Thistlewood"}).status_code == 422
    did(officer, f"{answer}/log", words="A report on a review")
    assert "A report on a review" in officer.get(f"{base}/disclosure-log").text
    table = officer.post(f"{base}/disclosure-log", {})
    assert table.content.decode("utf-8-sig").startswith("Request,What was asked for")


def _reviewed(world: World, client: Any, one: str) -> None:
    officer = visitor(world, client, "disclosure")
    did(officer, f"{one}/review", on=ON, words=PUNJABI, complex="no", why_late="")
    review = found(officer.get(f"{one}/answer").text, "/internal-reviews/")
    assert "Somebody else does" in officer.get(f"{review}/take").text
    them = visitor(world, client, "stranger")
    did(them, f"{review}/take")
    page = them.get(f"{review}/decide").text
    values = [p.partition('"')[0] for p in page.split('option value="')[1:]]
    passages = [value for value in values if len(value) == 32]
    assert len(passages) == 2
    for passage in passages:
        did(them, f"{review}/decide", passage=passage, finding="upheld", words="It stands.")
    assert "It stands." in them.get(f"{review}/finish").text
    did(them, f"{review}/finish", notice="We uphold it.")
    did(officer, f"{review}/told", on=ON, channel="post")
    assert "The applicant was told" in officer.get(review).text


def _complained(officer: Any, one: str) -> None:
    did(officer, f"{one}/complaint", on=ON, reference="IC-1", words=PUNJABI)
    complaint = found(officer.get(f"{one}/answer").text, "/complaints/")
    did(officer, f"{complaint}/enter", what="notice", on=ON, until="", words="Partly upheld")
    did(officer, f"{complaint}/enter", what="step", on=ON, until=ON, words="Give row 2")
    assert "Take a step that the Information Commissioner orders" in officer.get("/").text
    entry = found(officer.get(complaint).text, "/complaints/entries/")
    did(officer, entry, on=ON)
    did(officer, f"{complaint}/close", on=ON)
    assert "Closed" in officer.get(complaint).text
