"""Who reads what in the demonstration, and that it is made of words worth reading."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal import demo_world
from portal.agreements import acts as agreements
from portal.contributions import standing
from portal.contributions.models import State
from portal.demo_world import words_of_all
from portal.documents import acts as documents
from portal.documents.words import IN_TABLES, from_text
from portal.gate import audit, versions
from portal.gate.checkpoints import make_checkpoint
from portal.gate.gate import MustChoose
from portal.gate.ledger import Entry
from portal.gate.policy import Act, law
from portal.people.cast import cast
from portal.questions import acts as questions
from portal.reviews import acts as reviews
from portal.reviews import bands
from portal.schedules import tellings
from portal.sharing import acts as sharing
from portal.sharing import endings
from portal.sharing import words as shared
from portal.sharing.models import Release
from tests.demo.shown import Shown, in_time

pytestmark = pytest.mark.slow

POLICE, PROBATION, PRISON = "Westmarch Police", "Aldermere Probation", "Prison Service, Coldbrook"
CHILDREN, HEALTH = "Fenwick Children's Services", "Fenwick Health Trust"
NEVER = {
    "Matters referred to professional standards",
    "Welfare of the officers and staff who gave accounts",
    "Advice of the force solicitor before the trial",
}
METHODS = "Sensitive methods: unannounced visits and checks of devices"
SCENE = "The night of the death: the first officers at the house"


def titled(words: str, *names: str, but: tuple[str, ...] = ()) -> set[str]:
    """The titles of a document's sections: of all, of those named, or of all but some."""
    return {
        section["title"]
        for section in words_of_all()[words]
        if (not names or section["name"] in names) and section["name"] not in but
    }


CLOSED = ("standards", "welfare", "advice", "methods")
"""Of the police review, what no ordinary release can hold."""


def test_the_author_reads_all_that_she_wrote(shown: Shown) -> None:
    assert shown.titles("Rhian Llewellyn-Moss", POLICE) == titled("police_imr")


def test_what_is_never_shared_stays_with_whose_business_it_is(shown: Shown) -> None:
    wanted = {
        "Temitope Adebayo-Clarke": NEVER,
        "Surinder Kaur Bains": {"Matters referred to professional standards"},
        "Ifeoma Nwachukwu": {"Advice of the force solicitor before the trial"},
        "Gareth Pryce": set(),
        "Magdalena Wrona": set(),
        "Yusuf Karimi": set(),
        "Margaret Ainsley-Cole": set(),
        "Delroy Whitcombe": set(),
    }
    body = {"Gareth Pryce": POLICE}
    for who, some in wanted.items():
        read = {title for _, title in shown.reads(who, body=body.get(who, ""))}
        assert read & NEVER == some, who


def test_probation_reads_what_was_released_to_it_and_nothing_else(shown: Shown) -> None:
    wanted = titled("police_imr", but=(*CLOSED, "load", "scene"))
    assert shown.titles("Joanna Piekarska", POLICE) == wanted


def test_sensitive_methods_are_read_by_the_one_person_named(shown: Shown) -> None:
    assert METHODS in shown.titles("Delroy Whitcombe", POLICE)
    for who in ("Joanna Piekarska", "Parminder Sahota", "Margaret Ainsley-Cole"):
        assert METHODS not in shown.titles(who, POLICE)


def test_the_chair_reads_the_scene_and_sees_how_much_is_withheld(shown: Shown) -> None:
    assert SCENE in shown.titles("Margaret Ainsley-Cole", POLICE)
    with shown.looking("Margaret Ainsley-Cole") as gate:
        withheld = tellings.withheld(gate=gate)
    assert withheld == {
        shown.bodies[POLICE]: {"sensitive": 1, "never": 3},
        shown.bodies[PROBATION]: {"not released": 1, "never": 1},
        shown.bodies[CHILDREN]: {"never": 1},
    }


def test_two_memberships_are_two_views(shown: Shown) -> None:
    who = "Gareth Pryce"
    with pytest.raises(MustChoose):
        shown.reads(who)
    assert shown.reads(who, body="The board") == []
    assert METHODS in {title for _, title in shown.reads(who, body=POLICE)}


