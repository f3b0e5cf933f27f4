"""An owner that is asked about a copy for subject access: what it is told of the applicant."""

from typing import Any

import pytest

from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act, Role
from portal.redaction.models import Consultation
from portal.subject_access import acts, steps, telling
from tests.build import World, release
from tests.cast import POLICE, PROBATION
from tests.policy.asking import reading_as
from tests.redaction.desk import made
from tests.requests.desk import asked as foi_asked
from tests.requests.desk import seated
from tests.subject_access.desk import ADDRESS, APPLICANT, SELF, of
from tests.visit import Visitor

pytestmark = pytest.mark.slow
PURPOSE = "ਕਿਉਂ: they hold her under her name alone <script>x</script>"
DRAWN = PURPOSE.replace("<", "&lt;").replace(">", "&gt;")
REACHES = (
    "Write to meera.t@post.example.",
    "She lives at 4 Larch Row.",
    "AL4 9QZ is where she lives.",
    "Ring her on 07700 900123.",
    "Or ring 0 7 7 0 0 9 0 0 1 2 3 - now.",
    "Somebody else lives at 12 Saddler's Row, AL1 1AA.",
    "It is 4, L A R C H row",
)
SAYS = (
    f"{APPLICANT} asks for it.",
    "Is any of it about Ms Thistlewood?",
    "T h i s t l e w o o d",
    "She wants all that you hold about me, she says.",
)


@pytest.fixture
def probation(world: World) -> World:
    """A disclosure officer of probation, who reads what the police have released to it."""
    seated(world, "other", PROBATION, Role.DISCLOSURE_OFFICER)
    release(world, "to probation", ["Practice"])
    return world


def copied(world: World, **given: Any) -> tuple[str, str]:
    """A request to probation, and a copy for it with words of the police."""
    with world.act("other") as gate:
        name = acts.register(**{**SELF, **given}, gate=gate).id
    copy = made(world, "other", "Practice", regime="subject_access")
    with world.act("other") as gate:
        steps.choose_copy(request=of(name, gate), rendition=copy, gate=gate)
    return name, copy


def heard(world: World, copy: str, words: str, who: str = "other") -> telling.Heard:
    with reading_as(world, who) as gate:
        return telling.heard(rendition=copy, words=words, gate=gate)


def test_an_owner_learns_who_asks_for_a_purpose_and_how_she_is_reached_never(
    probation: World,
) -> None:
    world = probation
    name, copy = copied(world, address=f"{ADDRESS}, Aldermere, 07700 900123")
    for words in REACHES:
        with pytest.raises(Refused, match="take it out"):
            heard(world, copy, words)
    for words in ("Do you agree?", "Was she seen at Aldermere?", "Is 3 May 2025 right?"):
        assert heard(world, copy, words) == telling.Heard(words, "", name), words
    for words in SAYS:
        found = heard(world, copy, words)
        assert found.request == name, words
        assert "Thistlewood" not in found.rest
    with world.act("other") as gate, pytest.raises(Refused, match="for which purpose"):
        telling.tell(request=name, rendition=copy, owner="board", purpose=" ", gate=gate)
    with pytest.raises(Absent), world.act("disclosure") as gate:
        telling.tell(request=name, rendition=copy, owner="board", purpose="x", gate=gate)
    _whoever_it_is_about(world)
    unchosen = made(world, "other", "Practice", regime="subject_access")
    for words in SAYS:
        with pytest.raises(Refused, match="for which request"):
            heard(world, unchosen, words)
    assert heard(world, unchosen, SAYS[0], "disclosure").request == "", "not theirs to know"


def _whoever_it_is_about(world: World) -> None:
    name, copy = copied(world, asks_as="authorised", subject="Bo Larchwood")
    assert heard(world, copy, "Is it about Bo Larchwood?").request == name
    other, second = copied(world, applicant="Tobias Wren", address="PO Box 9, AL1 1AA")
    assert heard(world, second, "Mr Wren asks.").request == other
    assert heard(world, second, "Bo Larchwood is in it.").request == "", "another's copy"


def test_the_page_asks_for_the_purpose_and_keeps_it(probation: World, client: Any) -> None:
    world = probation
    name, copy = copied(world)
    officer = Visitor(client, world.sign_in("stranger"))
    base, owner = f"/reviews/{world.review}", world.agencies[POLICE]
    path = f"{base}/redaction/{copy}/consult"
    assert "Why must they know who asks?" in officer.get(path).text
    said = {"owner": owner, "question": SAYS[0]}
    for question, purpose, sentence in (
        (REACHES[0], PURPOSE, "take it out"),
        (SAYS[0], "", "for which purpose"),
        (SAYS[0], "x" * 4001, "4,000 characters"),
        (f"{SAYS[0]} Ann Other too.", PURPOSE, "applicant"),
    ):
        if "Other" in question:
            foi_asked(world, "other", applicant="Ann Other", address="ann@other.example")
        answer = officer.post(path, {**said, "question": question, "purpose": purpose})
        assert answer.status_code == 422, question
        assert sentence in answer.text
        assert question in answer.text, "nothing typed is lost"
    with reading_as(world, "disclosure") as gate:
        assert gate.connection.execute(Consultation.__table__.select()).all() == []
    assert officer.post(path, {**said, "purpose": PURPOSE}).status_code == 303
    done = officer.post(path, {"owner": owner, "question": "Do you agree?", "purpose": "unused"})
    assert done.status_code == 303
    page = officer.get(f"{base}/subject-access/{name}").text
    assert "Owners who were told who asks" in page
    assert page.count(DRAWN) == 1
    assert "unused" not in page, "nobody was told"
    with reading_as(world, "other") as gate:
        (row,) = telling.owners_told(request=of(name, gate, Act.READ_SAR), gate=gate)
        assert (row.body_id, row.rendition_id) == (owner, copy)
    _under_both_acts(world, officer)


def _under_both_acts(world: World, officer: Visitor) -> None:
    """Under the other Act her name is told to nobody, and does not bar her own copy."""
    foi_asked(world, "other", applicant=APPLICANT, address=ADDRESS)
    _, copy = copied(world)
    foi = made(world, "other", "Practice")
    told = {"owner": world.agencies[POLICE], "question": SAYS[0], "purpose": PURPOSE}
    base = f"/reviews/{world.review}/redaction"
    assert "Why must they know" not in officer.get(f"{base}/{foi}/consult").text
    assert officer.post(f"{base}/{foi}/consult", told).status_code == 422
    assert officer.post(f"{base}/{copy}/consult", told).status_code == 303
