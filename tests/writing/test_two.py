"""Two who write on one section at the same time."""

import threading

from lxml import html

from portal.documents.models import Version
from portal.documents.words import from_text
from portal.gate.policy import Act
from portal.writing import acts
from portal.writing.together import Words
from tests.build import World
from tests.visit import Visitor
from tests.writing.desk import THREE, at, both_open, fields, newest, told


def test_changes_that_do_not_touch_are_put_together_and_looked_through(
    portal: World, two: tuple[Visitor, Visitor]
) -> None:
    mine, theirs = both_open(portal, two, THREE)
    saved = {**theirs, "text": THREE.replace("Three was told.", "Three was told late.")}
    assert two[1].post(at(portal, "edit"), saved).status_code == 303
    said = {**mine, "text": THREE.replace("One was seen.", "One was seen twice.")}
    answer = two[0].post(at(portal, "edit"), said)
    assert answer.status_code == 422
    assert "Owen Price saved version 3 of this section" in answer.text
    assert newest(portal)[1] == 3, "nothing is saved yet"
    form = fields(answer)
    assert form["text"] == "One was seen twice.\n\nTwo was heard.\n\nThree was told late."
    assert two[0].post(at(portal, "edit"), form).status_code == 303
    assert told(portal, newest(portal)[0])[0::2] == ["One was seen twice.", "Three was told late."]


def test_where_they_touch_both_are_shown_and_she_decides(
    portal: World, two: tuple[Visitor, Visitor]
) -> None:
    mine, theirs = both_open(portal, two, THREE)
    two[1].post(at(portal, "edit"), {**theirs, "text": THREE.replace("heard", "heard by her")})
    said = {**mine, "text": THREE.replace("heard", "heard by me").replace("One", "Just one")}
    answer = two[0].post(at(portal, "edit"), said)
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    assert [s.text_content() for s in page.xpath("//h2")][1:3] == [
        "Yours, not saved",
        "Saved meanwhile",
    ]
    assert "by me" in page.text_content()
    assert "by her" in page.text_content()
    form = fields(answer)
    assert form["text"] == said["text"], "nothing typed is lost"
    left = two[0].post(at(portal, "edit"), form)
    assert left.status_code == 422
    assert "Choose which text to keep" in left.text
    assert newest(portal)[1] == 3
    looked = two[0].post(at(portal, "show"), {**form, "pick-0": "both"})
    assert "heard by her" in fields(looked)["text"]
    assert two[0].post(at(portal, "edit"), {**form, "pick-0": "mine"}).status_code == 303
    assert told(portal, newest(portal)[0]) == [
        "Just one was seen.", "Two was heard by me.", "Three was told."
    ]  # fmt: skip


def test_a_third_who_saves_while_she_decides_is_met_too(
    portal: World, two: tuple[Visitor, Visitor]
) -> None:
    mine, theirs = both_open(portal, two, THREE)
    two[1].post(at(portal, "edit"), {**theirs, "text": THREE.replace("heard", "heard by her")})
    said = {**mine, "text": THREE.replace("heard", "heard by me")}
    form = fields(two[0].post(at(portal, "edit"), said))
    latest = fields(two[1].get(at(portal, "edit")))
    two[1].post(
        at(portal, "edit"), {**latest, "text": latest["text"].replace("told", "told by her")}
    )
    answer = two[0].post(at(portal, "edit"), {**form, "pick-0": "mine"})
    assert answer.status_code == 422
    form = fields(answer)
    assert two[0].post(at(portal, "edit"), {**form, "pick-0": "mine"}).status_code == 303
    assert told(portal, newest(portal)[0])[1:] == ["Two was heard by me.", "Three was told by her."]


def test_of_two_who_save_at_the_same_moment_one_is_told(world_on_either: World) -> None:
    base, told_so = world_on_either.versions["Practice"], []
    start = threading.Barrier(2)

    def save(text: str) -> None:
        start.wait()
        try:
            with world_on_either.act("author") as gate:
                version = gate.find(Version, base, Act.WRITE_SECTION)
                said = Words("T", False, from_text(text))
                told_so.append(acts.save(version=version, base=base, said=said, gate=gate).number)
        except acts.Overtaken:
            told_so.append("overtaken")

    threads = [threading.Thread(target=save, args=(text,)) for text in ("Mine.", "Yours.")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(map(str, told_so)) == ["2", "overtaken"]
