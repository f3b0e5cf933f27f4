"""The people in the case: sealed in the database, found exactly, and named in no address or log."""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import reading, writing
from portal.gate.gate import Absent
from portal.gate.policy import Act
from portal.gate.sealed import Sealed
from portal.reviews import acts, bands
from portal.reviews.models import Subject
from tests import cast, grounds
from tests.build import World, contribution, signed_agreement
from tests.grounds import Patterns
from tests.visit import Visitor, open_portal

ROOT = Path(__file__).resolve().parents[2]
LAST, FIRST, BORN, REFERENCE = "Ó Súilleabháin", "Ffion Gwenllïan", date(1984, 2, 29), "VS-70/41 b"
MAY_READ = {"author", "probation_author", "senior", "probation_senior", "disclosure", "chair"}
MAY_READ |= {"manager"}  # of the agency that entered them
MAY_FIND = {"author", "probation_author", "disclosure", "chair"}


def named(world: World, who: str = "author", owner: str = cast.POLICE, **other: Any) -> str:
    told = {"last_name": LAST, "first_name": FIRST, "born": BORN, "reference": REFERENCE, **other}
    with world.act(who) as gate:
        return acts.name_subject(part="perpetrator", gate=gate, **told).id


def begun(world: World) -> World:
    """A review with one person in its case."""
    world.people["subject"] = named(world)
    return world


@pytest.fixture
def case(bare_world: World) -> World:
    return begun(bare_world)


@pytest.fixture(params=["sqlite", "postgresql"])
def either_case(
    request: pytest.FixtureRequest, patterns: Patterns, tmp_path: Path
) -> Iterator[World]:
    """On each engine in turn."""
    with grounds.copied(patterns, request.param, "cast", tmp_path) as made:
        yield begun(made.world)


def row_of(world: World) -> Any:
    with reading(world.vault.engine) as connection:
        wanted = sa.select(Subject.__table__).where(Subject.id == world.people["subject"])
        return connection.execute(wanted).one()


def everything_stored(world: World) -> str:
    """Every cell of every table, and every file beside the database."""
    with reading(world.vault.engine) as connection:
        tables = sa.inspect(connection).get_table_names()
        rows = [connection.execute(sa.text(f'select * from "{t}"')).all() for t in tables]
    cells = [
        cell if isinstance(cell, bytes) else str(cell).encode()
        for table in rows for row in table for cell in row
    ]  # fmt: skip
    folder = world.settings.key_file.parent
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return b"\n".join([*cells, *files]).decode(errors="replace")


def found(world: World, who: str = "author", **wanted: str) -> list[str]:
    with world.act(who) as gate:
        return [row.id for row in acts.find_subjects(wanted=wanted, gate=gate)]


def read(world: World, who: str, *fields: str) -> dict[str, str]:
    with world.act(who) as gate:
        row = gate.find(Subject, world.people["subject"], Act.READ_SUBJECT)
        return gate.open(row, *fields, act=Act.READ_SUBJECT, model=Subject)


def who_may(world: World, deed: Callable[[str], object]) -> set[str]:
    allowed = set()
    for who in cast.CAST:
        try:
            deed(who)
        except Absent:
            continue
        allowed.add(who)
    return allowed


@pytest.mark.mission("A089", "A090", "A091", "A092")
def test_every_field_is_sealed_and_comes_back_exactly(either_case: World) -> None:
    row, kept = row_of(either_case), everything_stored(either_case)
    fields = {"last_name": LAST, "first_name": FIRST, "reference": REFERENCE}
    for field, words in fields.items():
        assert isinstance(getattr(row, field), Sealed)
        for spelled in (words, words.casefold(), words.upper()):
            assert spelled not in kept
    assert isinstance(row.date_of_birth, Sealed)
    assert not re.search(r"1984-?02-?29|29[/. ]0?2[/. ]1984", kept)
    told = read(either_case, "author", *fields, "date_of_birth")
    assert told == {**fields, "date_of_birth": "1984-02-29"}


