"""The register of the people in a case: who keeps and who reads it, and one label for one person."""

import html
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.persons import acts, forms, joining
from portal.persons.matching import Matcher
from portal.persons.models import KnownPerson, PersonJoin
from portal.persons.pseudonyms import put, spans
from portal.persons.told import Told, dump, load
from portal.web.page import Wrong
from tests.build import World
from tests.cast import CAST, EVERYBODY
from tests.policy.asking import raw, reading_as
from tests.visit import visitor

pytestmark = pytest.mark.slow
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
POLICE_SIDE = {"author", "manager", "senior", "disclosure"}
REDACTORS = {"chair", "senior", "disclosure", "probation_senior"}


def told(*names: str, **more: Any) -> Told:
    return Told(names=names or ("Sarah Jane Hargreaves",), **more)


def entered(world: World, who: str = "disclosure", role: str = "child", **more: Any) -> str:
    given = more.pop("told", None) or told(**more)
    with world.act(who) as gate:
        return acts.enter(role=role, deceased="unknown", told=given, gate=gate).id


def shown(world: World, name: str, who: str = "disclosure", *, to_all: bool = True) -> None:
    with world.act(who) as gate:
        row = gate.find(KnownPerson, name, Act.SHOW_PERSON)
        acts.show(person=row, shown=to_all, why=SAID, gate=gate)


def sees(world: World, name: str, cast: Iterable[str] = CAST) -> set[str]:
    found = set()
    for who in cast:
        with reading_as(world, who) as gate:
            if any(row.id == name for row in acts.entries(gate=gate)):
                found.add(who)
    return found


def known(world: World, who: str) -> dict[str, Any]:
    with reading_as(world, who) as gate:
        return {one.id: one for one in acts.known(gate=gate)}


def test_an_entry_is_its_owners_until_it_is_shown(world: World) -> None:
    name = entered(world)
    assert sees(world, name) == POLICE_SIDE
    shown(world, name)
    assert sees(world, name) == POLICE_SIDE | REDACTORS
    shown(world, name, to_all=False)
    assert sees(world, name) == POLICE_SIDE
    assert len(raw(world, "select * from person_showing")) == 2, "each decision is kept"


def test_who_may_keep_and_show(world: World) -> None:
    keeps = set()
    for who in EVERYBODY:
        try:
            with world.act(who) as gate:
                acts.enter(role="adult", deceased="no", told=told(), gate=gate)
            keeps.add(who)
        except Absent:
            pass
    assert keeps == {*POLICE_SIDE, "probation_senior", "probation_author", "chair"}
    name = entered(world)
    for who in ("author", "manager", "probation_senior", "chair"):
        with world.act(who) as gate, pytest.raises(Absent):
            gate.find(KnownPerson, name, Act.SHOW_PERSON)


def test_a_change_keeps_what_was_said(world: World) -> None:
    first = told(note=SAID, born=date(1990, 5, 3), references=(("pnc", "79/163001B"),))
    name = entered(world, told=first)
    with world.act("author") as gate:
        row = gate.find(KnownPerson, name, Act.KEEP_PERSON)
        acts.change(person=row, role="adult", deceased="yes", told=told("Ann Hill"), gate=gate)
        assert (row.role, row.number) == ("adult", 1)
    with reading_as(world, "disclosure") as gate:
        every = acts.versions(person=name, gate=gate)
        assert [words for _, words in every] == [first, told("Ann Hill")]
        assert [version.role for version, _ in every] == ["child", "adult"]
        recorded = [fact for fact in gate.facts if fact.act == Act.READ_PERSON]
        assert recorded, "reading a person is recorded"


def test_a_closed_entry_opens_to_nobody_and_is_matched_with_nothing(world: World) -> None:
    name = entered(world)
    shown(world, name)
    with world.act("senior") as gate:
        row = gate.find(KnownPerson, name, Act.KEEP_PERSON)
        with pytest.raises(Refused, match="Say why"):
            acts.close(person=row, why=" ", gate=gate)
        acts.close(person=row, why=SAID, gate=gate)
    assert sees(world, name) == POLICE_SIDE
    assert known(world, "disclosure") == {}
    with world.act("senior") as gate:
        row = gate.find(KnownPerson, name, Act.KEEP_PERSON)
        for again in (
            lambda: acts.close(person=row, why=SAID, gate=gate),
            lambda: acts.change(person=row, role="adult", deceased="no", told=told(), gate=gate),
            lambda: acts.show(person=row, shown=False, why=SAID, gate=gate),
        ):
            with pytest.raises(Refused, match="closed"):
                again()


