"""Findings of other proceedings: entered, corrected beside, and what of this review meets them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.gate import rotation
from portal.gate.gate import Absent, Refused
from portal.proceedings import findings, matches, register, tasks
from portal.proceedings.matches import Match
from portal.proceedings.models import Outcome, Proceeding
from portal.reviews import stand_downs
from portal.sharing import acts as sharing
from portal.sharing.models import Release
from portal.web.dates import in_words, today
from tests.build import World, release
from tests.cast import CAST
from tests.custody.test_made_of_them import everything, removed
from tests.policy.asking import raw, reading_as, version
from tests.proceedings.test_register import READERS, inquest, row
from tests.renditions.test_at_once import at_once, count
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"
ON = NOW - timedelta(days=3)
TYPED = f"{ON.day}/{ON.month}/{ON.year}"
FORM = {"source": "narrative", "on": TYPED, "shared": "few"}
NONE = "Nothing in this review meets this finding yet."


def entered(world: World, of: str, *told: str, who: str = "chair", **given: Any) -> list[str]:
    asked: dict[str, Any] = {"source": "narrative", "given_on": ON, "shared": False, **given}
    with world.act(who) as gate:
        one = row(gate, Proceeding, of)
        rows = findings.enter(proceeding=one, told=told or ("Late.",), **asked, gate=gate)
        return [made.id for made in rows]


def corrected(world: World, name: str, words: str = "Later.", who: str = "chair") -> str:
    with world.act(who) as gate:
        given: dict[str, Any] = {"source": "prevent", "given_on": ON, "shared": False}
        one = row(gate, Outcome, name)
        return findings.correct(finding=one, words=words, **given, gate=gate).id


def section(world: World, title: str = "Practice") -> str:
    return str(version(world, title).section_id)


def met(world: World, name: str, of: str = "", who: str = "chair", relation: str = "same") -> str:
    with world.act(who) as gate:
        given: dict[str, Any] = {"relation": relation, "section": of, "why": f"Why {SAID}"}
        return matches.enter(finding=row(gate, Outcome, name), **given, gate=gate).id


def ended(world: World, name: str, who: str = "chair") -> None:
    with world.act(who) as gate:
        matches.end(match=row(gate, Match, name), why="It was another.", gate=gate)


def waits(world: World, who: str = "chair") -> list[str]:
    with reading_as(world, who) as gate:
        return [task.what for task in tasks.waits(gate=gate) if "meets" in task.what]


def page(world: World, client: Any, name: str, who: str = "chair") -> str:
    path = f"/reviews/{world.review}/proceedings/register/{name}/findings"
    return str(visitor(world, client, who).get(path).text)


def to_the_board(world: World, *titles: str) -> None:
    release(world, "to the board", titles or ("Practice",), to_name="board")


@pytest.mark.mission("B062")
def test_an_inquests_findings_are_imported_and_mapped_to_the_sections_that_meet_them(
    world: World, client: Any
) -> None:
    to_the_board(world)
    name, chair = inquest(world), visitor(world, client, "chair")
    base = f"/reviews/{world.review}/proceedings"
    here = f"{base}/register/{name}"
    assert "None is entered." in chair.get(here).text
    pasted = f"The coroner found:\n1. The first {SAID}\n2. The second\n\nruns on\n3. The third"
    answer = chair.post(f"{here}/findings/new", {**FORM, "words": pasted})
    assert answer.headers["location"] == f"{here}/findings?done=found"
    told = page(world, client, name)
    for number, words in enumerate(("The coroner found:", f"The first {DRAWN}", "The second runs on",
                                    "The third"), 1):  # fmt: skip
        assert told.index(f"Finding {number}</h3>") < told.index(words)
    assert told.count(NONE) == 4
    assert f"Narrative conclusion of an inquest, {in_words(ON)}" in told
    assert waits(world) == ["Say what in this review meets 4 findings (Coroner)"]
    with reading_as(world, "chair") as gate:
        one, two, *_ = [r.id for r in findings.standing(proceeding=name, gate=gate)]
    given = {"relation": "further", "section": section(world), "why": f"So it says {SAID}"}
    form = chair.get(f"{base}/findings/{two}/meets").text
    assert ": Practice" in form
    assert f"The finding: The first {DRAWN}" in form
    done = chair.post(f"{base}/findings/{two}/meets", given)
    assert done.headers["location"] == f"{here}/findings?done=meets#finding-2"
    given = {"relation": "absent", "why": "It is outside what the review was asked."}
    assert chair.post(f"{base}/findings/{one}/meets", given).status_code == 303
    told = page(world, client, name)
    assert told.count(NONE) == 2
    without, _, rest = told.partition("What in this review meets these")
    assert "The second runs on" in without
    assert "The third" in without
    assert rest.index("Is not dealt with in this review") < rest.index("Goes further")
    assert f"So it says {DRAWN}" in rest
    assert waits(world) == ["Say what in this review meets 2 findings (Coroner)"]
    said = "4 findings. Nothing in this review that you may read meets 2 of them yet."
    assert said in told
    assert said in chair.get(here).text
    beside = visitor(world, client, "author").get(
        f"/reviews/{world.review}/contributions/{world.document}"
    )
    assert f"{here}/findings#finding-2" in beside.text


def test_who_may_not_read_a_section_learns_nothing_of_what_it_meets(
    world: World, client: Any
) -> None:
    to_the_board(world)
    name = inquest(world)
    (one,) = entered(world, name)
    met(world, one, section(world))
    path = f"/reviews/{world.review}/proceedings/register/{name}/findings"
    reads = READERS - {"probation_author", "probation_senior"}
    for who in CAST:
        told = visitor(world, client, who)
        answer, nothing = told.get(path), plain(told.get("/no-such-page"))
        if who not in READERS:
            assert plain(answer) == nothing, who
            continue
        assert (DRAWN in answer.text) == (who in reads), who
        assert (NONE in answer.text) == (who not in reads), who
        assert ("Enter findings" in answer.text) == (who in {"chair", "board"})
    assert waits(world) == []
    assert (
        visitor(world, client, "probation_author")
        .get(f"/reviews/{world.review}/proceedings/register/{name}")
        .text.count("Nothing in this review that you may read meets 1 of them yet.")
        == 1
    )


def closed_again(world: World, how: str) -> None:
    """The release ends, or the chair is stood down from the section."""
    with world.act("senior") as gate:
        if how == "the release ends":
            one = gate.session.execute(
                sa.select(Release).where(Release.id == world.releases["to the board"])
            ).scalar_one()
            sharing.end_release(release=one, why="No longer needed.", gate=gate)
        else:
            given = {"scope": "section", "what": section(world), "why": "x"}
            stand_downs.stand_down(person=world.people["chair"], **given, gate=gate)


@pytest.mark.parametrize("how", ["the release ends", "she is stood down"])
def test_what_is_closed_again_is_neither_seen_nor_ended_and_the_finding_waits(
    world: World, client: Any, how: str
) -> None:
    to_the_board(world)
    name = inquest(world)
    (one,) = entered(world, name)
    match = met(world, one, section(world))
    assert waits(world) == waits(world, "board") == []
    closed_again(world, how)
    assert waits(world) == ["Say what in this review meets 1 finding (Coroner)"]
    chair = visitor(world, client, "chair")
    end = f"/reviews/{world.review}/proceedings/matches/{match}/end"
    nothing = plain(chair.get(f"/reviews/{world.review}/proceedings/matches/{'0' * 32}/end"))
    assert plain(chair.get(end)) == plain(chair.post(end, {"why": "x"})) == nothing
    assert NONE in page(world, client, name)
    with pytest.raises(Absent):
        ended(world, match)
    with pytest.raises(Refused, match="sections that are listed"):
        met(world, one, section(world))
    assert DRAWN in page(world, client, name, "author"), "her own agency reads on"
    met(world, one, relation="absent")
    assert waits(world) == []


def test_a_correction_stands_beside_what_it_replaces_and_keeps_what_meets_it(
    world: World, client: Any
) -> None:
    to_the_board(world)
    name = inquest(world)
    first, second = entered(world, name, f"Before {SAID}", "Twice", shared=True)
    met(world, first, section(world))
    now = corrected(world, first, "As it was given")
    for deed in (lambda: corrected(world, first), lambda: met(world, first, relation="absent")):
        with pytest.raises(Refused, match="corrected or taken out meanwhile"):
            deed()
    with world.act("board") as gate:
        findings.take_out(finding=row(gate, Outcome, second), gate=gate)
    told = page(world, client, name)
    holds, _, before = told.partition("What was corrected or taken out")
    assert "As it was given" in holds
    assert "Says the same" in holds
    assert f"Before {DRAWN}" not in holds
    assert f"Before {DRAWN}" in before
    assert "Finding 2: " in before
    assert "Nadia Flint" in before
    assert waits(world) == []
    everybody = visitor(world, client, "lay").get(f"/reviews/{world.review}/proceedings").text
    assert "Before" not in everybody
    assert "As it was given" not in everybody, "the correction is not for everybody"
    (third,) = entered(world, name, "The third", shared=True)
    everybody = visitor(world, client, "lay").get(f"/reviews/{world.review}/proceedings").text
    assert "Finding: The third" in everybody
    rows = raw(world, "select id, number from proceeding_outcome order by number, id")
    assert {(first, 1), (now, 1), (second, 2), (third, 3)} == set(rows), "nothing is deleted"
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update proceeding_outcome set replaced_by = null")


def test_several_sections_meet_one_finding_and_each_is_ended_with_its_reason(
    world: World, client: Any
) -> None:
    to_the_board(world)
    name, chair = inquest(world), visitor(world, client, "chair")
    (one,) = entered(world, name)
    for refused, sentence in (
        ((section(world, "Context"), "same"), "sections that are listed"),
        ((section(world, "Conduct"), "same"), "sections that are listed"),
        (("", "same"), "sections that are listed"),
        ((section(world), "x"), "how it stands"),
        ((section(world), "absent"), "Choose no section"),
    ):
        with pytest.raises(Refused, match=sentence):
            met(world, one, refused[0], relation=refused[1])
    match = met(world, one, section(world))
    raw(world, "update section set section_class = 'learning' where id = :s",
        s=section(world, "Methods"))  # fmt: skip
    release(world, "another", ["Methods"], to_name="board")
    met(world, one, section(world, "Methods"), relation="differs")
    told = page(world, client, name)
    assert told.index("Says the same") < told.index("Differs")
    for again, sentence in (
        ((section(world), "differs"), "entered already"),
        (("", "absent"), "End them first"),
    ):
        with pytest.raises(Refused, match=sentence):
            met(world, one, again[0], relation=again[1])
    end = f"/reviews/{world.review}/proceedings/matches/{match}/end"
    assert ": Practice" in chair.get(end).text
    assert chair.post(end, {"why": " "}).status_code == 422
    assert chair.post(end, {"why": f"Gone {SAID}"}).status_code == 303
    assert "has been ended already" in chair.get(end).text
    with pytest.raises(Refused, match="ended already"):
        ended(world, match)
    assert f"Gone {DRAWN}" in page(world, client, name)
    met(world, one, section(world), relation="further")
    assert count(world, Match) == 3


def test_a_newer_version_is_pointed_out(world: World, client: Any) -> None:
    name = inquest(world)
    (one,) = entered(world, name)
    to_the_board(world)
    met(world, one, section(world))
    assert "You read other words" not in page(world, client, name, "author")
    raw(world, "update finding_match set version_id = :v", v=world.versions["Context"])
    assert "You read other words" in page(world, client, name, "author")


def test_of_two_at_once_one_corrects_and_one_enters(world_on_either: World) -> None:
    world = world_on_either
    to_the_board(world)
    name = inquest(world)
    (one,) = entered(world, name)
    both = ("chair", "board")
    told = at_once(*(lambda who=who: met(world, one, section(world), who) for who in both))
    assert told == ["done", "refused"]
    told = at_once(*(lambda who=who: corrected(world, one, who=who) for who in both))
    assert told == ["done", "refused"]
    told = at_once(*(lambda who=who: entered(world, name, "x", "y", who=who) for who in both))
    assert told == ["done", "done"]
    with reading_as(world, "chair") as gate:
        numbers = [r.number for r in findings.standing(proceeding=name, gate=gate)]
    assert numbers == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("who", sorted(set(CAST) - {"chair", "board"}))
def test_nobody_else_keeps_them(world: World, who: str) -> None:
    name = inquest(world)
    (one,) = entered(world, name)
    match = met(world, one, relation="absent")
    for deed in (
        lambda: entered(world, name, who=who),
        lambda: corrected(world, one, who=who),
        lambda: met(world, one, relation="absent", who=who),
        lambda: ended(world, match, who),
    ):
        with pytest.raises(Absent):
            deed()
    with world.act(who) as gate, pytest.raises(Absent):
        findings.take_out(finding=row(gate, Outcome, one), gate=gate)
    assert waits(world, who) == []


def test_who_is_stood_down_from_the_board_and_a_review_that_is_shredded(world: World) -> None:
    name = inquest(world)
    (one,) = entered(world, name)
    with world.act("board") as gate:
        given = {"scope": "owner", "what": "board", "why": "x"}
        stand_downs.stand_down(person=world.people["chair"], **given, gate=gate)
    for deed in (lambda: entered(world, name), lambda: met(world, one, relation="absent")):
        with pytest.raises(Absent):
            deed()
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    for deed in (
        lambda: entered(world, name, who="board"),
        lambda: corrected(world, one, who="board"),
        lambda: met(world, one, relation="absent", who="board"),
    ):
        with pytest.raises(Refused, match="destroyed"):
            deed()


def test_what_cannot_be_is_refused_in_a_sentence(world: World, client: Any) -> None:
    name, chair = inquest(world), visitor(world, client, "chair")
    for given, sentence in (
        ({"source": "x"}, "in what it was given"),
        ({"given_on": NOW + timedelta(days=1)}, "today or earlier"),
        ({"given_on": date(1900, 1, 1)}, "last ten years"),
        ({"given_on": NOW - timedelta(days=31)}, "before the one on which the proceedings"),
    ):
        with pytest.raises(Refused, match=sentence):
            entered(world, name, **given)
    with world.act("chair") as gate:
        one = row(gate, Proceeding, name)
        given = {"words": "x", "shared": True, "gate": gate}
        register.came_of_it(proceeding=one, kind="result", **given)
        with pytest.raises(Refused, match="Choose what it is"):
            register.came_of_it(proceeding=one, kind="finding", **given)
        line = gate.session.execute(sa.select(Outcome)).scalar_one()
        with pytest.raises(Refused, match="meanwhile"):
            findings.take_out(finding=line, gate=gate)
    new = f"/reviews/{world.review}/proceedings/register/{name}/findings/new"
    for change, sentence in (
        ({"words": "\n".join("x" * 41)}, "Enter 40 findings or fewer at once."),
        ({"words": "x" * 4001}, "Each finding must be 4,000 characters or fewer."),
        ({"words": "x" * 60_001}, "Use 60,000 characters or fewer."),
        ({"words": " \n "}, "Enter what was found."),
        ({"words": "\0"}, "cannot be stored"),
        ({"on": "30/2/2026"}, "real date"),
        ({"source": ""}, "Choose in what it was given."),
        ({"shared": ""}, "Choose who reads it."),
        ({"paragraph": "77"}, "Choose one of the paragraphs that are listed."),
    ):
        answer = chair.post(new, {**FORM, "words": SAID, **change})
        assert answer.status_code == 422
        assert answer.text.count(sentence) >= 2, sentence
        assert (DRAWN in answer.text) == ("words" not in change)
    assert count(world, Outcome) == 1
    (one,) = entered(world, name, f"Long {SAID} " * 80)
    meets = f"/reviews/{world.review}/proceedings/findings/{one}/meets"
    answer = chair.post(meets, {"relation": "same", "section": "x" * 300, "why": SAID})
    assert (answer.status_code, DRAWN in answer.text) == (422, True)
    answer = chair.post(meets, {"relation": "same", "section": "0" * 32, "why": SAID})
    assert (answer.status_code, answer.text.count("that are listed") >= 2) == (422, True)
    correct = f"/reviews/{world.review}/proceedings/findings/{one}/correct"
    assert DRAWN in chair.get(correct).text
    assert f'value="{TYPED}"' in chair.get(correct).text
    given = {**FORM, "words": f"1. Now\n2. {SAID}", "shared": "everybody"}
    assert chair.post(correct, given).status_code == 303
    assert f"1. Now 2. {DRAWN}" in page(world, client, name)
    assert chair.post(correct, given).status_code == 422
    assert "meanwhile" in chair.get(correct).text


def test_why_a_covert_section_meets_a_finding_goes_with_it(world: World, client: Any) -> None:
    to_the_board(world)
    name = inquest(world)
    one, other = entered(world, name, "One", "Other")
    for _ in range(2):
        match = met(world, one, section(world))
        ended(world, match)
    met(world, other, relation="absent")
    before = everything(world, Match)
    assert before.count(SAID) == 3
    assert before.count("It was another.") == 2
    removed(world, "Practice")
    assert everything(world, Match).split(" Why")[0].count("Removed") == 4
    assert everything(world, Match).count(SAID) == 1, "what is said of no section stays"
    assert "Removed" not in page(world, client, name, "senior")