@pytest.mark.mission("A089", "A090", "A091", "A092")
def test_the_names_are_open_to_those_whom_the_law_names(case: World) -> None:
    for field in ("last_name", "first_name", "date_of_birth", "reference"):
        assert who_may(case, lambda who, f=field: read(case, who, f)) == MAY_READ


@pytest.mark.mission("A089")
def test_a_last_name_is_found_exactly_and_by_its_index_alone(case: World) -> None:
    here = [case.people["subject"]]
    named(case, last_name="O Suilleabhain", reference="", born=None)
    for typed in (LAST, "  ó   SÚILLEABHÁIN "):
        assert found(case, last_name=typed) == here
    for typed in ("O'Súilleabháin", "Súilleabháin", LAST[:-1], LAST + "a", "%", ""):
        assert found(case, last_name=typed) == []
    index = row_of(case).last_name_index
    assert re.fullmatch(r"[0-9a-f]{32}", index)
    assert not hasattr(row_of(case), "first_name_index")


@pytest.mark.mission("A089", "A091", "A092")
def test_each_column_has_a_blind_index_of_its_own(case: World) -> None:
    same = named(case, last_name="19840229", reference="19840229", born=None)
    case.people["subject"] = same
    row = row_of(case)
    assert row.last_name_index != row.reference_index
    assert row.date_of_birth_index is None
    assert found(case, last_name="19840229", reference="19840229") == [same]
    assert found(case, last_name="19840229", reference=REFERENCE) == []


@pytest.mark.mission("A089")
def test_two_agencies_index_the_same_name_differently_and_both_are_found(
    either_case: World,
) -> None:
    mine = either_case.people["subject"]
    theirs = named(either_case, "probation_author", cast.PROBATION)
    ours = row_of(either_case)
    either_case.people["subject"] = theirs
    for column in ("last_name_index", "date_of_birth_index", "reference_index"):
        assert getattr(row_of(either_case), column) != getattr(ours, column)
    assert found(either_case, last_name=LAST) == [mine, theirs]


@pytest.mark.mission("A089", "A091", "A092")
@pytest.mark.parametrize(
    "wanted",
    [{"last_name": LAST}, {"date_of_birth": BORN.isoformat()}, {"reference": REFERENCE}],
    ids=lambda wanted: next(iter(wanted)),
)
def test_exact_search_is_for_those_whom_the_law_names(case: World, wanted: dict[str, str]) -> None:
    assert who_may(case, lambda who: found(case, who, **wanted)) == MAY_FIND
    assert found(case, "chair", **wanted) == [case.people["subject"]]


@pytest.mark.mission("A091")
@pytest.mark.parametrize(
    ("born", "on", "band"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), "Aged under 10"),
        (date(2016, 1, 2), date(2026, 1, 1), "Aged under 10"),
        (date(2016, 1, 1), date(2026, 1, 1), "Aged 10 to 13"),
        (date(2008, 1, 1), date(2025, 12, 31), "Aged 14 to 17"),
        (date(2008, 1, 1), date(2026, 1, 1), "Aged 18 to 24"),
        (date(1984, 2, 29), date(2019, 2, 28), "Aged 25 to 34"),
        (date(1984, 2, 29), date(2019, 3, 1), "Aged 35 to 44"),
        (date(1941, 1, 1), date(2025, 12, 31), "Aged 75 to 84"),
        (date(1941, 1, 1), date(2026, 1, 1), "Aged 85 or over"),
        (date(1900, 1, 1), date(2026, 1, 1), "Aged 85 or over"),
    ],
)
def test_an_age_band_is_all_that_most_may_know(born: date, on: date, band: str) -> None:
    assert bands.age_band(born, on) == band


@pytest.mark.mission("A091")
def test_the_bands_reach_every_member_and_the_date_does_not(case: World) -> None:
    named(case, born=None, reference="")
    with case.act("lay") as gate:
        told = [band for _, band in bands.subjects_in_bands(gate=gate)]
        band = bands.age_band(BORN, gate.now.date())
        gate.now += timedelta(days=20 * 365)
        later = [band for _, band in bands.subjects_in_bands(gate=gate)]
    assert told == [band, "Age not known"]
    assert later == told, "a band that changed would tell a birthday"
    with pytest.raises(Absent):
        read(case, "lay", "date_of_birth")