def test_one_person_takes_part_in_both_reviews(shown: Shown) -> None:
    assert shown.titles("Yusuf Karimi", HEALTH, "Larch 07") == titled(
        "larch_health_imr", but=("advice",)
    )
    assert shown.titles("Yusuf Karimi", HEALTH, "Hawthorn 41") == set()


def test_without_the_receiving_key_a_release_opens_nothing(shown: Shown) -> None:
    assert shown.reads("Olumide Bankole") == []
    with shown.looking("Temitope Adebayo-Clarke") as gate:
        rows = sharing.releases(owner=shown.bodies[POLICE], gate=gate)
    assert shown.bodies[HEALTH] in {row.to_name for row in rows}


def ended(shown: Shown, who: str) -> list[str]:
    with shown.looking(who) as gate:
        open_now = {row.section_id for row, _ in documents.read(gate=gate)}
        found = endings.ended_for_me(open_sections=open_now, gate=gate)
        return [shared.ended(release, reviews.owners(gate=gate)) for release in found]


def test_who_had_read_is_told_of_the_ending(shown: Shown) -> None:
    (by_owner,) = ended(shown, "Callum Dredge")
    assert by_owner.startswith("Westmarch Police ended its sharing")
    (as_agreed,) = ended(shown, "Eleri Wyn Hopkins")
    assert "as agreed" in as_agreed
    assert ended(shown, "Tomasz Zieliński") == [], "he never read them"
    assert ended(shown, "Nasreen Chowdhury") == [], "she never read them"


def test_what_has_not_begun_is_closed_until_it_begins(shown: Shown) -> None:
    later = titled("police_imr", "learned", "actions")
    assert not shown.titles("Winston Garbutt", POLICE) & later
    with shown.looking("Winston Garbutt") as gate:
        in_time(shown, gate, days=366)
        found = {words["title"] for _, words in documents.read(gate=gate)}
    assert later < found


def test_new_words_are_not_shared_until_they_are_released(shown: Shown) -> None:
    def versions_of(who: str) -> set[int]:
        with shown.looking(who) as gate:
            return {
                row.number
                for row, words in documents.read(gate=gate)
                if words["title"] == "What the force has learned"
            }

    assert versions_of("Rhian Llewellyn-Moss") == {2}
    assert versions_of("Margaret Ainsley-Cole") == {1}
    assert versions_of("Delroy Whitcombe") == {1}
    assert versions_of("Yusuf Karimi") == {2}, "signed off, and his own agency's"


def test_a_draft_is_for_those_who_write_it(shown: Shown) -> None:
    assert shown.titles("Angharad Beddoe", PRISON) == titled("prison_imr")
    assert shown.titles("Callum Dredge", PRISON) == set()


def test_administrator_and_auditor_read_no_words(shown: Shown) -> None:
    for who in ("Kelechi Umeh", "Ruth Feingold"):
        assert shown.reads(who) == []


def test_people_in_the_case_are_found_by_those_who_may(shown: Shown) -> None:
    with shown.looking("Magdalena Wrona") as gate:
        by_name = reviews.find_subjects(wanted={"last_name": "marlow-keane"}, gate=gate)
        by_reference = reviews.find_subjects(wanted={"reference": "V/40-7731905"}, gate=gate)
        assert [row.id for row in by_name] == [row.id for row in by_reference] != []
        told = [band for _, band in bands.subjects_in_bands(gate=gate)]
    assert told[:3] == ["Aged 35 to 44", "Aged 35 to 44", "Aged 10 to 13"]
    assert len(told) == 6


def test_the_readings_are_on_record(shown: Shown) -> None:
    with shown.looking("Magdalena Wrona") as gate:
        version = next(row for row, words in documents.read(gate=gate) if words["title"] == SCENE)
        read = sharing.readers(version=version, gate=gate)
    assert any(shown.people["Margaret Ainsley-Cole"] == one.actor for one in read)


