"""Every road around the Central Referral Unit, the second person and the internal review's limits."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.answers import acts, log, reasons, reviewing
from portal.answers.models import FoiAnswer
from portal.answers.ready import FROM_POLICE, NOT_BESIDE, why_not
from portal.cru.standing import cleared
from portal.documents.models import Section
from portal.gate.gate import Refused
from portal.gate.policy import Act, Role
from portal.importing.models import Attachment
from portal.persons import acts as persons
from portal.persons.told import Told
from portal.redaction import acts as redaction
from portal.redaction import standing
from portal.redaction.exemptions import Grounds
from portal.redaction.known import NOBODY
from portal.renditions import acts as renditions
from portal.renditions import pictures
from portal.renditions.models import RenditionPicture
from portal.renditions.raster import Box
from portal.requests import material, steps
from portal.reviews import acts as reviews
from tests.answers.desk import (
    NAMED,
    TEXTS,
    answered,
    at,
    begun,
    colleague,
    concluded,
    copy,
    forward,
    ready,
    review,
    sent,
    sign,
)
from tests.build import World
from tests.cast import POLICE, PROBATION
from tests.policy.asking import reading_as
from tests.policy.asking import version as at_version
from tests.redaction.desk import PERSONAL, decide, looked, made, probations, section, written
from tests.renditions.desk import released, rendered, signed
from tests.renditions.test_pictures import kept, put_in, sheet
from tests.requests.desk import NOW, asked, of, seated
from tests.visit import brought_back, visitor

pytestmark = pytest.mark.slow


def test_a_copy_of_police_words_goes_with_no_request_that_does_not_list_them(world: World) -> None:
    concluded(world)
    request, name = asked(world), copy(world, NAMED)
    with world.act("disclosure") as gate:
        material.touch(request=of(request, gate), held="own", note="Minutes", gate=gate)
    answer = begun(world, request, copy=name)
    with pytest.raises(Refused, match="on the list of what the request touches"):
        forward(world, answer)


def test_a_copy_for_an_applicant_leaves_with_an_answer_and_by_no_other_door(world: World) -> None:
    concluded(world)
    name = copy(world, NAMED)
    with pytest.raises(Refused, match="with the answer"):
        released(world, name)
    with world.act("senior") as gate:
        row = standing.one(name, gate=gate)
        assert "with the answer" in renditions.why_not_released(rendition=row, gate=gate)


def test_an_answer_after_a_review_needs_one_that_withdrew_something(world: World) -> None:
    request, name, _ = answered(world)
    with pytest.raises(Refused, match="No internal review"):
        begun(world, request, copy=name, after_review=True)
    colleague(world)
    with world.act("disclosure") as gate:
        reviewing.ask(request=of(request, gate), on=NOW, words="Look again.", gate=gate)
    with pytest.raises(Refused, match="No internal review"):
        begun(world, request, copy=name, after_review=True)


def test_who_decided_on_the_request_as_a_whole_does_not_review_that(world: World) -> None:
    concluded(world)
    colleague(world)
    request = ready(world)
    with world.act("second_officer") as gate:
        given = {"what": "vexatious", "section": "", "why": "Nineteen of them."}
        steps.decide(request=of(request, gate), **given, gate=gate)
    answer = begun(world, request, "refused")
    forward(world, answer)
    sign(world, answer)
    sent(world, answer)
    with world.act("disclosure") as gate:
        name = reviewing.ask(request=of(request, gate), on=NOW, words="Again.", gate=gate).id
    with world.act("second_officer") as gate, pytest.raises(Refused, match="Somebody else"):
        reviewing.take(review=review(name, gate), gate=gate)


def test_whoever_wrote_signs_not_though_another_wrote_after_her(world: World) -> None:
    concluded(world)
    colleague(world)
    request = ready(world)
    answer = begun(world, request, "not_held")
    for who in ("second_officer", "disclosure"):
        with world.act(who) as gate:
            acts.write(answer=at(answer, gate), letter=f"By {who}", notice="", gate=gate)
    forward(world, answer)
    with pytest.raises(Refused, match="whoever wrote or changed"):
        sign(world, answer, "second_officer")


def test_the_copy_for_an_internal_reviewer_is_given_to_no_applicant(world: World) -> None:
    request = ready(world)
    inside = made(world, "disclosure", "Practice", audience="internal_reviewer")
    with pytest.raises(Refused, match="redacted copies on this page"):
        begun(world, request, copy=inside)


def test_the_log_names_nobody_of_the_register_of_people(world: World) -> None:
    _, _, answer = answered(world)
    with world.act("author") as gate:
        told = Told(names=("Philippa Wroxeter",), nicknames=("Pippa",))
        persons.enter(role="victim", deceased="yes", told=told, gate=gate)
        given = {"first_name": "Osian", "last_name": "Ap Rhys", "born": None, "reference": ""}
        reviews.name_subject(part="victim", **given, gate=gate)
    for said in ("What was known of Philippa W.", "Of PHILIPPA WROXETER", "Of Wr\u200boxeter",
                 "About Pippa", "Of W r o x e t e r", "Of Osian"):  # fmt: skip
        with world.act("disclosure") as gate, pytest.raises(Refused, match="name of the case"):
            log.enter(answer=at(answer, gate), words=said, gate=gate)
    with world.act("disclosure") as gate:
        log.enter(answer=at(answer, gate), words="What was known before a date.", gate=gate)


def test_an_answer_is_signed_while_nothing_in_the_copy_is_open_anew(world: World) -> None:
    concluded(world)
    request, name = ready(world), copy(world, NAMED)
    answer = begun(world, request, copy=name)
    forward(world, answer)
    with world.act("disclosure") as gate:
        one = standing.one(name, gate=gate)
        redaction.add_sections(rendition=one, versions=[world.versions["Context"]], gate=gate)
    with pytest.raises(Refused):
        sign(world, answer)


def test_the_schedule_counts_no_section_that_was_taken_out(world: World) -> None:
    written(world, texts=TEXTS)
    name = made(world, "disclosure", "Context", "Practice")
    with world.act("disclosure") as gate:
        redaction.take_out(section=section(gate, name, 1), gate=gate)
    looked(world, name, register=NOBODY)
    decide(world, name, NAMED, number=2)
    with reading_as(world, "disclosure") as gate:
        (row,) = reasons.rows(rendition=name, gate=gate)
    assert (row.number, row.document) == (1, 1)


def test_an_attachment_goes_with_no_request_that_does_not_list_its_document(world: World) -> None:
    concluded(world)
    request, name = asked(world), copy(world, sign=False)
    put_in(world, name, kept(world, "png", sheet()))
    with world.act("disclosure") as gate:
        row = of(request, gate)
        material.touch(request=row, held="own", note="Minutes", gate=gate)
        given = {"answer": _given(row, name), "request": row}
        assert NOT_BESIDE.format(1) in why_not(**given, gate=gate)
        document = gate.session.execute(sa.select(Attachment.document_id)).scalars().first()
        material.touch(request=row, held="own", document=document, gate=gate)
        assert not any("Attachments of" in one for one in why_not(**given, gate=gate))


def _given(request: Any, copy_: str) -> FoiAnswer:
    """An answer that gives a copy, as it stands before anybody keeps it."""
    return FoiAnswer(
        owner_id=request.owner_id, request_id=request.id, rendition_id=copy_, outcome="part",
        after_review=False, stage="drafting",
    )  # fmt: skip


def test_words_of_the_police_in_anothers_paper_are_referred_all_the_same(world: World) -> None:
    """A council's own report that quotes a force is the force's to refer."""
    concluded(world)
    seated(world, "probation_officer", PROBATION, Role.DISCLOSURE_OFFICER)
    section_ = at_version(world, probations(world)).section_id
    request = asked(world, "probation_officer")
    name = made(world, "probation_officer", "Probation")
    looked(world, name, "probation_officer", register=NOBODY)
    quoted = Grounds(holder=world.agencies[POLICE])
    decide(world, name, (1, 0, 28), who="probation_officer", decision="keep", grounds=quoted)
    with world.act("probation_officer") as gate:
        row, document = of(request, gate), gate.session.get(Section, section_).document_id
        material.touch(request=row, held="own", document=document, gate=gate)
        assert not cleared(row, gate=gate), "the list says nothing of the police"
        told = {"answer": _given(row, name), "request": row}
        assert FROM_POLICE.format(POLICE) in why_not(**told, gate=gate)
        given = {"held": "own", "agency": world.agencies[POLICE], "police": True}
        material.touch(request=row, document=document, **given, gate=gate)
        waits = why_not(**told, gate=gate)
        assert FROM_POLICE.format(POLICE) not in waits
        assert any("consult the force" in one for one in waits)


def test_who_covered_something_does_not_review_that(world: World) -> None:
    concluded(world)
    colleague(world)
    request, name = ready(world), copy(world, NAMED, sign=False)
    picture = put_in(world, name, kept(world, "png", sheet()))
    with world.act("second_officer") as gate:
        one = gate.session.get(RenditionPicture, picture)
        box = Box(1, 0, 0, 0.5, 0.5)
        pictures.cover(picture=one, boxes=[box], grounds=PERSONAL, gate=gate)
    rendered(world, name)
    signed(world, name)
    answer = begun(world, request, copy=name)
    forward(world, answer)
    sign(world, answer)
    sent(world, answer)
    with world.act("disclosure") as gate:
        asked_ = reviewing.ask(request=of(request, gate), on=NOW, words="Again.", gate=gate).id
    with world.act("second_officer") as gate, pytest.raises(Refused, match="Somebody else"):
        reviewing.take(review=review(asked_, gate), gate=gate)


def test_nobody_signs_texts_that_were_changed_since_she_looked(world: World, client: Any) -> None:
    concluded(world)
    answer = begun(world, ready(world), "not_held")
    forward(world, answer)
    senior, path = visitor(world, client, "senior"), f"/reviews/{world.review}/answers/{answer}"
    looked_at = brought_back(senior.get(f"{path}/sign").text, "as_seen")
    with world.act("senior") as gate:
        acts.take_back(answer=at(answer, gate, Act.SIGN_FOI), why="Say more.", gate=gate)
    with world.act("disclosure") as gate:
        acts.write(answer=at(answer, gate), letter="Something else.", notice="", gate=gate)
    forward(world, answer)
    late = senior.post(f"{path}/sign", {"as_seen": looked_at})
    assert "not those any more that you looked at" in late.text
    now = brought_back(late.text, "as_seen")
    assert now != looked_at
    assert senior.post(f"{path}/sign").status_code == 422
    assert senior.post(f"{path}/sign", {"as_seen": now}).status_code == 303


def test_a_signed_pack_is_not_given_out_once_something_stands_in_its_way(
    world: World, client: Any
) -> None:
    """Whoever takes the parcel sends it: what bars sending bars taking it."""
    concluded(world)
    request = ready(world)
    answer = begun(world, request, "not_held")
    forward(world, answer)
    sign(world, answer)
    officer = visitor(world, client, "disclosure")
    path = f"/reviews/{world.review}/answers/{answer}/pack"
    assert officer.get(path).content.startswith(b"PK")
    with world.act("disclosure") as gate:
        row = of(request, gate)
        material.touch(request=row, held="own", document=world.document, gate=gate)
    assert "was added after the referral" in officer.get(path).text
    with world.act("disclosure") as gate:
        steps.withdraw(request=of(request, gate), on=NOW, words="No more.", gate=gate)
    assert "not being worked on" in officer.get(path).text
