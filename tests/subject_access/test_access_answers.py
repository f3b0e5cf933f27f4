"""The copy and the letter of a subject access request: whose limb, whose words, what is told."""

import pytest

from portal.answers import pack
from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.redaction import standing
from portal.redaction.exemptions import Grounds
from portal.redaction.known import NOBODY
from portal.renditions import beside, pictures
from portal.renditions.models import RenditionPicture
from portal.renditions.raster import Box
from portal.subject_access import answering, leaving, others, ready, steps
from tests.build import World
from tests.cast import POLICE
from tests.policy.asking import reading_as
from tests.redaction.desk import looked, written
from tests.redaction.desk import made as made_
from tests.renditions.desk import NAME, released, rendered, signed, version
from tests.renditions.test_closing import agreed
from tests.renditions.test_pictures import kept, put_in, sheet
from tests.requests.desk import NOW
from tests.subject_access.desk import (
    APPLICANT,
    CRIME,
    NAMED,
    PLANNED,
    RIGHTS,
    TEXTS,
    THIRD,
    asked,
    at,
    begun,
    copy,
    do,
    first_subject,
    forward,
    identified,
    letter,
    of,
    sent,
    sign,
)

pytestmark = pytest.mark.slow


def waits(world: World, answer: str) -> str:
    with world.act("disclosure") as gate:
        row = at(answer, gate)
        return " ".join(ready.why_not(answer=row, request=answering.of(row, gate), gate=gate))


def test_the_letter_writes_itself_with_what_is_withheld_and_every_right(world: World) -> None:
    name = asked(world)
    identified(world, name)
    told = letter(world, begun(world, name, copy=copy(world, name, PLANNED)))
    text = told["letter"]
    assert "Part 3 of the Data Protection Act 2018" in text
    assert "s.45(4)(b)" in text
    assert "section 51" in text
    assert "Information Commissioner" in text
    assert "apply to a court" in text
    assert "Who has received it" in text
    assert "second Tuesday" not in text
    assert CRIME.harm not in text
    assert APPLICANT not in text
    assert "s.45(4)(b)" in told["schedule"]


def test_each_passage_needs_a_limb_of_the_law_of_whoever_owns_it(world: World) -> None:
    name = asked(world)
    identified(world, name)
    made = copy(world, name, PLANNED, grounds=THIRD, sign=False)
    do(world, others.weigh, name, person="", standing="private", consent="refused",
       weighed="withhold", words="She was promised that nobody would hear.")  # fmt: skip
    answer = begun(world, name, "refused", copy=made)
    assert "holds it under Part 3" in waits(world, answer)
    said = {"agency": world.agencies[POLICE], "why": "A complaint of staff, no law enforcement."}
    with pytest.raises(Refused, match="two laws"):
        do(world, steps.say_law, name, law="health_records", **said)
    do(world, steps.say_law, name, law="uk_gdpr", **said)
    assert waits(world, answer) == ""


def test_another_person_in_it_is_weighed_and_the_copy_fits(world: World) -> None:
    """A parent asks for her own; a child of the same family is in it and is another person."""
    name = asked(world)
    identified(world, name)
    child = first_subject(world)
    made = copy(world, name, NAMED, grounds=RIGHTS, sign=False, person=child)
    answer = begun(world, name, "refused", copy=made)
    assert "nobody has weighed" in waits(world, answer)
    weigh = {"person": child, "standing": "child", "words": "He has not been asked: he is four."}
    with pytest.raises(Refused, match="consents"):
        do(world, others.weigh, name, consent="given", weighed="withhold", **weigh)
    do(world, others.weigh, name, consent="cannot", weighed="give", **weigh)
    assert "decided that it is reasonable" in waits(world, answer)
    do(world, others.weigh, name, consent="cannot", weighed="withhold", **weigh)
    assert waits(world, answer) == ""
    with world.act("disclosure") as gate:
        row = of(name, gate)
        assert len(others.weighed(request=row, gate=gate)) == 1
        assert len(others.weighed(request=row, gate=gate, replaced=True)) == 2
    with pytest.raises(Refused, match="paragraph 17"):
        do(world, others.weigh, name, person="", standing="professional", consent="refused",
           weighed="withhold", words="A nurse.")  # fmt: skip


