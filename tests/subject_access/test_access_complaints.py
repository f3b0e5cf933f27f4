"""A complaint about subject access: to whom, by when it is acknowledged, what comes of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.db import reading
from portal.gate import rotation
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import Act
from portal.redaction.access_laws import law
from portal.reviews import stand_downs
from portal.subject_access import complaints, deciders, tasks
from portal.subject_access.models import AccessComplaint, AccessComplaintEntry
from tests.build import World
from tests.cast import CAST
from tests.policy.asking import reading_as
from tests.requests.desk import NOW, PUNJABI
from tests.subject_access.desk import asked, of
from tests.visit import plain, visitor

ON = f"{NOW.day}/{NOW.month}/{NOW.year}"
DRAWN = PUNJABI.replace("<", "&lt;").replace(">", "&gt;")
LATER = NOW + timedelta(days=35)


@pytest.mark.parametrize(
    ("code", "on", "last"),
    [
        ("part_3", date(2026, 6, 19), date(2026, 7, 18)),
        ("uk_gdpr", date(2026, 6, 19), date(2026, 7, 18)),
        ("uk_gdpr", date(2026, 6, 18), None),
        ("health_records", date(2026, 12, 24), date(2026, 12, 31)),
    ],
)
def test_a_complaint_is_acknowledged_in_the_time_of_its_law(
    code: str, on: date, last: date | None
) -> None:
    """Thirty days of which the day that it came is the first, since section 164A is in force; three
    working days after it in the health service: Christmas and the day after are none.
    """
    assert deciders.acknowledged_by(law(code, on), on) == last


def test_who_decides_is_as_the_law_has_it() -> None:
    on = date(2026, 11, 2)
    assert list(deciders.to_whom("part_3", on)) == ["controller", "commissioner", "court"]
    assert list(deciders.to_whom("health_records", on)) == ["controller", "ombudsman", "court"]
    assert list(deciders.can_decide("court", "uk_gdpr", on)) == ["order", "refused"]
    assert set(deciders.can_decide("commissioner", "part_3", on)) >= deciders.NOTICES
    assert deciders.appealed_by(on) == date(2026, 11, 30)


@contextmanager
def of_complaint(world: World, name: str, who: str = "disclosure") -> Iterator[dict[str, Any]]:
    with world.act(who) as gate:
        yield {"complaint": gate.find(AccessComplaint, name, Act.KEEP_SAR), "gate": gate}


def registered(world: World, request: str, to: str = "controller", **given: Any) -> str:
    with world.act("disclosure") as gate:
        told = {"made_to": to, "on": NOW, "reference": "", "words": PUNJABI, **given}
        return complaints.register(request=of(request, gate), **told, gate=gate).id


def waiting(world: World, who: str = "disclosure") -> list[tuple[str, date | None]]:
    with reading_as(world, who) as gate:
        return [(t.what, t.due) for t in tasks.waits(gate=gate) if "complaint" in t.what]


@pytest.mark.slow
def test_a_complaint_to_the_organisation_is_acknowledged_and_its_outcome_told(
    world: World,
) -> None:
    request = asked(world)
    for wrong, sentence in (
        ({"to": "ombudsman"}, "to whom"),
        ({"to": "commissioner"}, "reference"),
        ({"on": NOW - timedelta(days=1)}, "before the request"),
        ({"on": NOW + timedelta(days=1)}, "."),
        ({"on": date(1, 1, 1)}, "."),
    ):
        with pytest.raises(Refused, match=sentence):
            registered(world, request, **wrong)
    name = registered(world, request)
    with pytest.raises(Refused, match="open already"):
        registered(world, request)
    ((what, due),) = waiting(world)
    assert (what, due) == (tasks.OWED["acknowledged"], NOW + timedelta(days=29))
    assert waiting(world, "senior") == waiting(world, "probation_senior") == []
    with of_complaint(world, name) as it:
        with pytest.raises(Refused, match="owed the outcome"):
            complaints.close(**it, on=NOW)
        complaints.acknowledge(**it, on=NOW, letter=PUNJABI)
        with pytest.raises(Refused, match="told already"):
            complaints.acknowledge(**it, on=NOW, letter=PUNJABI)
    assert waiting(world) == [(tasks.OWED["outcome"], None)]
    _outcome_corrected(world, name)
    with of_complaint(world, name) as it:
        complaints.close(**it, on=NOW)
        for act, given in (
            (complaints.enter, {"what": "note", "words": "x"}),
            (complaints.acknowledge, {"letter": "x"}),
            (complaints.close, {}),
        ):
            with pytest.raises(Refused, match="closed"):
                act(**it, on=NOW, **given)
    assert waiting(world) == []
    assert registered(world, request) != name
    _not_for_others(world, name)
    with reading(world.vault.engine) as connection:
        for table in ("access_complaint", "access_complaint_entry"):
            rows = connection.exec_driver_sql(f"select * from {table}").all()
            assert rows
            assert PUNJABI.encode() not in repr(rows).encode()


def _outcome_corrected(world: World, name: str) -> None:
    """What was entered wrongly counts no more, so that it can be entered as it was."""
    with of_complaint(world, name) as it:
        given = {"what": "outcome", "on": NOW, "words": "x"}
        with pytest.raises(Refused, match="what was found"):
            complaints.enter(**it, **given, code="enforcement_notice")
        wrong = complaints.enter(**it, **given, code="upheld").id
    assert waiting(world) == []
    with of_complaint(world, name) as it:
        made = complaints.correct(**it, entry=wrong, words=PUNJABI)
        for again in (wrong, made.id, "0" * 32):
            with pytest.raises(Refused, match="Choose one"):
                complaints.correct(**it, entry=again, words="x")
    assert waiting(world) == [(tasks.OWED["outcome"], None)]
    with of_complaint(world, name) as it:
        complaints.enter(**it, **given, code="not_upheld")
        rows = complaints.entries(of=[name], gate=it["gate"])
    assert [row.what for row in rows] == ["acknowledged", "outcome", "correction", "outcome"]
    assert [row.code for row in complaints.counted(rows)] == [None, "not_upheld"]


def _not_for_others(world: World, name: str) -> None:
    for who in sorted(set(CAST) - {"disclosure"}):
        with pytest.raises(Absent), of_complaint(world, name, who):
            pass
    for who in sorted(set(CAST) - {"disclosure", "senior"}):
        with pytest.raises(Absent), world.act(who) as gate:
            gate.find(AccessComplaint, name, Act.READ_SAR)


@pytest.mark.slow
def test_what_the_commissioner_and_a_court_want_waits_until_it_is_done(world: World) -> None:
    request = asked(world)
    name = registered(world, request, "commissioner", reference="IC-1")
    court = registered(world, request, "court", reference="KB-2026-1")
    with of_complaint(world, name) as it:
        enter = {**it, "on": NOW, "words": PUNJABI}
        with pytest.raises(Refused, match="own organisation"):
            complaints.acknowledge(**it, on=NOW, letter="x")
        for wrong in ({"what": "asked"}, {"what": "step", "until": NOW - timedelta(days=1)},
                      {"what": "asked", "until": NOW + timedelta(days=40000)},
                      {"what": "outcome", "code": "upheld"}, {"what": "nothing"},
                      {"what": "decided", "code": "order"}, {"what": "appeal"},
                      {"what": "note", "on": NOW - timedelta(days=9)}):  # fmt: skip
            with pytest.raises(Refused):
                complaints.enter(**{**enter, **wrong})
        complaints.enter(**enter, what="decided", code="enforcement_notice")
        step = complaints.enter(**enter, what="step", until=LATER).id
        complaints.enter(**enter, what="appeal")
        with pytest.raises(Refused, match="not done yet"):
            complaints.close(**it, on=NOW)
    with of_complaint(world, court) as it:
        complaints.enter(**it, what="decided", code="order", on=NOW, words="x")
        wrong = complaints.enter(**it, what="asked", until=LATER, on=NOW, words="x").id
    assert waiting(world) == [(tasks.TO_DO["step"], LATER), (tasks.TO_DO["asked"], LATER)]
    with of_complaint(world, court) as it:
        complaints.correct(**it, entry=wrong, words="It was asked of somebody else.")
    assert waiting(world) == [(tasks.TO_DO["step"], LATER)]
    with world.act("disclosure") as gate:
        with pytest.raises(Refused, match="any more"):
            complaints.done(entry=_entry(wrong, gate), on=NOW, gate=gate)
        complaints.done(entry=_entry(step, gate), on=NOW, gate=gate)
        with pytest.raises(Refused, match="any more"):
            complaints.done(entry=_entry(step, gate), on=NOW, gate=gate)
    with of_complaint(world, name) as it:
        complaints.close(**it, on=NOW)
    _stood_down(world, court)


def _entry(name: str, gate: Gate) -> AccessComplaintEntry:
    return gate.find(AccessComplaintEntry, name, Act.KEEP_SAR)  # type: ignore[no-any-return]


def _stood_down(world: World, name: str) -> None:
    with world.act("senior") as gate:
        scope = {"scope": "owner", "what": gate.body, "why": "Her cousin."}
        stand_downs.stand_down(person=world.people["disclosure"], **scope, gate=gate)
    with pytest.raises(Absent), of_complaint(world, name) as it:
        complaints.close(**it, on=NOW)
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with pytest.raises((Refused, Absent)), of_complaint(world, name) as it:
        complaints.close(**it, on=NOW)


@pytest.mark.slow
def test_a_complaint_on_its_pages(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}/subject-access"
    officer, request = visitor(world, client, "disclosure"), asked(world)

    def did(path: str, **fields: str) -> str:
        answer = officer.post(path, fields)
        assert answer.status_code == 303, answer.text[:4000]
        return str(answer.headers["location"])

    new = f"{base}/{request}/complaint"
    told = {"made_to": "controller", "on": ON, "reference": "", "words": PUNJABI}
    for wrong in ({"made_to": "x"}, {"on": "x"}, {"words": ""}, {"words": "x" * 4001},
                  {"made_to": "commissioner"}, {"reference": "x" * 201}):  # fmt: skip
        assert officer.post(new, {**told, **wrong}).status_code == 422, wrong
    one = did(new, **told).partition("?")[0]
    assert one in officer.get(f"{base}/{request}").text
    assert tasks.OWED["acknowledged"] in officer.get("/").text
    assert DRAWN in officer.get(one).text
    assert officer.post(f"{one}/enter", {"what": "step", "on": ON, "words": "x"}).status_code == 422
    did(f"{one}/acknowledge", on=ON, words=PUNJABI)
    assert officer.post(f"{one}/acknowledge", {"on": ON, "words": ""}).status_code == 422
    page = officer.get(one).text
    letter = next(p for p in page.split('"') if p.endswith("/letter"))
    text = officer.get(letter).text
    assert DRAWN in text
    assert "Information Commissioner" in text
    assert "You may complain to us" not in text
    did(f"{one}/enter", what="step", on=ON, until=ON, found="", words=PUNJABI)
    entry = next(p for p in officer.get(one).text.split('"') if "/complaints/entries/" in p
                 and not p.endswith("letter"))  # fmt: skip
    assert officer.get(f"{entry}/letter").status_code == 404
    assert "done=entry_done" in did(entry, on=ON)
    assert officer.post(entry, {"on": ON}).status_code == 422
    wrong = entry.rpartition("/")[2]
    assert officer.post(f"{one}/correct", {"which": "", "words": ""}).status_code == 422
    did(f"{one}/correct", which=wrong, words=PUNJABI)
    page = officer.get(one).text
    assert "counts no more" in page
    assert "It corrects: something has to be done" in page
    did(f"{one}/enter", what="outcome", on=ON, until="", found="part", words="x")
    assert "The complaint is right in part" in officer.get(one).text
    assert officer.get(did(f"{one}/close", on=ON)).text.count("Closed on") == 1
    assert officer.post(f"{one}/close", {"on": ON}).status_code == 422
    reader = visitor(world, client, "senior").get(one).text
    assert "Enter what happened" not in reader
    for who in ("chair", "probation_senior"):
        them = visitor(world, client, who)
        absent = plain(them.get(f"{base}/complaints/{'0' * 32}"))
        for path in (one, letter):
            answer = them.get(path)
            assert (answer.status_code, plain(answer)) == (404, absent), who
