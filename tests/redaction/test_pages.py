"""The pages on which passages are decided and owners answer, as they are used without a script."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.redaction import standing
from portal.redaction.models import Passage, RenditionSection
from tests.build import World
from tests.cast import POLICE
from tests.policy.asking import raw, reading_as
from tests.redaction.desk import SAID, decide, looked, made, written
from tests.visit import Visitor, plain, visitor


@pytest.fixture
def begun(world: World) -> str:
    written(world)
    return made(world, "disclosure", "Practice")


@pytest.fixture
def who(world: World, client: Any) -> Visitor:
    return visitor(world, client, "disclosure")


def base(world: World) -> str:
    return f"/reviews/{world.review}/redaction"


def page_of(world: World, rendition: str) -> str:
    with reading_as(world, "disclosure") as gate:
        query = sa.select(RenditionSection.id).where(RenditionSection.rendition_id == rendition)
        return f"{base(world)}/sections/{gate.connection.execute(query).scalar_one()}"


def spans(world: World) -> list[tuple[int, int, str]]:
    with reading_as(world, "disclosure") as gate:
        query = sa.select(Passage.starts, Passage.ends, Passage.decision).order_by(Passage.id)
        return [tuple(row) for row in gate.connection.execute(query)]


FIELDS = {
    "what": "words",
    "paragraph": "1",
    "words": "Jo",
    "occurrence": "1",
    "decision": "remove",
    "codes_s.40(2)": "s.40(2)",
}


def test_words_are_typed_exactly_and_which_of_them_is_asked(
    world: World, begun: str, who: Visitor
) -> None:
    path = page_of(world, begun)
    twice = who.post(path, {**FIELDS, "words": "Carl Evans", "occurrence": ""})
    assert (twice.status_code, "They stand there 2 times" in twice.text) == (422, True)
    odd = who.post(path, {**FIELDS, "words": "Carl  Evans", "note": SAID})
    assert "do not stand in paragraph 1" in odd.text
    assert "ਪੰਜਾਬੀ, العربية" in odd.text, "nothing that was typed is lost"
    done = who.post(path, {**FIELDS, "words": "Carl Evans", "occurrence": "2"})
    assert done.headers["location"].endswith("?done=decided#p-1")
    measured = who.post(path, {**FIELDS, "words": "Carl Evans", "starts": "0"})
    assert measured.status_code == 303, "a script has measured where they stand"
    assert spans(world) == [(28, 38, "remove"), (0, 10, "remove")]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose what you decide on"),
        ({**FIELDS, "paragraph": "77"}, "one of the paragraphs"),
        ({**FIELDS, "paragraph": "x"}, "Choose the paragraph"),
        ({**FIELDS, "decision": "burn"}, "what is to become"),
        ({**FIELDS, "words": "x" * 30_000}, "20,000"),
        ({**FIELDS, "words": "Jo\0"}, "cannot be stored"),
        ({**FIELDS, "codes_s.40(2)": ""}, "without one the words stay"),
        ({**FIELDS, "codes_s.31(1)(a)": "s.31(1)(a)"}, "say what harm"),
        ({**FIELDS, "codes_s.30(1)(a)": "s.30(1)(a)"}, "Weigh the public interest"),
        ({**FIELDS, "person": "nobody"}, "one of the people"),
        ({**FIELDS, "decision": "pseudonym"}, "A pseudonym is somebody"),
        ({**FIELDS, "holder": "x" * 99}, "one of the organisations"),
        ({**FIELDS, "opinion": "x" * 99}, "one of the opinions"),
    ],
)
def test_each_refusal_is_a_sentence_beside_its_field(
    world: World, begun: str, who: Visitor, given: dict[str, str], sentence: str
) -> None:
    answer = who.post(page_of(world, begun), given)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert spans(world) == []


def test_whole_paragraphs_and_sections_and_the_history_of_a_passage(
    world: World, begun: str, who: Visitor
) -> None:
    path = page_of(world, begun)
    who.post(path, {**FIELDS, "note": SAID})
    who.post(path, {**FIELDS, "what": "paragraph", "decision": "keep"})
    who.post(path, {**FIELDS, "what": "section"})
    shown = who.get(path).text
    assert shown.count("Taken out:") == 4
    link = shown.split("/passages/")[2].split('"')[0]
    history = who.get(f"{base(world)}/passages/{link}").text
    assert [history.count(said) for said in ("Held until", "They are all taken back")] == [2, 1]
    assert "ਪੰਜਾਬੀ, العربية" in history
    back = who.post(f"{base(world)}/passages/{link}")
    assert back.headers["location"].endswith("?done=undone#p-1")
    again = who.post(f"{base(world)}/passages/{link}")
    assert "does not stand any more" in again.text
    assert "Taken out:" not in who.get(path).text


def test_suggestions_are_shown_decided_in_groups_and_accepted(
    world: World, begun: str, who: Visitor
) -> None:
    looked(world, begun)
    path, here = page_of(world, begun), f"{base(world)}/{begun}"
    assert who.get(path).text.count("Suggested:") == 6
    groups = who.get(f"{here}/groups").text
    assert "3 of 3 mentions wait. Proposed: taken out by s.40(2)." in groups
    assert [groups.count(f"“{words}”: ") for words in ("Jo", "07700 900123", "Evans")] == [1, 1, 0]
    nothing = who.post(f"{here}/groups", {"decision": "keep"})
    assert "at least one group" in nothing.text
    jo = "2" * 32
    assert who.post(f"{here}/groups", {f"groups_{jo}": jo, "decision": "keep"}).status_code == 303
    assert "Mentions taken out by s.40(2): 3." in who.get(f"{here}/proposals").text
    assert "Suggestions that nobody has decided: 3" in who.get(f"{here}/ready").text
    assert who.post(f"{here}/proposals").status_code == 303
    assert "Nothing is proposed" in who.get(f"{here}/proposals").text
    ready = who.get(f"{here}/ready").text
    assert "s.40(2) (3)" in ready
    assert "cannot be rendered yet" not in ready
    assert "until a second person of Westmarch Police" in ready.replace("Until", "until")


def test_the_page_shows_no_words_of_a_section_that_is_closed(
    world: World, begun: str, client: Any
) -> None:
    path = page_of(world, begun)
    decide(world, begun, (1, 0, 10))
    from portal.reviews import stand_downs

    with reading_as(world, "disclosure") as gate:
        (at,) = standing.sections_of(rendition=begun, gate=gate)
        (passage,) = standing.passages(rendition=begun, gate=gate)
    senior = visitor(world, client, "senior")
    assert "Carl Evans" in senior.get(path).text
    assert "Decide</h2>" not in senior.get(path).text, "who reads does not decide"
    assert senior.post(path, FIELDS).status_code == 404
    with world.act("board") as gate:
        stand_downs.stand_down(
            person=world.people["senior"], scope="review", what="", why="W", gate=gate
        )
    nothing = plain(senior.get(f"/reviews/{'0' * 32}/redaction"))
    assert plain(senior.get(path)) == nothing
    who = visitor(world, client, "disclosure")
    raw(world, "update section_version set stage = 'withdrawn' where id = :v", v=at.version_id)
    closed = who.get(path).text
    assert "Carl Evans" not in closed
    assert "is not open to you any more" in closed
    history = who.get(f"{base(world)}/passages/{passage.id}").text
    assert "Carl Evans" not in history
    assert "s.40(2)" not in history
    whole = who.get(f"{base(world)}/{begun}").text
    assert "Closed to you" in whole
    assert 'data-label="Decided">1<' not in whole
    assert "s.40(2)" not in who.get(f"{base(world)}/{begun}/ready").text


def test_others_get_the_absent_things_answer(world: World, begun: str, client: Any) -> None:
    for name in ("chair", "health_panel", "author", "stranger"):
        seen = visitor(world, client, name)
        nothing = plain(seen.get(f"/reviews/{'0' * 32}/redaction"))
        for path in (
            f"{base(world)}/{begun}",
            page_of(world, begun),
            f"{base(world)}/{begun}/ready",
        ):
            assert plain(seen.get(path)) == nothing


def test_an_owner_answers_on_pages_of_its_own(world: World, client: Any) -> None:
    name = made(world, "chair", "Context")
    chair, here = visitor(world, client, "chair"), f"{base(world)}/{name}"
    police = world.agencies[POLICE]
    assert "Ask Westmarch Police" in chair.get(here).text
    done = chair.post(f"{here}/consult", {"owner": police, "question": SAID})
    assert done.headers["location"].endswith("?done=asked")
    path = next(part for part in chair.get(here).text.split('"') if "/sections/" in part)
    words = chair.get(path).text
    canary = next(word for word in world.canaries if word in words)
    fields = {**FIELDS, "words": canary, "decision": "keep", "codes_s.40(2)": ""}
    found = [
        n for n in ("0", "1") if chair.post(path, {**fields, "paragraph": n}).status_code == 303
    ]
    assert len(found) == 1
    dev = visitor(world, client, "disclosure")
    listed = dev.get(base(world)).text
    asked = f"{base(world)}/consultations/{listed.split('/consultations/')[1][:32]}"
    shown = dev.get(asked).text
    assert "ਪੰਜਾਬੀ" in shown
    assert "Passages to look at: 1" in shown
    section = next(p for p in dev.get(asked).text.split('"') if f"{asked}/sections/" in p)
    put = dev.get(section).text
    field = put.split('name="said_')[1][:32]
    assert "Say why" in dev.post(section, {f"said_{field}": "object"}).text
    kept = dev.post(section, {f"said_{field}": "object", f"why_{field}": SAID})
    assert kept.headers["location"].endswith("?done=answered")
    more = dev.post(f"{section}/more", {"what": "paragraph", "paragraph": "1", "why": SAID})
    assert more.headers["location"].endswith("?done=must-go")
    assert dev.post(f"{asked}/finish", {"outcome": "refused"}).status_code == 422
    assert dev.post(f"{asked}/finish", {"outcome": "refused", "why": SAID}).status_code == 303
    assert "ਪੰਜਾਬੀ" in chair.get(here).text
    settle = chair.get(f"{here}/settle").text
    assert settle.count("Westmarch Police: ") == 2
    assert chair.post(f"{here}/depart", {"owner": police, "why": SAID}).status_code == 303
    assert dev.get(f"{asked}/sections/9").status_code == 404


def test_opinions_are_recorded_and_sections_come_and_go(
    world: World, begun: str, who: Visitor
) -> None:
    lacks = who.post(f"{base(world)}/opinions", {"person": "chief_officer"})
    assert all(
        said in lacks.text for said in ("limbs of section 36", "not reasonable", "real date")
    )
    limb = "s.36(2)(c)"
    told = {"person": "chief_officer", f"limbs_{limb}": limb, "on": "1/6/2026", "words": SAID}
    assert who.post(f"{base(world)}/opinions", {**told, "reasonable_yes": "yes"}).status_code in {
        303,
        422,
    }
    path, here = page_of(world, begun), f"{base(world)}/{begun}"
    other = world.versions["Context"]
    assert who.post(f"{here}/add", {f"sections_{other}": other}).status_code == 303
    assert who.get(here).text.count("/sections/") == 2
    assert who.post(f"{path}/take-out").status_code == 303
    assert "has been taken out of the version" in who.get(path).text
    assert who.get(f"{here}/look").status_code == 200
    assert who.post(f"{here}/look").headers["location"].endswith("?done=looked")