def test_what_is_withheld_of_another_is_not_shown_elsewhere(world: World) -> None:
    name = asked(world)
    identified(world, name)
    child = first_subject(world)
    made = copy(world, name, NAMED, decision="keep", grounds=Grounds(), sign=False, person=child)
    do(world, others.weigh, name, person=child, standing="child", consent="cannot",
       weighed="withhold", words="He is four.")  # fmt: skip
    assert "shows somebody" in waits(world, begun(world, name, "whole", copy=made))


def test_the_applicants_own_is_not_taken_out_as_anothers(world: World) -> None:
    name = asked(world)
    identified(world, name)
    person = first_subject(world)
    do(world, steps.find_person, name, person=person)
    made = copy(world, name, NAMED, grounds=RIGHTS, sign=False, person=person)
    assert "as another person's" in waits(world, begun(world, name, "refused", copy=made))
    with pytest.raises(Refused, match="whose information is asked"):
        do(world, others.weigh, name, person=person, standing="child", consent="cannot",
           weighed="withhold", words="x")  # fmt: skip


def test_a_copy_is_for_one_applicant_alone(world: World) -> None:
    first, second = asked(world), asked(world, applicant="Bo Larch")
    made = copy(world, first, PLANNED, sign=False)
    with pytest.raises(Refused, match="one applicant alone"):
        do(world, steps.choose_copy, second, rendition=made)
    with pytest.raises(Refused, match="made for this applicant"):
        begun(world, second, copy=made)


def test_where_telling_would_do_the_harm_nothing_is_told(world: World) -> None:
    name = asked(world)
    identified(world, name)
    with pytest.raises(Refused, match="Say why telling"):
        begun(world, name, "neither")
    why = "He would learn that his partner has come to us."
    with pytest.raises(Refused, match="Any other answer tells"):
        begun(world, name, "part", copy=copy(world, name, PLANNED), silence=why)
    answer = begun(world, name, "neither", silence=why)
    told = letter(world, answer)
    assert set(told) == {"letter"}
    assert "must not be read as saying that we hold anything" in told["letter"]
    assert "s.45(4)" not in told["letter"]
    assert "section 51" in told["letter"]
    assert why not in told["letter"]
    assert waits(world, answer) == ""


def test_labels_in_a_copy_would_tell_what_is_not_told(world: World) -> None:
    name = asked(world)
    identified(world, name)
    made = copy(world, name, PLANNED)
    answer = begun(world, name, "whole", copy=made, silence="He would learn of it.")
    assert "schedule" not in letter(world, answer)
    assert "to which you are entitled" in letter(world, answer)["letter"]
    assert ready.LABELS in waits(world, answer)


def test_what_was_taken_back_is_signed_anew_and_removed_words_stand_in_no_letter(
    world: World,
) -> None:
    name = asked(world)
    identified(world, name)
    answer = begun(world, name, copy=copy(world, name, PLANNED))
    text = "The visits were planned on the second Tuesday of the month."
    with pytest.raises(Refused, match="taken out"), world.act("disclosure") as gate:
        answering.write(answer=at(answer, gate), letter=text, gate=gate)
    forward(world, answer)
    with pytest.raises(Refused, match="being written"), world.act("disclosure") as gate:
        answering.write(answer=at(answer, gate), letter="Other words", gate=gate)
    sign(world, answer)
    with world.act("senior") as gate:
        row = at(answer, gate, Act.SIGN_SAR)
        answering.take_back(answer=row, why="Say it kinder.", gate=gate)
        assert (row.signed_by, row.digest) == (None, None)


def pictured(world: World, name: str, *boxes: Box, grounds: Grounds = CRIME) -> str:
    """A copy for this applicant with an attachment beside it, not rendered yet."""
    made = copy(world, name, sign=False)
    picture = put_in(world, made, kept(world, "png", sheet()))
    with world.act("disclosure") as gate:
        one = gate.session.get(RenditionPicture, picture)
        pictures.cover(picture=one, boxes=boxes, grounds=grounds, gate=gate)
    assert rendered(world, made).clean
    signed(world, made)
    return made