def test_the_demonstration_outlasts_a_year(shown: Shown) -> None:
    for who in ("Joanna Piekarska", "Margaret Ainsley-Cole"):
        now = shown.reads(who)
        with shown.looking(who) as gate:
            in_time(shown, gate, days=400)
            assert len(documents.read(gate=gate)) == len(now)


def test_every_state_of_a_release_is_there(shown: Shown) -> None:
    now = shown.vault.clock.now()
    with shown.vault.read("", shown.reviews["Hawthorn 41"]) as gate:
        rows = gate.connection.execute(sa.select(Release.__table__)).all()
    assert any(row.ended_at for row in rows)
    assert any(not row.ended_at and row.ends_at <= now for row in rows)
    assert any(row.starts_at > now + timedelta(days=300) for row in rows)
    assert {row.to_kind for row in rows} == {"body", "role", "member"}


def test_the_ledger_of_the_demonstration_verifies(shown: Shown) -> None:
    vault = shown.vault
    make_checkpoint(vault.engine, vault.ring.provider, vault.clock.now())
    journals = shown.settings.journal.parent.glob(f"{shown.settings.journal.name}.*")
    verified = audit.verify(vault.engine, vault.ring.provider.public(), (), journals)
    assert verified.findings == []
    assert verified.uncovered == 0
    with vault.read("") as gate:
        acts = set(gate.connection.execute(sa.select(Entry.act)).scalars())
    assert acts >= {
        Act.NAME_PEOPLE,
        Act.WRITE_SECTION,
        Act.SIGN_OFF,
        Act.SIGN_AGREEMENT,
        Act.SIGN_RELEASE,
        Act.READ_SECTION,
        Act.END_RELEASE,
    }


def test_nothing_of_the_policy_waits(shown: Shown) -> None:
    with shown.vault.read("") as gate:
        assert versions.unsettled(gate.connection) == []


def test_everybody_can_be_chosen_at_the_door(shown: Shown) -> None:
    with shown.vault.read("") as gate:
        found = cast(gate=gate)
    assert {one["name"] for one in found} == set(shown.people)
    assert all(one["role"] != "No role yet" for one in found)
    assert 25 <= len(found) <= 36


# The words themselves


def sections() -> list[dict[str, str]]:
    return [section for several in words_of_all().values() for section in several]


@pytest.mark.parametrize("section", sections(), ids=lambda section: section["title"])
def test_a_section_is_worth_reading(section: dict[str, str]) -> None:
    found = from_text(section["text"])
    assert 80 <= len(section["text"].split()) <= 400
    assert 3 <= len(found) <= 16
    assert not [p for p in found if "\n" in p.text]


def test_a_table_has_as_many_cells_in_each_row_as_in_its_head() -> None:
    tables = [from_text(s["text"]) for s in sections() if "|#" in s["text"]]
    assert len(tables) >= 12
    for found in tables:
        widths = {p.text.count("\t") for p in found if p.kind in IN_TABLES}
        assert len(widths) == 1, found[0]


def test_names_of_sections_are_given_once() -> None:
    for words, several in words_of_all().items():
        names = [section["name"] for section in several]
        assert len(names) == len(set(names)), words


def test_the_reviews_are_as_large_as_real_ones() -> None:
    sizes = {words: len(several) for words, several in words_of_all().items()}
    hawthorn = [words for words in sizes if words.endswith("_imr") and "larch" not in words]
    assert len(hawthorn) == 5
    assert all(8 <= sizes[words] <= 20 for words in hawthorn)
    assert len([words for words in sizes if words.startswith("larch")]) == 2


def test_every_class_but_covert_has_words() -> None:
    found = {section["class"] for section in sections()}
    assert found == {name for name, row in law().classes.items() if row.kind != "covert"}
    assert len([section for section in sections() if section.get("graphic")]) == 2