# Through the pages


def pages_seen(world: World, who: str, client: Any, reference: str) -> list[str]:
    """Everything that somebody's browser is given: addresses, headers and pages."""
    visitor, base = Visitor(client, world.sign_in(who)), f"/reviews/{world.review}"
    people = f"{base}/people"
    answers = [
        visitor.get(base),
        visitor.get(people),
        visitor.post(people, {"reference": reference}),
        visitor.post(people, {"reference": reference, "day": "31", "month": "2", "year": "1980"}),
        visitor.get(f"{people}/{world.people['subject']}"),
        visitor.get(f"{base}/read"),
    ]
    return [f"{a.url}\n{a.headers}\n{a.text}" for a in answers]


ADDRESS = re.compile(r'(?:href|action|src|content)="([^"]*)"|^(https?://\S*)', re.MULTILINE)


@pytest.mark.mission("A092")
def test_a_reference_is_in_no_address_and_no_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    reference = next(w for w, what in world.canaries.items() if what == "subject reference")
    world.people["subject"] = the_subject(world)
    with caplog.at_level(logging.DEBUG), open_portal(world) as client:
        seen = {who: pages_seen(world, who, client, reference) for who in ("author", "lay")}
    assert any(reference in text for text in seen["author"]), "the author may read it"
    addresses = [a or b for texts in seen.values() for t in texts for a, b in ADDRESS.findall(t)]
    assert len(addresses) > 50
    assert not [address for address in addresses if reference.casefold() in address.casefold()]
    assert reference not in caplog.text
    assert not [r for r in caplog.records if reference in str(vars(r))]
    searched = seen["author"][2]
    assert f"/people/{world.people['subject']}" in searched


@pytest.mark.mission("A092")
def test_an_address_that_holds_a_reference_finds_nobody(world: World) -> None:
    """The search is a form that is posted: nothing reads a reference from an address."""
    reference = next(w for w, what in world.canaries.items() if what == "subject reference")
    with open_portal(world) as client:
        visitor = Visitor(client, world.sign_in("author"))
        page = f"/reviews/{world.review}/people"
        answer = visitor.get(f"{page}?reference={reference}&last_name={reference}")
    assert the_subject(world) not in answer.text
    assert reference not in answer.text


@pytest.mark.mission("A092")
def test_a_failure_of_the_portal_logs_no_reference(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A key is broken when the search needs it: what is logged names the place in the code."""
    reference = next(w for w, what in world.canaries.items() if what == "subject reference")
    with caplog.at_level(logging.DEBUG), open_portal(world) as client:
        visitor = Visitor(client, world.sign_in("author"))
        with writing(world.vault.engine) as connection:
            connection.execute(
                sa.text("update data_key set wrapped = x'00' where \"use\" = 'index'")
            )
        answer = visitor.post(f"/reviews/{world.review}/people", {"reference": reference})
    assert answer.status_code == 500
    assert [r for r in caplog.records if r.name.startswith("portal")]
    assert reference not in caplog.text


def test_nothing_in_the_portal_sends_mail() -> None:
    sends = re.compile(r"^\s*(?:import|from)\s+(?:smtplib|aiosmtplib|email\.mime)\b", re.MULTILINE)
    sources = list((ROOT / "portal").rglob("*.py"))
    assert len(sources) > 40
    assert not [path.name for path in sources if sends.search(path.read_text(encoding="utf-8"))]


def the_subject(world: World) -> str:
    with reading(world.vault.engine) as connection:
        return str(connection.execute(sa.select(Subject.id)).scalar_one())


def test_searching_is_on_record_without_what_was_sought(case: World) -> None:
    signed_agreement(case)
    contribution(case, [("context", "Context")])
    found(case, reference=REFERENCE, last_name=LAST)
    stored = everything_stored(case)
    with reading(case.vault.engine) as connection:
        query = "select entry from ledger_entry where act = 'find_subject'"
        assert connection.execute(sa.text(query)).all()
    for words in (REFERENCE, LAST, LAST.casefold()):
        assert words not in stored