def test_a_black_box_tells_that_something_is_withheld(world: World) -> None:
    name = asked(world)
    identified(world, name)
    made = pictured(world, name, Box(1, 0, 0, 0.5, 0.5))
    silent = begun(world, name, "whole", copy=made, silence="He would learn who told us.")
    with pytest.raises(Refused, match="boxes on its attachments"):
        forward(world, silent)
    do_drop(world, silent)
    whole = begun(world, name, "whole", copy=made)
    with pytest.raises(Refused, match="part is given"):
        forward(world, whole)
    do_drop(world, whole)
    forward(world, begun(world, name, "part", copy=made))


def do_drop(world: World, answer: str) -> None:
    with world.act("disclosure") as gate:
        answering.drop(answer=at(answer, gate), gate=gate)


def test_a_box_too_is_of_the_law_by_which_the_file_is_held(world: World) -> None:
    name = asked(world)
    identified(world, name)
    grounds = Grounds(codes=("Sch.2.2",), harm="Offenders would learn when somebody comes.")
    made = pictured(world, name, Box(1, 0, 0, 0.5, 0.5), grounds=grounds)
    with pytest.raises(Refused, match="Something is covered"):
        forward(world, begun(world, name, "part", copy=made))


def test_the_copy_for_an_internal_reviewer_is_no_door_for_an_applicant(world: World) -> None:
    """Neither chosen for an answer, nor given by itself: no identity is checked on that road."""
    name = asked(world)
    written(world, texts=TEXTS)
    given = {"regime": "subject_access", "audience": "internal_reviewer"}
    inside = made_(world, "disclosure", "Practice", **given)
    looked(world, inside, register=NOBODY)
    assert rendered(world, inside).clean
    signed(world, inside)
    with pytest.raises(Refused, match="given to nobody"):
        released(world, inside)
    with pytest.raises(Refused, match="one applicant alone"):
        do(world, steps.choose_copy, name, rendition=inside)


def test_nobody_signs_a_letter_that_was_changed_since_she_looked(world: World) -> None:
    name = asked(world)
    identified(world, name)
    do(world, steps.search, name, on=NOW, words="Everywhere.")
    answer = begun(world, name, "not_held")
    forward(world, answer)
    with world.act("senior") as gate:
        row = at(answer, gate, Act.SIGN_SAR)
        looked_at = pack.as_seen(answer=row, gate=gate)
        answering.take_back(answer=row, why="Say more.", gate=gate)
    with world.act("disclosure") as gate:
        answering.write(answer=at(answer, gate), letter="Something else.", gate=gate)
    forward(world, answer)
    with world.act("senior") as gate, pytest.raises(Refused, match="that you looked at"):
        answering.sign(answer=at(answer, gate, Act.SIGN_SAR), as_seen=looked_at, gate=gate)


def test_a_signed_letter_is_not_given_out_once_something_stands_in_its_way(world: World) -> None:
    name = asked(world, asks_as="parent", subject="Bo Larch")
    identified(world, name)
    do(world, steps.show_authority, name, on=NOW, what="agrees", words="He says so.")
    do(world, steps.search, name, on=NOW, words="Everywhere.")
    answer = begun(world, name, "not_held")
    forward(world, answer)
    sign(world, answer)
    parcel = {"marking": "OFFICIAL", "handling": ""}
    with world.act("disclosure") as gate:
        assert leaving.parcel(answer=at(answer, gate), **parcel, gate=gate)
    do(world, steps.show_authority, name, on=NOW, what="objects", words="He says no.")
    with world.act("disclosure") as gate, pytest.raises(Refused, match="does not agree"):
        leaving.parcel(answer=at(answer, gate), **parcel, gate=gate)


def test_another_body_is_told_of_no_copy_that_one_applicant_was_given(world: World) -> None:
    """Neither by a number: that somebody asked about herself is nobody else's to know."""
    name = asked(world)
    identified(world, name)
    answer = begun(world, name, copy=copy(world, name, PLANNED))
    forward(world, answer)
    sign(world, answer)
    sent(world, answer)
    theirs = agreed(world)
    row = rendered(world, theirs, "chair")
    with reading_as(world, "board") as gate:
        one = standing.find(theirs, gate=gate)
        assert beside.compared(rendition=one, row=row, gate=gate).elsewhere == 0
    panels = version(world, NAME)
    assert rendered(world, panels).clean
    signed(world, panels)
    released(world, panels)
    with reading_as(world, "board") as gate:
        assert beside.compared(rendition=one, row=row, gate=gate).elsewhere == 1
