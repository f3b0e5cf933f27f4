"""Who may, asked of the whole cast: for each class of words, each stage, released and not.

The table is checked twice: by the gate's own list, which the page "who can see this" is made from,
and by asking for each of the cast alone.
"""

from collections.abc import Iterator

import pytest

from portal.documents.models import Version
from portal.gate.gate import WHOLE
from portal.gate.index import names_of
from portal.gate.policy import Act, Stage, law
from tests.build import World, contribution, release
from tests.cast import CAST, EVERYBODY
from tests.grounds import Patterns, copied
from tests.policy.asking import raw, reading_as, reads, titles, version, who_may

WORKS_ON_IT = {"author", "manager", "senior", "disclosure"}
OWNERS_SIDE = {*WORKS_ON_IT, "police_panel"}
PROBATION = {"probation_panel", "probation_senior", "probation_author"}
CLOSED = {
    "conduct": {"author", "senior", "standards"},
    "staff_welfare": {"author", "senior"},
    "legal_advice": {"author", "senior", "lawyer"},
    "covert": set(),
}
SHAREABLE = ["context", "chronology", "practice", "good_practice", "learning", "recommendations"]
TABLE: dict[tuple[str, str, str], set[str]] = {
    **{(cls, "draft", ""): WORKS_ON_IT for cls in [*SHAREABLE, "tactics"]},
    **{(cls, "signed_off", ""): OWNERS_SIDE for cls in [*SHAREABLE, "tactics"]},
    **{(cls, "withdrawn", ""): WORKS_ON_IT for cls in [*SHAREABLE, "tactics"]},
    **{(cls, "signed_off", "body"): OWNERS_SIDE | PROBATION for cls in SHAREABLE},
    **{(cls, "signed_off", "role"): {*OWNERS_SIDE, "chair"} for cls in SHAREABLE},
    **{(cls, "signed_off", "member"): {*OWNERS_SIDE, "lay"} for cls in [*SHAREABLE, "tactics"]},
    **{(cls, stage, "") : who for cls, who in CLOSED.items() for stage in Stage},
    **{(cls, "signed_off", to): who for cls, who in CLOSED.items() for to in ("body", "member")},
}  # fmt: skip
"""Class, stage, and to whom it was released while its class was still shareable."""


def place(world: World) -> None:
    """A section in each place of the table. What cannot be done by an act is done by hand."""
    contribution(world, [("context", "-".join(place)) for place in TABLE])
    for to, name in {"body": "", "role": "chair", "member": world.members["lay"]}.items():
        given = ["-".join(place) for place in TABLE if place[2] == to]
        release(world, f"to {to}", given, to_kind=to, to_name=name)
    for section_class, stage, to in TABLE:
        signed = "'2026-01-01T00:00:00.000000Z'" if stage != "draft" else "null"
        here = {"v": world.versions[f"{section_class}-{stage}-{to}"]}
        become(world, here["v"], section_class)
        raw(world, f"update section_version set stage = :s, signed_at = {signed} where id = :v",
            s=stage, **here)  # fmt: skip


def become(world: World, of: str, section_class: str) -> None:
    raw(world, "update section set section_class = :c where newest_id = :v", c=section_class, v=of)