def joined(world: World) -> tuple[str, str, str]:
    one, other = entered(world), entered(world, "probation_senior", "adult", told=told("Shaz"))
    with world.act("disclosure") as gate:
        mine = gate.find(KnownPerson, one, Act.KEEP_PERSON)
        with pytest.raises(Absent):
            joining.propose(first=mine, second=joining.one_of(other, gate), gate=gate)
    shown(world, other, "probation_senior")
    with world.act("disclosure") as gate:
        mine = gate.find(KnownPerson, one, Act.KEEP_PERSON)
        with pytest.raises(Refused, match="Show your entry"):
            joining.propose(first=mine, second=joining.one_of(other, gate), gate=gate)
    shown(world, one)
    with world.act("disclosure") as gate:
        mine, second = gate.find(KnownPerson, one, Act.KEEP_PERSON), joining.one_of(other, gate)
        join = joining.propose(first=mine, second=second, gate=gate).id
        with pytest.raises(Refused, match="already"):
            joining.propose(first=mine, second=second, gate=gate)
    return one, other, join


def test_two_bodies_entries_of_one_person_have_one_label(world: World) -> None:
    one, other, join = joined(world)
    assert {person.label for person in known(world, "disclosure").values()} == {
        "Child 1",
        "Adult 1",
    }
    with world.act("disclosure") as gate, pytest.raises(Absent):
        gate.find(PersonJoin, join, Act.KEEP_PERSON)
    with world.act("probation_senior") as gate:
        asked = gate.find(PersonJoin, join, Act.KEEP_PERSON)
        joining.answer(join=asked, to="agreed", gate=gate)
        with pytest.raises(Refused, match="settled"):
            joining.answer(join=asked, to="agreed", gate=gate)
    staff = entered(world, role="professional", told=told("Daniel Kowalski"))
    for who in ("disclosure", "senior"):
        people = known(world, who)
        assert set(people) == {one, staff}
        assert people[one].names == ("Sarah Jane Hargreaves", "Shaz")
        labels = {person.id: person.label for person in people.values()}
        text = "DC Kowalski told Shaz’s mother that Sarah had gone."
        places, asked_of = spans(Matcher(list(people.values())).find([text]), labels)
        assert asked_of == []
        assert put(text, places) == "Professional 1 told Child 1’s mother that Child 1 had gone."
    with world.act("probation_senior") as gate:
        joining.end(name=join, gate=gate)
    assert known(world, "disclosure")[other].label == "Adult 1"
    with world.act("chair") as gate, pytest.raises(Absent):
        joining.end(name=join, gate=gate)


def test_a_proposal_is_taken_back_by_its_proposer_alone(world: World) -> None:
    _, _, join = joined(world)
    with world.act("probation_senior") as gate, pytest.raises(Absent):
        joining.end(name=join, gate=gate)
    with world.act("author") as gate:
        joining.end(name=join, gate=gate)
    with world.act("author") as gate, pytest.raises(Refused, match="settled"):
        joining.end(name=join, gate=gate)


def test_what_is_known_goes_through_its_text_whole() -> None:
    whole = told(
        SAID, nicknames=("Shaz",), born=date(1990, 5, 3), died=date(2026, 1, 2),
        addresses=("14 Larch Close",), references=(("pnc", "79/163001B"),), relations=SAID,
        note=SAID, chosen="Robin",
    )  # fmt: skip
    assert load(dump(whole)) == whole
    with pytest.raises(ValueError, match="later form"):
        load('{"form": 9}')


def test_a_pasted_table_is_taken_whole_or_not_at_all() -> None:
    rows = "Name\tPart\nAnn Hill\tchild\t17/5/1990\tPNC 79/163001B\nBen Hill; Adult"
    first, second = forms.pasted({"rows": rows})
    assert first.told.born == date(1990, 5, 17)
    assert first.told.references == (("pnc", "79/163001B"),)
    assert (second.role, second.told.names) == ("adult", ("Ben Hill",))
    with pytest.raises(Wrong) as wrong:
        forms.pasted({"rows": "Ann Hill\tpirate\n\tchild\nBen\tadult\t31/2/1990\nCy"})
    said = [error["sentence"] for error in wrong.value.errors]
    assert [sentence.partition(":")[0] for sentence in said] == ["Row 1", "Row 2", "Row 3", "Row 4"]
    for empty in ("", "Name\tPart", "x" * 90000):
        with pytest.raises(Wrong):
            forms.pasted({"rows": empty})


