"""The directory: who may keep it, that names are sealed, and what ends at once."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from portal.directory import acts as directory
from portal.gate.gate import Absent, Actor, Gate, Refused
from portal.gate.policy import Act, Role
from portal.gate.vault import CONSOLE
from portal.people import acts
from portal.people.names import names
from tests.people.door import Browser, Enrolled, Portal

pytestmark = pytest.mark.slow

NAMES = {
    "Welsh": "Siôn ap Rhŷs Ŵyn",
    "Punjabi": "ਗੁਰਪ੍ਰੀਤ ਸੰਧੂ",
    "Arabic": "أمينة الرحمن",
    "emoji": "Zoë 👩🏽‍⚖️ O’Neill",
    "private use": "K\ue000lari \U00100000",
    "two spellings": "Zoe\u0308 Zo\u00eb",
    "marks": "<b>&amp;\"' {{ x }}",
}
SIGNED_IN = ("role:anyone", "role:signed_in")
VERBS: dict[str, Callable[[str, Gate], object]] = {
    "add_agency": lambda _, gate: directory.add_agency(name="New", kind="police", gate=gate),
    "add_person": lambda _, gate: directory.add_person(
        agency_id=None, name="New", email="new@x.example", gate=gate
    ),
    "renew": lambda who, gate: directory.renew_enrolment(person_id=who, gate=gate),
    "appoint": lambda who, gate: directory.appoint(person_id=who, role=Role.AUDITOR, gate=gate),
    "dismiss": lambda who, gate: directory.dismiss(
        person_id=who, role=Role.ADMINISTRATOR, gate=gate
    ),
    "suspend": lambda who, gate: directory.suspend(person_id=who, why="why", gate=gate),
    "restore": lambda who, gate: directory.restore(person_id=who, why="why", gate=gate),
}


def appointed(portal: Portal, role: Role = Role.ADMINISTRATOR) -> Enrolled:
    made = portal.enrolled()
    with portal.vault.act("", actor=CONSOLE) as gate:
        directory.appoint(person_id=made.id, role=role, gate=gate)
    return made


def test_nothing_changes_for_those_who_may_not(portal: Portal) -> None:
    administrator, auditor = appointed(portal), portal.add("Petra Lowe", "petra@x.example")
    with portal.vault.act("", actor=CONSOLE) as gate:
        directory.appoint(person_id=auditor, role=Role.AUDITOR, gate=gate)
    before = portal.whole()
    for person, groups in [("", SIGNED_IN[:1]), ("0" * 32, SIGNED_IN), (auditor, SIGNED_IN)]:
        actor = Actor(person, "", groups)
        for verb in VERBS.values():
            known = len(portal.entries(Act.KEEP_DIRECTORY))
            with pytest.raises(Absent), portal.vault.act("", actor=actor) as gate:
                verb(administrator.id, gate)
            assert portal.whole() == before
            entries = [json.loads(e) for e in portal.entries(Act.KEEP_DIRECTORY)]
            assert len(entries) == known + 1
            assert [e for e in entries if e["outcome"] == "refused" and e["actor"] == person]


def test_nobody_is_found_by_an_odd_or_unknown_id(portal: Portal) -> None:
    portal.add()
    before = portal.whole()
    for verb in sorted(set(VERBS) - {"add_agency", "add_person"}):
        for odd in ("", "0" * 32, "x" * 32, "0" * 31, "\0", "' or 1=1 --"):
            with pytest.raises(Absent), portal.vault.act("", actor=CONSOLE) as gate:
                VERBS[verb](odd, gate)
    assert portal.whole() == before


def test_an_administrator_keeps_it_until_she_is_dismissed(portal: Portal) -> None:
    made = appointed(portal)
    actor = Actor(made.id, "", SIGNED_IN)
    with portal.vault.act("", actor=actor) as gate:
        directory.add_agency(name="Fenwick Health Trust", kind="health", gate=gate)
    other = portal.second()
    with portal.vault.act("", actor=CONSOLE) as gate:
        directory.dismiss(person_id=made.id, role=Role.ADMINISTRATOR, gate=gate)
    with pytest.raises(Absent), other.vault.act("", actor=actor) as gate:
        directory.add_agency(name="Another", kind="health", gate=gate)


def test_refusals_are_sentences_and_change_nothing(portal: Portal) -> None:
    made = appointed(portal)
    with portal.vault.act("", actor=CONSOLE) as gate:
        directory.add_agency(name="Westmarch Police", kind="police", gate=gate)
    actor = Actor(made.id, "", SIGNED_IN)
    before = portal.whole()
    refused: list[Callable[[Gate], object]] = [
        lambda gate: directory.add_agency(name="Westmarch Police", kind="police", gate=gate),
        lambda gate: directory.add_person(agency_id="0" * 32, name="A", email="a@b", gate=gate),
        lambda gate: directory.add_person(
            agency_id=None, name="A", email=" ＡMINA@westmarch.Example", gate=gate
        ),
        lambda gate: directory.appoint(person_id=made.id, role=Role.ADMINISTRATOR, gate=gate),
        lambda gate: directory.appoint(person_id=made.id, role=Role.CHAIR, gate=gate),
        lambda gate: directory.dismiss(person_id=made.id, role=Role.AUDITOR, gate=gate),
        lambda gate: directory.suspend(person_id=made.id, why="myself", gate=gate),
    ]
    for verb in refused:
        with (
            pytest.raises(Refused, match=r"^[A-Z].*\.$"),
            portal.vault.act("", actor=actor) as gate,
        ):
            verb(gate)
        assert portal.whole() == before


def test_names_come_back_exactly_and_with_the_agency(portal: Portal) -> None:
    told, people = {}, {}
    with portal.vault.act("", actor=CONSOLE) as gate:
        agency = directory.add_agency(name="Heddlu Gorllewin", kind="police", gate=gate)
        for number, name in enumerate(NAMES.values()):
            inside = agency if number % 2 else None
            person, _ = directory.add_person(
                agency_id=inside, name=name, email=f"{number}@x.example", gate=gate
            )
            told[person] = f"{name}, Heddlu Gorllewin" if inside else name
            people[person] = name
    with portal.vault.act("", actor=Actor("0" * 32, "", SIGNED_IN)) as gate:
        assert names(gate=gate, person_ids=told) == told
        assert names(gate=gate, person_ids=["0" * 32]) == {}
    assert not any(name in repr(portal.whole()) for name in people.values())


def test_many_names_are_one_query_and_none_are_none(portal: Portal) -> None:
    ids = [portal.add(f"Person {n}", f"{n}@x.example") for n in range(12)]
    asked: list[str] = []
    with portal.vault.act("", actor=CONSOLE) as gate:
        names(gate=gate, person_ids=ids)
        sa.event.listen(portal.vault.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        assert len(names(gate=gate, person_ids=ids)) == 12
        assert len(asked) == 1
        assert names(gate=gate, person_ids=[]) == {}
        assert len(asked) == 1


def test_names_are_for_those_who_are_signed_in(portal: Portal) -> None:
    person = portal.add()
    with pytest.raises(Absent), portal.vault.read("") as gate:
        names(gate=gate, person_ids=[person])


def test_the_ledger_says_who_was_added_appointed_and_suspended_and_no_words(
    portal: Portal,
) -> None:
    with portal.vault.act("", actor=CONSOLE) as gate:
        agency = directory.add_agency(name="Westmarch Police", kind="police", gate=gate)
        person, _ = directory.add_person(
            agency_id=agency, name="Amina Rahman", email="a@x.example", gate=gate
        )
        directory.appoint(person_id=person, role=Role.AUDITOR, gate=gate)
        directory.suspend(person_id=person, why="because of canary", gate=gate)
        directory.restore(person_id=person, why="because of canary", gate=gate)
    kept = [json.loads(e) for e in portal.entries(Act.KEEP_DIRECTORY)]
    hers = [e for e in kept if [person] in e["things"].values()]
    assert {e["stream"] for e in hers} == {agency}
    refs = {ref for e in hers for ref in e["things"]}
    assert refs == {"law:R0", f"appointment:{person}:auditor", "suspension", "restoration"}
    assert [bool(e["reason"]) for e in hers if "suspension" in e["things"]] == [True]
    assert not any("canary" in e or "Amina" in e for e in portal.entries())
    assert "canary" not in repr(portal.whole())


RACES = 25


def test_no_session_survives_a_suspension_that_it_races(portal: Portal) -> None:
    amina, other = portal.enrolled(), portal.second()
    proof = portal.proof(amina)
    with ThreadPoolExecutor(2) as pool:
        for _ in range(RACES):
            portal.later(seconds=30)
            together = Barrier(2)
            token = pool.submit(_arrive, portal, amina, proof, together)
            pool.submit(_suspend, other, amina, together).result()
            browser = Browser(portal, cookies={"__Host-session": token.result()})
            assert not browser.signed_in
            with portal.vault.act("", actor=CONSOLE) as gate:
                directory.restore(person_id=amina.id, why="again", gate=gate)
            assert not browser.signed_in


def test_a_password_that_was_changed_since_it_was_checked_opens_nothing(portal: Portal) -> None:
    amina = portal.enrolled()
    proof = portal.proof(amina)
    with portal.vault.act("", actor=CONSOLE) as gate:
        portal.codes[amina.id] = directory.renew_enrolment(person_id=amina.id, gate=gate)
    anew = portal.enrol(amina.id, amina.email, "a wholly new password")
    with pytest.raises(Absent), portal.vault.act("", locked=False) as gate:
        acts.sign_in(proof=proof, code=anew.code(portal.now), gate=gate)


def test_an_old_password_opens_nothing_that_outlives_its_change(portal: Portal) -> None:
    amina, other = portal.enrolled(), portal.second()
    for _ in range(RACES):
        proof = portal.proof(amina)
        portal.later(seconds=30)
        together = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            token = pool.submit(_arrive, portal, amina, proof, together)
            portal.codes[amina.id] = pool.submit(_renew, other, amina, together).result()
        assert not Browser(portal, cookies={"__Host-session": token.result()}).signed_in
        amina = portal.enrol(amina.id, amina.email)


def _arrive(portal: Portal, who: Enrolled, proof: acts.Proof, together: Barrier) -> str:
    together.wait()
    try:
        with portal.vault.act("", locked=False) as gate:
            person = acts.sign_in(proof=proof, code=who.code(portal.now), gate=gate)
            return acts.arrive(person=person, old="", browser="", gate=gate)[0]
    except Absent:
        return ""


def _suspend(portal: Portal, who: Enrolled, together: Barrier) -> None:
    together.wait()
    with portal.vault.act("", actor=CONSOLE) as gate:
        directory.suspend(person_id=who.id, why="raced", gate=gate)


def _renew(portal: Portal, who: Enrolled, together: Barrier) -> str:
    together.wait()
    with portal.vault.act("", actor=CONSOLE) as gate:
        return directory.renew_enrolment(person_id=who.id, gate=gate)