def test_words_are_kept_in_the_language_they_were_said_in(shown: Shown) -> None:
    with shown.looking("Margaret Ainsley-Cole") as gate:
        found = [p for _, words in documents.read(gate=gate) for p in words["paragraphs"]]
    quotes = {p["text"] for p in found if p["kind"] == "quote"}
    assert quotes >= {
        "Mae o'n gweiddi bob nos, ac mae'r hogan fach yn crio.",
        "ਉਹ ਹਰ ਵੇਲੇ ਮੇਰਾ ਫ਼ੋਨ ਵੇਖਦਾ ਹੈ। ਮੈਨੂੰ ਡਰ ਲੱਗਦਾ ਹੈ।",
        "البنت خائفة من الرجوع إلى البيت",
    }


def test_no_date_grows_stale(shown: Shown) -> None:
    """Days are given as numbers and come out as dates; no year is written down."""
    files = Path(demo_world.__file__).with_name("demo_words").glob("*.toml")
    text = "".join(path.read_text("utf-8") for path in files)
    assert "{-291}" in text
    assert not [year for year in range(1990, 2060) if str(year) in text]
    with shown.looking("Rhian Llewellyn-Moss") as gate:
        read = documents.read(gate=gate)
    assert "{" not in "".join(p["text"] for _, words in read for p in words["paragraphs"])


# What has been said, and what waits


def said(shown: Shown, who: str, title: str, review: str = "Hawthorn 41") -> list[list[str]]:
    """The threads that somebody sees beside the section of that title, each with its words."""
    with shown.looking(who, review) as gate:
        found = documents.read(gate=gate)
        row, words = next((row, words) for row, words in found if words["title"] == title)
        told = {p["id"]: p["text"] for p in words["paragraphs"]}
        threads = questions.threads(version=row, told=told, gate=gate)
        return [[text for _, text in thread.said] for thread in threads]


def test_a_question_is_asked_answered_and_seen_by_those_who_read_the_words(shown: Shown) -> None:
    title = "The first call: what was asked and what was recorded"
    for who in ("Margaret Ainsley-Cole", "Rhian Llewellyn-Moss", "Delroy Whitcombe"):
        ((asked, answered),) = said(shown, who, title)
        assert asked.startswith("Both officers say")
        assert answered.startswith("It did")


def test_something_waits_for_those_who_have_been_asked(shown: Shown) -> None:
    waiting = {
        "Joanna Piekarska": "Hawthorn 41",
        "Mared Eluned Vaughan": "Hawthorn 41",
        "Nia Fairweather": "Larch 07",
    }
    for who, review in waiting.items():
        with shown.looking(who, review) as gate:
            assert questions.waits(gate=gate), who


def test_the_agreement_was_amended_once_and_health_has_not_signed(shown: Shown) -> None:
    with shown.looking("Catrin Meredydd") as gate:
        terms = agreements.current(gate=gate)
        signed = agreements.standing_signatures(gate)
    assert terms is not None
    assert terms.number == 2
    assert len(terms.paragraphs) == 7
    assert set(shown.bodies.values()) - set(signed) == {shown.bodies[HEALTH]}


def test_contributions_stand_where_real_ones_would(shown: Shown) -> None:
    with shown.looking("Margaret Ainsley-Cole") as gate:
        found = {row.agency: row for row in standing.requests(gate=gate)}
    assert {agency: row.state for agency, row in found.items()} == {
        POLICE: State.SIGNED_OFF,
        PROBATION: State.ACCEPTED,
        PRISON: State.SENT_BACK,
        CHILDREN: State.WITH_PANEL,
        HEALTH: State.WITH_MANAGER,
    }
    today = shown.vault.clock.now().date()
    assert found[HEALTH].due_on < today < found[PRISON].due_on
    assert found[HEALTH].chased_at is not None
    asked = {agency: row.asked_at for agency, row in found.items()}
    assert asked.pop(CHILDREN) > max(asked.values()), "the partner who was not asked at first"


def test_what_is_kept_back_is_counted_for_the_chair_and_read_by_nobody(shown: Shown) -> None:
    title = "Oversight of the case while nobody held it"
    assert title in shown.titles("Parminder Sahota", PROBATION)
    for who in ("Margaret Ainsley-Cole", "Rhian Llewellyn-Moss", "Agnieszka Dudek"):
        assert title not in shown.titles(who, PROBATION)