def plain(answer: Any) -> str:
    return html.unescape(answer.text)


def after(visitor: Any, path: str, fields: dict[str, str]) -> tuple[str, Any]:
    """What a form leads to: the address, and the page there."""
    answer = visitor.post(path, fields)
    assert answer.status_code == 303, plain(answer)
    there = answer.headers["location"]
    return there.partition("?")[0], visitor.get(there)


def test_the_pages(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}/persons"
    ours = visitor(world, client, "disclosure")
    refused = ours.post(f"{base}/new", {"names": "", "role": "", "deceased": ""})
    assert "Enter the person's usual name." in plain(refused)
    typed = {
        "names": f"Sarah Jane Hargreaves\n{SAID}", "role": "child", "deceased": "no",
        "born": "3/5/1990", "references": "PNC: 79/163001B", "nicknames": "Shaz",
    }  # fmt: skip
    one, made = after(ours, f"{base}/new", typed)
    assert "Child 1" in plain(made)
    assert "<script>x" not in made.text
    assert "Thursday 3 May 1990" in plain(made)
    assert "Sarah Jane Hargreaves" in plain(ours.get(base))
    _, changed = after(ours, f"{one}/change", {**typed, "names": "Sarah Vale"})
    assert "What the entry said before" in plain(changed)
    assert "Say why." in ours.post(f"{one}/show", {"who": "all", "why": ""}).text
    assert "It is decided" in plain(after(ours, f"{one}/show", {"who": "all", "why": SAID})[1])
    pasted = ours.post(f"{base}/paste", {"rows": "Ann Hill\tadult\nBen Hill\tpirate"})
    assert "Row 2" in plain(pasted)
    assert "Ann Hill" not in plain(ours.get(base))
    assert "Ann Hill" in plain(after(ours, f"{base}/paste", {"rows": "Ann Hill\tadult"})[1])
    theirs = visitor(world, client, "probation_senior")
    assert "Sarah Vale" in plain(theirs.get(base))
    assert theirs.get(f"{one}/change").status_code == 404
    for who in ("lay", "health_panel", "police_panel"):
        assert visitor(world, client, who).get(base).status_code == 404


def test_suggestions_show_each_place_of_what_the_reader_may_read(world: World, client: Any) -> None:
    name = entered(world, told=told("Practice Hargreaves"))
    base = f"/reviews/{world.review}/persons"
    ours = visitor(world, client, "disclosure")
    page = ours.get(f"{base}/in/{world.document}")
    assert page.status_code == 200
    assert "paragraphs that you may read" in plain(page)
    assert visitor(world, client, "lay").get(f"{base}/in/{world.document}").status_code == 404
    assert ours.get(f"{base}/in/nonsense").status_code == 404
    assert raw(world, "select count(*) from known_person where id = :i", i=name)[0][0] == 1


def test_what_is_on_no_list_or_has_no_name_is_refused(world: World) -> None:
    with world.act("disclosure") as gate, pytest.raises(Refused, match="one of the parts"):
        acts.enter(role="pirate", deceased="no", told=told(), gate=gate)
    with world.act("disclosure") as gate, pytest.raises(Refused, match="usual name"):
        acts.enter(role="child", deceased="no", told=told(" "), gate=gate)


def test_a_professional_is_called_by_the_post_and_nobody_else_is(world: World, client: Any) -> None:
    who, base = visitor(world, client, "disclosure"), f"/reviews/{world.review}/persons"
    given = {"names": "Dale Hughes", "deceased": "no", "post": "nurse"}
    wrong = who.post(f"{base}/new", {**given, "role": "adult"})
    assert "Only somebody who met the case at work has one." in wrong.text
    assert (
        "Choose one of the posts"
        in who.post(f"{base}/new", {**given, "role": "professional", "post": "wizard"}).text
    )
    made = who.post(f"{base}/new", {**given, "role": "professional"})
    path = made.headers["location"].partition("?")[0]
    assert "Nurse 1" in who.get(path).text
    assert "Nurse 1: " in who.get(base).text
    assert '<option value="nurse" selected>' in who.get(f"{path}/change").text
    with reading_as(world, "disclosure") as gate:
        assert [one.label for one in acts.known(gate=gate)] == ["Nurse 1"]
    entered(world, role="adult")
    with world.act("disclosure") as gate, pytest.raises(Refused, match="met the case at work"):
        acts.enter(role="adult", deceased="no", told=told(post="nurse"), gate=gate)
