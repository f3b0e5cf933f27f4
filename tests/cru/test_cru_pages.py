"""From a request's coming to a referral that is weighed, on the pages, by those who may."""

from typing import Any

import pytest

from portal.gate.policy import Role
from tests.build import World
from tests.cast import CAST, PROBATION
from tests.requests.desk import NOW, PUNJABI, seated
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
ON = f"{NOW.day}/{NOW.month}/{NOW.year}"
DRAWN = PUNJABI.replace("<", "&lt;").replace(">", "&gt;")


def new(told: Any, base: str, **more: str) -> str:
    given = {"came": "email", "on": ON, "applicant": "Meera Thistlewood", "address": "m@x.example",
             "words": PUNJABI, **more}  # fmt: skip
    there = told.post(f"{base}/foi/new", given)
    assert there.status_code == 303, there.text
    return str(there.headers["location"]).partition("?")[0]


def did(told: Any, path: str, **fields: str) -> str:
    answer = told.post(path, fields)
    assert answer.status_code == 303, answer.text[:4000]
    return str(answer.headers["location"])


def test_a_request_goes_from_its_coming_to_a_weighed_referral(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}"
    officer, senior = visitor(world, client, "disclosure"), visitor(world, client, "senior")
    wrong = officer.post(f"{base}/foi/new", {"came": "email", "on": ON, "words": PUNJABI})
    assert (wrong.status_code, DRAWN in wrong.text) == (422, True)
    one = new(officer, base)
    page = officer.get(one).text
    assert DRAWN in page
    assert "20 working days" in page
    assert "Say first what the request touches" in page
    assert DRAWN in senior.get(one).text
    assert senior.get(f"{one}/touch").status_code == 404
    told = did(officer, f"{one}/holding", on=ON, words="We will write again")
    assert "holding letter is recorded" in officer.get(told).text
    letter = next(p for p in officer.get(one).text.split('"') if "/foi/letters/" in p)
    text = officer.get(letter).text
    assert "We will write again" in text
    assert "Hawthorn" not in text.partition("<h1")[2], "a letter names no review"
    did(officer, f"{one}/touch", where=f"d.{world.document}", held="own", police="no")
    assert "Refer request FOI-" in officer.get("/").text
    for path, field in (("cost", "locating"), ("clarify", "words"), ("decide", "words")):
        assert officer.post(f"{one}/{path}", {field: "x" * 5000}).status_code == 422
    did(officer, f"{one}/cost", determining="1", locating="19.5", retrieving="", extracting="0",
        words="A sample")  # fmt: skip
    assert "over the limit" in officer.get(one).text
    made = did(officer, f"{one}/refer", what="serious_case", words="It must be.").partition("?")[0]
    assert "Thistlewood" not in officer.get(made).text
    did(officer, f"{made}/sent", on=ON, which="secure_mail", words="By me")
    did(officer, f"{made}/received", on=ON, words="")
    did(officer, f"{made}/chase", on=ON, words="By telephone")
    assert senior.get(f"{made}/without").status_code == 200
    assert officer.get(f"{made}/without").status_code == 404
    did(officer, f"{made}/advice", on=ON, words=PUNJABI)
    section = "30" if 'value="30"' in officer.get(f"{made}/advised").text else "s.30(1)(b)"
    did(officer, f"{made}/advised", which=section, what="applies", words="A trial")
    assert "Record what the force decides" in officer.get(f"{one}/cru").text
    refused = officer.post(f"{made}/decision", {"which": section, "what": "not", "words": ""})
    assert (refused.status_code, "Say why the force departs" in refused.text) == (422, True)
    did(officer, f"{made}/decision", which=section, what="not", words="The trial is over")
    page = officer.get(made).text
    assert DRAWN in page
    assert "The force departs" in page
    assert "By this rule an answer may leave" in officer.get(f"{one}/cru").text
    entry = next(p for p in page.split('"') if "/cru/entries/" in p)
    did(officer, entry, what="day", on=ON, which="system", words="Another channel")
    page = officer.get(made).text
    assert "Corrected since" in page
    assert "It corrects an earlier one" in page
    table = officer.post(f"{base}/cru/log")
    assert table.headers["content-type"].startswith("application/octet-stream")
    assert b"FOI-" in table.content
    assert b"Thistlewood" not in table.content
    assert "FOI-" in officer.get(f"{base}/cru/log").text


@pytest.mark.parametrize("who", sorted(set(CAST) - {"disclosure", "senior"}))
def test_nobody_else_finds_any_of_it(world: World, client: Any, who: str) -> None:
    base = f"/reviews/{world.review}"
    officer = visitor(world, client, "disclosure")
    one = new(officer, base)
    did(officer, f"{one}/touch", where="elsewhere", note="Papers", held="own", police="yes")
    made = did(officer, f"{one}/refer", what="advice", words="We ask.").partition("?")[0]
    told = visitor(world, client, who)
    nowhere = plain(told.get("/no-such-page"))
    for path in (one, f"{one}/touch", f"{one}/cru", f"{one}/refer", made, f"{made}/sent"):
        assert plain(told.get(path)) == nowhere
    for path in (f"{base}/foi", f"{base}/foi/new", f"{base}/cru", f"{base}/cru/log"):
        assert (plain(told.get(path)) == nowhere) == (who != "probation_senior" or "new" in path)
    assert "Freedom of information" not in told.get(base).text or who == "probation_senior"


def test_another_authority_consults_and_reads_the_answer(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}"
    seated(world, "other", PROBATION, Role.DISCLOSURE_OFFICER)
    asker, officer = visitor(world, client, "stranger"), visitor(world, client, "disclosure")
    one = new(asker, base, words="Send Meera the report, says Thistlewood")
    did(asker, f"{one}/touch", where=f"d.{world.document}", held="own", police="no")
    assert "Only a police force" in asker.get(f"{one}/refer").text
    told = {"which": world.agencies["Westmarch Police"], "words": "Yours"}
    did(asker, f"{one}/consult", **told)
    there = next(p for p in officer.get(f"{base}/cru").text.split('"') if "/consultations/" in p)
    page = officer.get(there).text
    assert ("Meera" in page, "Thistlewood" in page) == (False, False)
    made = did(officer, f"{there}/refer", what="serious_case", words="It must be.").partition("?")
    did(officer, f"{made[0]}/sent", on=ON, which="system", words="By me")
    did(officer, f"{there}/answer", what="part", words=PUNJABI)
    page = asker.get(f"{one}/cru").text
    assert DRAWN in page
    assert "By this rule an answer may leave" in page
    assert asker.get(made[0]).status_code == 404
