"""Covert-source words that two officers remove go from all that was made of them (rule 5)."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.answers import acts as answers
from portal.answers import reviewing
from portal.answers.models import FoiAnswer, InternalReview
from portal.custody import acts
from portal.documents.models import Version
from portal.gate.gate import Gate, place_of, sealed_fields
from portal.gate.policy import Act
from portal.importing.models import Attachment
from portal.redaction import consulting, standing
from portal.redaction.exemptions import Grounds
from portal.redaction.known import NOBODY
from portal.redaction.models import Answer, Consultation, Passage
from portal.renditions import acts as renditions
from portal.renditions import pictures
from portal.renditions.models import (
    RenderedPiece,
    Rendering,
    RenditionPicture,
    RenditionSignature,
)
from portal.renditions.raster import Box
from portal.requests import material
from portal.requests.models import RequestMaterial
from tests.answers.desk import answered, at, begun, colleague, concluded, copy, ready
from tests.build import World, brought_in, release
from tests.cast import POLICE
from tests.custody.test_custody import become_covert
from tests.policy.asking import raw
from tests.redaction.desk import decide, looked, made
from tests.redaction.test_consulting import ask, finish, said
from tests.redaction.test_consulting import decide as marked
from tests.renditions.desk import rendered
from tests.requests.desk import NOW, of

pytestmark = pytest.mark.slow
SECRET = "Whoever told us lives at Number Nine"
MADE_OF_THEM = [Passage, Consultation, Answer, Rendering, RenditionSignature, RequestMaterial]


def removed(world: World, title: str) -> None:
    become_covert(world, title)
    for who in ("senior", "disclosure"):
        with world.act(who) as gate:
            row = gate.find(Version, world.versions[title], Act.REMOVE_COVERT)
            acts.remove(version=row, gate=gate)


def everything(world: World, *models: Any) -> str:
    """Every sealed word of these tables, as whoever holds the keys reads it."""
    with world.act("senior") as gate:
        return " ".join(_words(gate, model) for model in models)


def _words(gate: Gate, model: Any) -> str:
    return " ".join(
        gate._keys.open(getattr(row, field), place_of(model, row, field))
        for row in gate.session.execute(sa.select(model)).scalars()
        for field in sealed_fields(model)
        if getattr(row, field) is not None
    )


def test_another_bodys_version_and_what_was_said_about_it(world: World) -> None:
    release(world, "to the board", ["Context"], to_name="board")
    name = made(world, "chair", "Context", audience="panel", regime="none")
    looked(world, name, "chair", register=NOBODY)
    codes = ("personal",)
    marked(world, name, "remove", ends=18, codes=codes, note=SECRET)
    asked = ask(world, name, world.agencies[POLICE], SECRET)
    said(world, asked, "agree", SECRET, ends=18)
    finish(world, asked, "agreed", SECRET)
    row = rendered(world, name, "chair")
    with world.act("board") as gate:
        one = standing.one(name, gate=gate)
        given = {"rendering": row.id, "jigsaw": SECRET, "seen": set()}
        renditions.sign(rendition=one, **given, gate=gate)
    word = next(w for w, where in world.canaries.items() if where == "title of Context")
    before = everything(world, *MADE_OF_THEM)
    assert word in before
    assert before.count(SECRET) == 5
    removed(world, "Context")
    after = everything(world, *MADE_OF_THEM)
    assert word not in after
    assert SECRET not in after
    assert (
        raw(world, "select count(*) from rendered_piece where rendering_id = :r", r=row.id)[0][0]
        == 0
    )
    with world.act("chair") as gate:
        assert consulting.of_rendition(rendition=name, gate=gate)
    other = made(world, "disclosure", "Practice", audience="panel", regime="none")
    looked(world, other, register=NOBODY)
    assert rendered(world, other).clean, "what others are made of is untouched"


def test_an_answer_and_its_request_say_nothing_of_them(world: World) -> None:
    concluded(world)
    request, name = ready(world), copy(world, sign=False)
    with world.act("disclosure") as gate:
        section = gate.session.get(Version, world.versions["Practice"]).section_id
        given = {"section": section, "held": "own", "note": SECRET}
        material.touch(request=of(request, gate), **given, gate=gate)
    grounds = Grounds(codes=("s.31(1)(a)",), harm=SECRET, interest=SECRET)
    decide(world, name, (2, 0, 10), grounds=grounds)
    answer = begun(world, request, copy=name)
    with world.act("disclosure") as gate:
        assert SECRET in answers.texts_of(answer=at(answer, gate), gate=gate)["notice"]
    removed(world, "Practice")
    with world.act("disclosure") as gate:
        assert SECRET not in "".join(answers.texts_of(answer=at(answer, gate), gate=gate).values())
    assert SECRET not in everything(world, *MADE_OF_THEM)


def test_the_pictures_of_a_covert_file_go_with_it(world: World) -> None:
    brought_in(world)
    (file,) = world.files["{attachment}"]
    name = made(world, "disclosure", "Practice", audience="panel", regime="none")
    looked(world, name, register=NOBODY)
    with world.act("disclosure") as gate:
        one = standing.one(name, gate=gate)
        put = pictures.put_in(rendition=one, attachment=file, gate=gate)
        pictures.cover(picture=put, boxes=[Box(1, 0.1, 0.1, 0.2, 0.2)],
                       grounds=Grounds(codes=("personal",)), gate=gate)  # fmt: skip
        row = Rendering(
            id="a" * 32, review_id=gate.domain, owner_id=one.owner_id, row_version=1,
            rendition_id=name, number=1, revision=one.revision, marking="OFFICIAL", clean=True,
            made_by=gate.actor.member, made_at=gate.now,
        )  # fmt: skip
        gate.seal(row, digests="{}", proof="{}", words="{}")
        piece = RenderedPiece(
            id="b" * 32, review_id=gate.domain, owner_id=one.owner_id, row_version=1,
            rendering_id=row.id, kind="picture", part=1, position=0,
        )  # fmt: skip
        gate.seal(piece, body=SECRET)
        gate.session.add_all([row, piece])
    raw(world, "update attachment set covert_at = kept_at")
    for who in ("senior", "disclosure"):
        with world.act(who) as gate:
            found = gate.find(Attachment, file, Act.REMOVE_COVERT)
            acts.remove_file(attachment=found, gate=gate)
    assert SECRET not in everything(world, RenderedPiece)
    assert "0.1" not in everything(world, RenditionPicture)


def test_nor_does_a_notice_that_is_not_told_yet_or_what_was_said_back(world: World) -> None:
    request, _, answer = answered(world)
    colleague(world)
    with world.act("disclosure") as gate:
        review = reviewing.ask(request=of(request, gate), on=NOW, words="Again.", gate=gate)
        review.stage, review.taken_by, review.taken_at = "taken", gate.actor.member, gate.now
        gate.session.flush()
        review.stage, review.decided_at = "decided", gate.now
        gate.seal(review, notice=SECRET)
        gate.seal(at(answer, gate), said_back=SECRET)
    assert everything(world, InternalReview, FoiAnswer).count(SECRET) == 2
    removed(world, "Practice")
    assert SECRET not in everything(world, InternalReview, FoiAnswer)
