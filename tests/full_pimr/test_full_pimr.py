"""The full PIMR: who conducts it, what is kept, what waits for the prosecutor, what is endorsed."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.contributions import acts as contributions
from portal.full_pimr import acts, report
from portal.full_pimr.models import Flag
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.panel import conflicts
from portal.pimr import dispatches
from portal.pimr.acts import newest
from portal.pimr.models import Dispatch, Form
from portal.proceedings import acts as proceedings
from portal.reviews import stand_downs
from tests.build import World
from tests.commissions import begin, commission, go
from tests.pimr.desk import DRAWN, NOW, SAID, found, ranked
from tests.policy.asking import raw
from tests.visit import visitor

pytestmark = pytest.mark.slow
SOURCE = {"source": "visor", "looked": "yes", "looked_by": "DS 4417", "looked_on": NOW.isoformat(),
          "result": "Two visits are missing."}  # fmt: skip
CHOSEN = {
    "what": "To put the visit off", "decided_on": NOW.isoformat(),
    "known_then": "The officer was on leave.", "known_now": "He had moved house.",
    "alternatives": "A colleague's visit.", "constraints": "Forty-one cases for one officer.",
}  # fmt: skip
SPOKEN = {"who": "The officer", "witness": "no", "spoken_on": NOW.isoformat(), "said": "So it was."}
GROUNDS = {"standard": "concern", "grounds": "secret grounds", "conduct": "standards"}


def named(world: World, who: str = "stranger") -> None:
    with world.act("senior") as gate:
        acts.name_author(form=found(gate), member=world.members[who], gate=gate)


def enter(
    world: World, sheet: str, answers: Mapping[str, str], who: str = "stranger", **more: Any
) -> str:
    with world.act(who) as gate:
        return acts.enter(form=found(gate), sheet=sheet, answers=answers, **more, gate=gate)


def base_of(world: World) -> str:
    with world.act("senior") as gate:
        return f"/reviews/{world.review}/pimr/{found(gate).id}/full"


def a_report(world: World, *titles: str) -> str:
    """The force's report, signed off; its request's id."""
    asked = commission(world, kind="imr", who="board")
    begin(world, asked, [("practice", title) for title in titles], who="stranger")
    go(world, asked, "stranger", contributions.submit)
    seen = [world.versions[title] for title in titles]
    go(world, asked, "manager", contributions.sign_off, seen=seen)
    return asked


def endorse(world: World, who: str = "senior") -> str:
    with world.act(who) as gate:
        return report.endorse(form=found(gate), on=NOW, gate=gate).id


def send(world: World, office: str) -> None:
    query = sa.select(Dispatch).where(Dispatch.office == office, Dispatch.matter == "report")
    with world.act("senior") as gate:
        one = gate.session.execute(query).scalar_one()
        dispatches.send(dispatch=one, on=NOW, channel="email", to="The desk", gate=gate)


@pytest.mark.mission("A054")
def test_nobody_who_managed_the_offender_conducts_it(full: World, client_of: Any) -> None:
    lead, path = visitor(full, client_of, "senior"), f"{base_of(full)}/author"
    assert "Name who conducts the full PIMR" in lead.get("/").text
    refused = lead.post(path, {"author": full.members["author"]})
    assert refused.status_code == 422
    assert "had a part in managing the offender" in refused.text
    with full.act("board") as gate:
        member = gate.find(acts.Membership, full.members["stranger"], Act.RECORD_CONFLICT)
        row = conflicts.record(member=member, ground="managed", words="x", gate=gate)
        name = row.id
    with pytest.raises(Refused, match="managing the offender"):
        named(full)
    with full.act("board") as gate:
        row = gate.find(conflicts.Declaration, name, Act.DECIDE_CONFLICT)
        conflicts.decide(declaration=row, outcome="mistaken", why="x", gate=gate)
    for odd in ("manager", "probation_panel"):
        with pytest.raises(Refused, match="Choose an author"):
            named(full, odd)
    for who in ("author", "stranger", "board"):
        with full.act(who) as gate, pytest.raises(Absent):
            acts.name_author(form=found(gate), member=full.members["stranger"], gate=gate)
    assert lead.post(path, {"author": full.members["stranger"]}).status_code == 303
    with pytest.raises(Refused, match="named already"):
        named(full)
    assert "Conduct the full PIMR" in visitor(full, client_of, "stranger").get("/").text


def test_only_the_named_author_fills_it_and_nobody_before_the_decision(full: World) -> None:
    with pytest.raises(Refused, match="named nobody yet"):
        enter(full, "full_source", SOURCE)
    named(full)
    with pytest.raises(Refused, match="Only the officer"):
        enter(full, "full_source", SOURCE, "author")
    for who in ("senior", "manager", "disclosure", "board"):
        with pytest.raises(Absent):
            enter(full, "full_source", SOURCE, who)
    item = enter(full, "full_source", SOURCE)
    enter(full, "full_source", {**SOURCE, "result": "None."}, item=item, seen=1)
    with pytest.raises(Refused, match="Somebody else has saved"):
        enter(full, "full_source", SOURCE, item=item, seen=1)
    assert raw(full, f"select count(*) from pimr_filled where item = '{item}'")[0][0] == 2
    for who, yes in {"stranger": True, "author": False, "manager": False, "senior": True}.items():
        with full.act(who) as gate:
            assert acts.reads(form=found(gate), gate=gate) == yes, who
    with full.act("senior") as gate:
        given = {"scope": "owner", "what": full.agencies["Westmarch Police"], "why": "x"}
        stand_downs.stand_down(person=full.people["stranger"], **given, gate=gate)
    with pytest.raises(Absent):
        enter(full, "full_source", SOURCE)


def test_nothing_is_kept_of_a_full_review_that_nobody_decided_on(full: World) -> None:
    named(full)
    with full.act("senior") as gate:
        gate.session.execute(sa.update(Form).values(decision="none"))
    for what in (lambda: named(full), lambda: enter(full, "full_source", SOURCE),
                 lambda: enter(full, "full_terms", {"purpose": "x"}, "senior")):  # fmt: skip
        with pytest.raises(Refused, match="has not decided"):
            what()


def test_sheets_ask_for_what_is_missing_and_lose_nothing(full: World, client_of: Any) -> None:
    named(full)
    author, base = visitor(full, client_of, "stranger"), base_of(full)
    day = f"{NOW.day}/{NOW.month}/{NOW.year}"
    part = {"seen": "0", "what": SAID, "decided_on": "31/2/2026"}
    answer = author.post(f"{base}/key-decision", part)
    assert answer.status_code == 422
    assert "as a real date" in answer.text
    assert DRAWN in answer.text
    lacking = author.post(f"{base}/key-decision", {**part, "decided_on": day})
    assert "What was known at the time" in lacking.text
    assert lacking.status_code == 422
    long = author.post(f"{base}/key-decision", {**CHOSEN, "decided_on": day, "what": "x" * 300_000})
    assert long.status_code in {413, 422}
    whole = {**CHOSEN, "what": SAID, "decided_on": day, "seen": "0"}
    assert author.post(f"{base}/key-decision", whole).status_code == 303
    page = author.get(base).text
    assert DRAWN in page
    listed = visitor(full, client_of, "disclosure").get(base.replace("/full", "/schedule")).text
    assert "Key decision of the full PIMR" in listed
    assert DRAWN not in listed
    assert page.index("What was known at the time?") < page.index("What is known now?")
    (change,) = re.findall(r'href="(/reviews/[^"]*/pimr-entries/[^"]*)"', page)
    assert "Forty-one cases" in author.get(change).text
    assert author.post(change, {**whole, "seen": "1", "known_now": "More."}).status_code == 303
    assert author.post(change, {**whole, "seen": "1"}).status_code == 422
    assert "Version 2" in author.get(base).text
    odd = author.post(f"{base}/source", {"source": "elsewhere", "seen": "zz"})
    assert odd.status_code == 422
    assert visitor(full, client_of, "author").get(change).status_code == 404
    assert (
        "are for the author whom the lead has named"
        in visitor(full, client_of, "author").get(base).text
    )
    closed = visitor(full, client_of, "senior").get(f"{base}/source").text
    assert "This is for the author" in closed
    lead = visitor(full, client_of, "senior")
    terms = {"purpose": "Why two visits", "questions": "Who knew?", "since": day, "until": day}
    assert lead.post(f"{base}/terms", {**terms, "seen": "0"}).status_code == 303
    assert "Why two visits" in lead.get(base).text
    assert "Nothing is said yet of" in lead.get(base).text
    assert "Workloads and support and culture" in lead.get(base).text


@pytest.mark.mission("A063")
def test_who_may_be_a_witness_and_every_dispatch_wait_for_the_prosecutor(
    full: World, client_of: Any
) -> None:
    named(full)
    a_report(full, "One")
    endorse(full)
    with full.act("board") as gate:
        proceedings.record_investigation(state="charged", since=NOW, gate=gate)
    enter(full, "full_interview", SPOKEN)
    for witness in ("yes", "unknown"):
        with pytest.raises(Refused, match="no agreement of the Crown Prosecution Service"):
            enter(full, "full_interview", {**SPOKEN, "witness": witness})
    for office in ("npl", "ppu"):
        with pytest.raises(Refused, match="circulation outside the review must wait"):
            send(full, office)
    page = visitor(full, client_of, "stranger").get(base_of(full)).text
    assert "interviews with people who may be witnesses must wait" in page
    assert "circulation outside the review must wait" in page
    with full.act("board") as gate:
        given = {"agreed_by": "cps", "name": "x", "on": NOW, "conditions": ""}
        told = {"interviews", "circulation"}
        proceedings.record_agreement(**given, permitted=told, gate=gate)  # type: ignore[arg-type]
    enter(full, "full_interview", {**SPOKEN, "witness": "yes"})
    send(full, "npl")


@pytest.mark.mission("A021")
def test_a_senior_officer_assesses_the_standard_and_the_author_never_reads_it(
    full: World, client_of: Any
) -> None:
    named(full)
    lead, base = visitor(full, client_of, "senior"), base_of(full)
    given = {**GROUNDS, "seen": "0"}
    ranked(full, "senior", "chief_inspector")
    assert "This is for a superintendent or above" in lead.post(f"{base}/standard", given).text
    ranked(full, "senior", "superintendent")
    assert lead.post(f"{base}/standard", {**given, "grounds": ""}).status_code == 422
    kept = lead.post(f"{base}/standard", given)
    assert kept.status_code == 303, kept.text[kept.text.index("error-summary") :][:900]
    assert lead.post(f"{base}/standard", given).status_code == 422
    page = lead.get(base).text
    assert "secret grounds" in page
    assert "professional standards is told" in page
    for who in ("stranger", "author", "manager", "disclosure", "board"):
        other = visitor(full, client_of, who)
        assert other.get(f"{base}/standard").status_code == 404, who
        assert "secret grounds" not in other.get(base).text, who
        with full.act(who) as gate, pytest.raises(Absent):
            acts.assess(form=found(gate), answers=GROUNDS, seen=1, gate=gate)


@pytest.mark.mission("A064")
def test_a_flag_is_a_notice_whose_receipt_is_recorded(full: World, client_of: Any) -> None:
    named(full)
    a_report(full, "One")
    author, officer = (visitor(full, client_of, who) for who in ("stranger", "disclosure"))
    base = base_of(full)
    (document,) = re.findall(r'value="([0-9a-f]{32})"', author.get(f"{base}/flag").text)[-1:]
    given = {"document": document, "relevance": "yes", "reasons": SAID, "seen": "0"}
    assert author.post(f"{base}/flag", {**given, "document": full.review}).status_code == 422
    assert author.post(f"{base}/flag", given).status_code == 303
    assert "Record that a notice under the CPIA has come" in officer.get("/").text
    page = officer.get(base).text
    assert DRAWN in page
    (path,) = re.findall(r'href="(/reviews/[^"]*/pimr-notices/[^"]*)"', page)
    assert author.get(path).status_code == 404
    assert officer.post(path, {}).status_code == 303
    assert "recorded already" in officer.post(path, {}).text
    assert "notice under the CPIA" not in officer.get("/").text
    assert author.post(f"{base}/flag", {**given, "relevance": "no"}).status_code == 303
    assert "Another mark has taken" in officer.post(path, {}).text
    assert raw(full, "select count(*) from pimr_flag")[0][0] == 2


@pytest.mark.mission("A069", "A094", "A095")
def test_the_key_issues_of_both_reviews_are_drawn_into_the_report(full: World) -> None:
    named(full)
    enter(full, "full_decision", CHOSEN)
    with full.act("stranger") as gate, pytest.raises(Refused, match="begun the report"):
        report.draw_in(form=found(gate), gate=gate)
    asked = commission(full, kind="imr", who="board")
    begin(full, asked, [("practice", "Practice of 2025"), ("context", "Before")], who="stranger")
    with full.act("author") as gate, pytest.raises(Refused, match="Only the officer"):
        report.draw_in(form=found(gate), gate=gate)
    with full.act("stranger") as gate:
        report.draw_in(form=found(gate), gate=gate)
        document = report.report_of(form=found(gate), gate=gate).document_id
        ((_, text), *rest) = report.documents.sections_of(document=document, gate=gate)
        lines = " ".join(p["text"] for p in text["paragraphs"])
    assert text["title"] == report.TITLE, "it comes first"
    assert [said["title"].split()[0] for _, said in rest] == ["Practice", "Before"]
    for part in ("Two visits were missed", "The record is sound", "not explained",
                 "Visits when an officer moves", "To put the visit off", "Forty-one"):  # fmt: skip
        assert part in lines
    for contact in ("01632 960 001", "@force.example", "Officer supervisor"):
        assert contact not in lines, "who filled a stage, and how to reach them, stays in the form"
    with full.act("senior") as gate:
        said = newest(form=found(gate), gate=gate)
    told = {part: words for _, answers in said.values() for part, words in answers.items()}
    assert told["supervisor_telephone"] == "01632 960 001"
    assert told["supervisor_email"].endswith("@force.example")
    with full.act("stranger") as gate, pytest.raises(Refused, match="this section already"):
        report.draw_in(form=found(gate), gate=gate)


@pytest.mark.mission("A071", "A072", "A113")
def test_the_lead_endorses_what_is_signed_off_and_later_words_do_not_carry_it(
    full: World, client_of: Any
) -> None:
    named(full)
    with pytest.raises(Refused, match="begun the report"):
        endorse(full)
    asked = commission(full, kind="imr", who="board")
    begin(full, asked, [("practice", "One")], who="stranger")
    with pytest.raises(Refused, match="not signed off"):
        endorse(full)
    go(full, asked, "stranger", contributions.submit)
    go(full, asked, "manager", contributions.sign_off, seen=[full.versions["One"]])
    for who in ("stranger", "manager", "board"):
        with pytest.raises(Absent):
            endorse(full, who)
    with full.act("senior") as gate, pytest.raises(Refused, match="today or earlier"):
        report.endorse(form=found(gate), on=NOW + timedelta(days=1), gate=gate)
    with full.act("senior") as gate, pytest.raises(Refused, match="the last ten years"):
        report.endorse(form=found(gate), on=NOW - timedelta(days=9000), gate=gate)
    endorse(full)
    with pytest.raises(Refused, match="as it stands already"):
        endorse(full)
    with full.act("senior") as gate:
        ((row, said),) = report.endorsements(gate=gate)
        assert said["versions"] == [full.versions["One"]]
        assert len(said["digest"]) == 64
        due = {(r.matter, r.office) for r in dispatches.dispatches(gate=gate)}
        assert {("report", "npl"), ("report", "ppu")} <= due
    lead, base = visitor(full, client_of, "senior"), base_of(full)
    page = lead.get(base).text
    assert said["digest"] in page
    assert "The report is as it was endorsed." in page
    assert "Send the full pimr report to HMPPS-PPU" in lead.get("/").text
    with full.act("stranger") as gate:
        version = gate.find(report.Version, full.versions["One"], Act.WRITE_SECTION)
        words = [report.Paragraph("p1", "text", "Later words.")]
        report.documents.write(section=version.section, title="One", paragraphs=words, gate=gate)
    assert "They do not carry this endorsement." in lead.get(base).text
    assert row.document_id in str(raw(full, "select document_id from pimr_endorsement"))


@pytest.mark.mission("A073")
def test_circulation_in_the_force_is_a_choice_with_a_reason(full: World, client_of: Any) -> None:
    named(full)
    lead, base = visitor(full, client_of, "senior"), base_of(full)
    assert "not endorsed yet" in lead.post(f"{base}/in-force", {"reasons": SAID}).text
    a_report(full, "One")
    endorse(full)
    assert lead.post(f"{base}/in-force", {"reasons": " "}).status_code == 422
    assert lead.post(f"{base}/in-force", {"reasons": SAID}).status_code == 303
    assert "decided already" in lead.post(f"{base}/in-force", {"reasons": SAID}).text
    with full.act("board") as gate:
        proceedings.record_investigation(state="concluded", since=NOW, gate=gate)
    send(full, "force")
    page = lead.get(base.removesuffix("/full")).text
    assert DRAWN in page
    assert "Circulated" in page
    with full.act("stranger") as gate, pytest.raises(Absent):
        report.circulate_in_force(form=found(gate), why="x", gate=gate)
    assert not raw(full, f"select 1 from {Flag.__tablename__}")