@pytest.fixture(scope="module")
def usual(patterns: Patterns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The usual world and the table's; nothing is changed in it here."""
    with copied(patterns, "sqlite", "usual", tmp_path_factory.mktemp("table")) as made:
        place(made.world)
        yield made.world


@pytest.mark.parametrize("place", TABLE, ids="-".join)
def test_who_may_read(usual: World, place: tuple[str, str, str]) -> None:
    assert who_may(usual, Act.READ_SECTION, "-".join(place)) == TABLE[place]


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_of_the_cast_alone_is_told_what_the_table_tells(usual: World, who: str) -> None:
    rows = {place: version(usual, "-".join(place)) for place in TABLE}
    with reading_as(usual, who) as gate:
        for place, row in rows.items():
            may = gate.may(Act.READ_SECTION, row, Version.shape).allowed
            assert may == (who in TABLE[place]), place
            assert gate.explain(Act.READ_SECTION, row, Version.shape).allowed == may, place


def test_the_table_has_every_class_at_every_stage_and_every_recipient() -> None:
    assert {(cls, stage) for cls, stage, _ in TABLE} == {
        (cls, stage) for cls in law().classes for stage in Stage
    }
    assert {to for _, _, to in TABLE} == {"", "body", "role", "member"}
    for who in CAST:
        assert who in {"health_panel", "board"} or any(who in told for told in TABLE.values())


def test_the_table_would_notice_one_too_many_and_one_too_few(world: World) -> None:
    right = {*OWNERS_SIDE, *PROBATION, "chair"}
    assert who_may(world, Act.READ_SECTION, "Context") == right
    become(world, world.versions["Context"], "conduct")
    assert who_may(world, Act.READ_SECTION, "Context") == CLOSED["conduct"] != right


ELSEWHERE = {
    Act.WRITE_SECTION: {"Context": {"author"}, "Conduct": {"author"}, "Advice": {"author"}},
    Act.KEEP_DRAFT: {"Context": {"author"}, "Conduct": {"author"}, "Advice": {"author"}},
    Act.SIGN_OFF: {"Context": {"manager"}, "Conduct": set(), "Advice": set()},
    Act.BRING_BACK: {"Context": set(), "Conduct": {"senior"}, "Advice": {"senior"}},
    Act.SEE_READERS: {"Context": {"senior", "disclosure"}, "Conduct": {"senior", "disclosure"}},
    Act.EXPORT_RECORD: {"Context": {"senior", "disclosure"}},
    Act.COMMENT: {"Context": WORKS_ON_IT, "Conduct": WORKS_ON_IT},
    Act.ANSWER: {"Context": WORKS_ON_IT, "Conduct": WORKS_ON_IT},
    Act.SIGN_RELEASE: {"Context": {"senior"}},
    Act.END_RELEASE: {"Context": {"senior"}},
    Act.SEE_SHARING: {"Context": {"senior", "disclosure", "manager"}},
    Act.PROPOSE_RELEASE: {"Context": {"senior"}},
    Act.SEND_CORRECTION: {"Context": {"senior", "manager"}},
    Act.DISCLOSE_URGENTLY: {"Context": {"senior"}},
    Act.TELL_WITHHELD: {"Context": {"senior"}},
    Act.READ_TELLING: {"Context": {"senior"}},
    Act.KEEP_HOLD: {"Context": {"senior"}},
    Act.REMOVE_COVERT: {"Context": {"senior", "disclosure"}},
    Act.SIGN_AGREEMENT: {"Context": {"senior"}},
    Act.WITHDRAW_SIGNATURE: {"Context": {"senior"}},
    Act.PROPOSE_AGREEMENT: {"Context": set()},
    Act.KEEP_DOOR: {"Context": {"senior", "manager"}},
    Act.TAKE_IN: {"Context": {"author", "senior", "manager"}},
    Act.ATTEST: {"Context": {"senior"}},
    Act.READ_FOI: {"Context": {"senior", "disclosure"}},
    Act.KEEP_FOI: {"Context": {"disclosure"}},
    Act.AGREE_FOI: {"Context": {"senior", "disclosure"}},
    Act.PROCEED_FOI: {"Context": {"senior"}},
    Act.SIGN_FOI: {"Context": {"senior", "disclosure"}},
    Act.REVIEW_FOI: {"Context": {"senior", "disclosure"}},
    Act.READ_SAR: {"Context": {"senior", "disclosure"}},
    Act.KEEP_SAR: {"Context": {"disclosure"}},
    Act.SIGN_SAR: {"Context": {"senior", "disclosure"}},
    Act.ANSWER_SCOPING: {"Context": WORKS_ON_IT},
    Act.ACKNOWLEDGE_REQUEST: {"Context": {"author", "manager", "senior"}},
    Act.MAKE_RENDITION: {"Context": {"disclosure"}},
    Act.READ_RENDITION: {"Context": {"senior", "disclosure"}},
    Act.SIGN_RENDITION: {"Context": {"senior", "disclosure"}},
    Act.RELEASE_RENDITION: {"Context": {"senior", "disclosure"}},
    Act.ANSWER_CONSULTATION: {"Context": {"senior", "disclosure"}},
}
"""Of acts on what a body owns: only its own people's, whoever else may read it."""


@pytest.mark.parametrize("act", ELSEWHERE)
def test_who_may_do_more_than_read(usual: World, act: Act) -> None:
    for title, who in ELSEWHERE[act].items():
        assert who_may(usual, act, title) == who


OF_THE_REVIEW = {
    Act.READ_REVIEW: set(CAST),
    Act.READ_AGE_BAND: set(CAST),
    Act.READ_SUBJECT: {
        "author", "senior", "disclosure", "chair", "probation_author", "probation_senior"
    },
    Act.LINK_REVIEWS: {"chair", "board"},
    Act.NAME_PEOPLE: {"author", "probation_author", "chair"},
    Act.FIND_SUBJECT: {"author", "probation_author", "disclosure", "chair"},
    Act.COUNT_WITHHELD: {"chair"},
    Act.OWN_AFFAIRS: {*EVERYBODY},
    Act.READ_CALENDAR: {*EVERYBODY},
    Act.ARRIVE: {*EVERYBODY},
    Act.KEEP_DIRECTORY: set(),
    Act.READ_REGISTER: set(),
    Act.EXPORT_REGISTER: set(),
    Act.CLOSE_REVIEW: set(),
    Act.READ_NOTIFICATION: {"board"},
    Act.NOTIFY: {*EVERYBODY},
    Act.ANSWER_DESK: {*EVERYBODY},
    Act.WRITE_NOTIFICATION: {"board"},
    Act.READ_ASSESSMENT: {"board"},
    Act.DECIDE_REVIEW: {"board"},
    Act.READ_FIRST_LOOK: {"board", "author", "probation_author"},
    Act.WRITE_FIRST_LOOK: {"board", "author", "probation_author"},
    Act.KEEP_NOTICES: {"board"},
    Act.CONFIRM_MEMBER: set(),
    Act.END_MEMBERSHIP: {"board"},
    Act.STAND_DOWN: set(),
    Act.VERIFY_LEDGER: set(),
    Act.READ_SECTION: set(),
    Act.WRITE_SECTION: set(),
    Act.KEEP_DRAFT: set(),
    Act.IMPORT_WORDS: set(),
    Act.KEEP_ATTACHMENT: set(),
    Act.READ_ATTACHMENT: set(),
    Act.SIGN_OFF: set(),
    Act.READ_AGREEMENT: set(CAST),
    Act.PROPOSE_AGREEMENT: set(),
    Act.SIGN_AGREEMENT: set(),
    Act.WITHDRAW_SIGNATURE: set(),
    Act.SIGN_RELEASE: set(),
    Act.END_RELEASE: set(),
    Act.SEE_SHARING: set(),
    Act.BRING_BACK: set(),
    Act.PROPOSE_RELEASE: set(),
    Act.SEND_CORRECTION: set(),
    Act.DISCLOSE_URGENTLY: set(),
    Act.TELL_WITHHELD: set(),
    Act.READ_TELLING: {"chair"},
    Act.KEEP_HOLD: set(),
    Act.REMOVE_COVERT: set(),
    Act.SEE_READERS: set(),
    Act.EXPORT_RECORD: set(),
    Act.COMMENT: {"police_panel", "probation_panel", "health_panel", "chair", "lay"},
    Act.ANSWER: set(),
    Act.RECLASSIFY: set(),
    Act.WITHDRAW_SECTION: set(),
    Act.SET_MEETING: {"chair", "board"},
    Act.KEEP_TIMETABLE: {"chair", "board"},
    Act.STATE_RANK: {"board"},
    Act.DELEGATE_RANK: set(CAST),
    Act.KEEP_PROCEEDINGS: {"chair", "board"},
    Act.SCOPE_AGENCIES: {"chair", "board"},
    Act.READ_SCOPING: {"chair", "board"},
    Act.ANSWER_SCOPING: set(),
    Act.ACKNOWLEDGE_REQUEST: set(),
    Act.WAIVE_CONTRIBUTION: {"board"},
    Act.APPOINT_PANEL: {"board"},
    Act.RESIGN_PART: set(CAST),
    Act.DECLARE_INTEREST: set(CAST),
    Act.RECORD_CONFLICT: {"board"},
    Act.DECIDE_CONFLICT: set(),
    Act.KEEP_ATTENDANCE: {"chair", "board"},
    Act.CHALLENGE: {"lay"},
    Act.ANSWER_CHALLENGE: {"chair", "board"},
    Act.READ_CHALLENGE: {
        "chair", "board", "lay", "police_panel", "probation_panel", "health_panel"
    },
    Act.READ_PROCEEDINGS: {
        "chair", "board", "author", "probation_author", "manager", "senior", "probation_senior",
        "disclosure",
    },
    Act.MARK_RELEVANCE: set(),
    Act.READ_SCHEDULE: {"disclosure"},
    Act.KEEP_NOTICE: set(),
    Act.ANSWER_NOTICE: set(),
    Act.ASK_AGENCY: {"chair", "board"},
    Act.READ_REQUEST: {"chair", "board"},
    Act.ANSWER_REQUEST: set(),
    Act.RETURN_NIL: set(),
    Act.READ_CONTRIBUTION: {"chair", "board"},
    Act.DECIDE_SHARING: set(),
    Act.READ_DECISION: set(),
    Act.ACCEPT_CONTRIBUTION: {"chair"},
    Act.DROP_OFF: {*EVERYBODY},
    Act.KEEP_DOOR: {"chair", "board"},
    Act.TAKE_IN: set(),
    Act.READ_PIMR: {"board"},
    Act.COMMISSION_PIMR: {"board"},
    Act.WRITE_PIMR: set(),
    Act.SUPERVISE_PIMR: set(),
    Act.DECIDE_PIMR: set(),
    Act.WRITE_FULL_PIMR: set(),
    Act.ASSESS_STANDARD: set(),
    Act.RECEIVE_FLAG: set(),
    Act.RECEIVE_CONDUCT: set(),
    Act.ATTEST: set(),
    Act.READ_PERSON: {"chair", "senior", "disclosure", "probation_senior"},
    Act.KEEP_PERSON: set(),
    Act.SHOW_PERSON: set(),
    Act.SIGN_FOI: set(),
    Act.REVIEW_FOI: set(),
    Act.MAKE_RENDITION: set(),
    Act.READ_RENDITION: set(),
    Act.SIGN_RENDITION: set(),
    Act.RELEASE_RENDITION: set(),
    Act.ANSWER_CONSULTATION: set(),
    Act.READ_FOI: set(),
    Act.KEEP_FOI: set(),
    Act.AGREE_FOI: set(),
    Act.PROCEED_FOI: set(),
    Act.READ_SAR: set(),
    Act.KEEP_SAR: set(),
    Act.SIGN_SAR: set(),
}  # fmt: skip
"""Of acts on the review as a whole; who is none of its members may do nothing but her own affairs."""


def test_who_may_act_on_the_review_as_a_whole(usual: World) -> None:
    assert set(OF_THE_REVIEW) == set(Act)
    assert names_of(WHOLE, None) == ["portal", "review", "case", "all"]
    told: dict[Act, set[str]] = {act: set() for act in Act}
    for who in EVERYBODY:
        with reading_as(usual, who) as gate:
            for act in Act:
                if gate.may(act).allowed:
                    told[act].add(who)
    assert told == OF_THE_REVIEW


def test_whoever_is_not_signed_in_may_arrive_and_send_and_nothing_else(usual: World) -> None:
    row = version(usual, "Context")
    with reading_as(usual) as gate:
        assert {act for act in Act if gate.may(act).allowed} == {
            Act.ARRIVE, Act.READ_CALENDAR, Act.DROP_OFF
        }  # fmt: skip
        assert not any(gate.may(act, row, Version.shape).allowed for act in Act)


READ_BY = {
    **{who: {"Context", "Chronology"} for who in PROBATION},
    "author": {"Context", "Chronology", "Practice", "Methods", "Conduct", "Welfare", "Advice"},
    "senior": {"Context", "Chronology", "Practice", "Methods", "Conduct", "Welfare", "Advice"},
    "manager": {"Context", "Chronology", "Practice", "Methods"},
    "disclosure": {"Context", "Chronology", "Practice", "Methods"},
    "police_panel": {"Context", "Chronology", "Practice", "Methods"},
    "standards": {"Conduct"},
    "lawyer": {"Advice"},
    "chair": {"Context"},
}


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_each_of_the_cast_reads_of_the_usual_world(usual: World, who: str) -> None:
    told = {title for title in titles(usual, reads(usual, who)) if "-" not in title}
    assert told == READ_BY.get(who, set())
