"""Subject access on the pages: registered, checked, weighed, answered, logged; and who sees it."""

import io
import zipfile
from typing import Any

import pytest

from tests.build import World
from tests.cast import CAST
from tests.requests.desk import NOW, PUNJABI
from tests.requests.desk import asked as foi_asked
from tests.subject_access.desk import APPLICANT, PLANNED, copy, identified
from tests.subject_access.desk import asked as access_asked
from tests.visit import brought_back, plain, visitor

pytestmark = pytest.mark.slow
ON = f"{NOW.day}/{NOW.month}/{NOW.year}"
DRAWN = PUNJABI.replace("<", "&lt;").replace(">", "&gt;")
FIELDS = {"road": "living", "asks_as": "self", "came": "post", "on": ON, "applicant": APPLICANT,
          "address": "4 Larch Row", "subject": "", "words": PUNJABI}  # fmt: skip


def did(told: Any, path: str, **fields: str) -> str:
    answer = told.post(path, fields)
    assert answer.status_code == 303, answer.text[:4000]
    return str(answer.headers["location"])


def found(text: str, part: str) -> str:
    return next(p for p in text.split('"') if part in p)


def _signs(senior: Any, answer: str) -> None:
    page = senior.get(f"{answer}/sign").text
    did(senior, f"{answer}/sign", as_seen=brought_back(page, "as_seen"))


def test_a_request_goes_from_the_letter_in_hand_to_the_log(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}"
    home = f"{base}/subject-access"
    officer, senior = visitor(world, client, "disclosure"), visitor(world, client, "senior")
    assert "Subject access requests" in officer.get(base).text
    assert "never" in officer.get(home).text
    wrong = officer.post(f"{home}/new", {**FIELDS, "asks_as": "estate", "subject": "Bo Larch"})
    assert wrong.status_code == 422
    assert "Access to Health Records Act 1990: choose that" in wrong.text
    assert DRAWN in wrong.text
    one = did(officer, f"{home}/new", **FIELDS).partition("?")[0]
    page = officer.get(one).text
    assert "Not checked: nothing is sent before that" in page
    assert "Central Referral Unit" in page
    assert DRAWN in page
    _checked(officer, one)
    made = copy(world, one.rpartition("/")[2], PLANNED)
    assert "a duty of confidence" in officer.get(f"{one}/others").text
    section = found(officer.get(f"{base}/redaction/{made}").text, "/redaction/sections/")
    limbs = officer.get(section).text
    assert 0 < limbs.find('"s.45(4)(e)"') < limbs.find('"Sch.2.16"'), "the police's law first"
    did(officer, f"{one}/others", person="unnamed", standing="child", consent="cannot",
        weighed="withhold", words=PUNJABI)  # fmt: skip
    assert officer.post(f"{one}/begin", {"outcome": "part", "copy": "x"}).status_code == 422
    did(officer, f"{one}/begin", outcome="part", copy=made, silence="")
    answer = found(officer.get(one).text, "/answers/").rpartition("/")[0]
    assert "second Tuesday" not in officer.get(f"{answer}/texts").text
    assert officer.post(f"{answer}/write", {"letter": ""}).status_code == 422
    did(officer, f"{answer}/write", letter=PUNJABI)
    assert DRAWN in officer.get(f"{answer}/texts").text
    did(officer, f"{answer}/anew")
    did(officer, f"{answer}/forward")
    assert "cannot. Ask another" in officer.get(f"{answer}/sign").text
    assert "Sign the answer to subject access request" in senior.get("/").text
    assert senior.get(f"{answer}/sent").status_code == 404
    did(senior, f"{answer}/back", words=PUNJABI)
    did(officer, f"{answer}/forward")
    _signs(senior, answer)
    names = zipfile.ZipFile(io.BytesIO(officer.get(f"{answer}/pack").content)).namelist()
    assert [n for n in names if APPLICANT in n] == []
    assert len(names) == 6
    sent = did(officer, f"{answer}/sent", on=ON, channel="post", why_late="")
    assert "the request is answered" in officer.get(sent).text
    assert officer.post(f"{answer}/sent", {"on": ON, "channel": "post"}).status_code == 422
    table = officer.post(f"{home}/log", {}).content.decode("utf-8-sig")
    assert "s.45(4)(b)" in table
    assert "Thistlewood" not in table + officer.get(f"{home}/log").text
    _nobody_else(world, client, [one, f"{answer}/texts", f"{answer}/pack"])
    theirs = visitor(world, client, "probation_senior").get(home)
    assert (theirs.status_code, "SAR-" in theirs.text) == (200, False)
    assert visitor(world, client, "chair").get(home).status_code == 404


def _checked(officer: Any, one: str) -> None:
    did(officer, f"{one}/ask-identity", on=ON, words=PUNJABI)
    page = officer.get(one).text
    assert "The clock stands" in page
    letter = officer.get(found(page, "/letters/")).text
    assert DRAWN in letter
    assert "a document with your name and picture" in letter
    assert officer.post(f"{one}/identity", {"on": ON, "what": "", "words": ""}).status_code == 422
    did(officer, f"{one}/identity", on=ON, what="passport", words="")
    assert "Checked by Dev Patel" in officer.get(one).text
    assert "there is none to show" in officer.get(f"{one}/authority").text
    did(officer, f"{one}/clarify", on=ON, words="Which years?")
    did(officer, f"{one}/clarified", on=ON, words=PUNJABI)
    assert "Two further months" in officer.get(f"{one}/extend").text
    did(officer, f"{one}/extend", what="complex", on=ON, words="It is long.")
    assert officer.post(f"{one}/extend", {"what": "complex", "on": ON, "words": "x"}
                        ).status_code == 422  # fmt: skip
    did(officer, f"{one}/search", on=ON, words="The archive")
    did(officer, f"{one}/refuse", words="The ninth")
    did(officer, f"{one}/set-aside", words="The first after all")


def _nobody_else(world: World, client: Any, paths: list[str]) -> None:
    for who in sorted(set(CAST) - {"disclosure", "senior"}):
        them = visitor(world, client, who)
        absent = plain(them.get(f"/reviews/{world.review}/subject-access/{'0' * 32}"))
        for path in paths:
            told = them.get(path)
            assert (told.status_code, plain(told)) == (404, absent), (who, path)


def test_two_roads_know_of_each_other_by_reference_alone(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}"
    officer = visitor(world, client, "disclosure")
    other = foi_asked(world, applicant="Somebody Else")
    new = found(officer.get(f"{base}/foi/{other}").text, "subject-access/new?foi=")
    form = officer.get(new).text
    assert f'<option value="{other}" selected' in form
    assert "Somebody Else" not in form
    one = did(officer, f"{base}/subject-access/new", **FIELDS, foi=other).partition("?")[0]
    assert "Somebody Else" not in officer.get(one).text
    page = officer.get(f"{base}/foi/{other}").text
    assert one in page
    assert APPLICANT not in page
    second = access_asked(world)
    did(officer, f"{base}/subject-access/{second}/other-road", which=other)
    law = f"{base}/subject-access/{second}/law"
    agency = found(officer.get(law).text, world.agencies["Westmarch Police"])
    did(officer, law, which=agency, what="uk_gdpr", words=PUNJABI)
    identified(world, second)
    did(officer, f"{base}/subject-access/{second}/withdraw", on=ON, words="")
    assert "Withdrawn by the applicant" in officer.get(f"{base}/subject-access").text
