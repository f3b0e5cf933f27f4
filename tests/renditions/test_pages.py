"""The pages of the room, as they are used without a script."""

from typing import Any

import pytest

from tests.build import World
from tests.redaction.desk import SAID, written
from tests.renditions.desk import NAME, TEXTS, over, released, rendered, signed, stage, version
from tests.visit import Visitor, brought_back, plain, visitor

RENDER = {"title": SAID.partition(" <")[0].replace("🙂", "").strip(), "marking": "OFFICIAL"}


@pytest.fixture
def name(world: World) -> str:
    written(world, texts=TEXTS)
    return version(world, NAME)


@pytest.fixture
def maker(world: World, client: Any) -> Visitor:
    return visitor(world, client, "disclosure")


@pytest.fixture
def second(world: World, client: Any) -> Visitor:
    return visitor(world, client, "senior")


def at(world: World, name: str, *more: str) -> str:
    return "/".join([f"/reviews/{world.review}/renditions/{name}", *more])


def renders(maker: Visitor, files: str, fields: dict[str, str]) -> str:
    """The page that she sees once what she asked for is over."""
    done = maker.post(f"{files}/render", fields)
    assert done.status_code == 303
    over()
    return str(maker.get(done.headers["location"]).text)


def looked(world: World, name: str, second: Visitor, jigsaw: str) -> dict[str, str]:
    """What she sends who has looked at the page on which files are signed."""
    page = second.get(at(world, name, "sign")).text
    return {"rendering": brought_back(page, "rendering"), "jigsaw": jigsaw}


@pytest.mark.mission("A074")
def test_the_whole_way(world: World, name: str, maker: Visitor, second: Visitor) -> None:
    assert "Render and prove" in maker.get(at(world, name)).text
    assert "thrown away" in maker.get(at(world, name, "render")).text
    shown = renders(maker, at(world, name), RENDER)
    assert "nothing of what was taken out was found" in shown
    assert "A second person signs" in shown
    proof = shown.partition(f'href="/reviews/{world.review}/renderings/')[2].partition("/pdf")[0]
    base = f"/reviews/{world.review}/renderings/{proof}"
    assert "python-docx" in maker.get(base).text
    for way, start in (("pdf", b"%PDF"), ("word", b"PK")):
        given = second.get(f"{base}/{way}")
        assert given.content.startswith(start)
        ending = "docx" if way == "word" else way
        assert f'filename="OFFICIAL-version-1.{ending}"' in given.headers["content-disposition"]
    assert "exact bytes of rendering 1" in second.get(at(world, name, "sign")).text
    done = second.post(at(world, name, "sign"), looked(world, name, second, SAID))
    assert done.headers["location"].endswith("?done=signed")
    done = second.post(at(world, name, "release"), {"recipient": "By hand to the chair."})
    assert done.headers["location"].endswith("?done=released")
    shown = maker.get(at(world, name)).text
    assert "By hand to the chair." in shown
    done = second.post(at(world, name, "withdraw"), {"why": "A page was wrong; the chair knows."})
    assert done.headers["location"].endswith("?done=withdrawn")
    assert "Why" in maker.get(at(world, name)).text
    assert second.get(f"{base}/pdf").status_code == 403


def test_what_is_typed_is_kept_when_something_is_missing(
    world: World, name: str, maker: Visitor, second: Visitor
) -> None:
    missing = maker.post(at(world, name, "render"), {"title": SAID})
    assert missing.status_code == 422
    assert "Choose the marking" in missing.text
    assert "ਪੰਜਾਬੀ" in missing.text
    long = maker.post(at(world, name, "render"), {**RENDER, "title": "x" * 5000})
    assert "characters or fewer" in long.text
    bad = maker.post(at(world, name, "render"), {**RENDER, "title": "Of 王"})
    assert "CJK UNIFIED IDEOGRAPH-738B" in bad.text
    assert stage(world, name) == "deciding"
    rendered(world, name)
    assert "Say what you looked at" in second.post(at(world, name, "sign"), {}).text


def test_a_leak_leads_to_its_report(world: World, name: str, maker: Visitor) -> None:
    report = renders(maker, at(world, name), {**RENDER, "title": "Of Carl Evans"})
    assert "Something was found" in report
    assert "Words that were taken out" in report
    assert "Carl" not in report
    path = maker.get(at(world, name)).text.partition(f'href="/reviews/{world.review}/renderings/')[
        2
    ]
    leaks = f"/reviews/{world.review}/renderings/{path.partition(chr(34))[0]}"
    assert maker.get(leaks).text.count("Something was found") == 1
    assert maker.get(f"{leaks}/pdf").status_code == 404


def test_findings_are_ticked_one_by_one(
    world: World, name: str, maker: Visitor, second: Visitor
) -> None:
    rendered(world, version(world, audience="staff"))
    rendered(world, name)
    shown = second.get(at(world, name, "sign")).text
    assert "A label stands here where another copy has words, beside the version for" in shown
    tick = shown.partition('name="seen_')[2].partition('"')[0]
    told = looked(world, name, second, SAID)
    refused = second.post(at(world, name, "sign"), told)
    assert "Look at each of the findings" in refused.text
    assert "ਪੰਜਾਬੀ" in refused.text
    done = second.post(at(world, name, "sign"), {**told, f"seen_{tick}": tick})
    assert done.status_code == 303


def test_the_next_step_waits_among_tasks(
    world: World, name: str, maker: Visitor, second: Visitor
) -> None:
    home = "/"
    assert "Compare and sign" not in second.get(home).text
    rendered(world, name)
    assert "Compare and sign a version" in second.get(home).text
    assert "Compare and sign a version" not in maker.get(home).text
    signed(world, name)
    assert "Release a signed version" in second.get(home).text
    released(world, name)
    assert "Release a signed version" not in second.get(home).text


def test_others_are_told_nothing(world: World, client: Any, name: str) -> None:
    row = rendered(world, name)
    other = visitor(world, client, "probation_senior")
    nothing = plain(other.get(f"/reviews/{world.review}/renditions/{'0' * 32}"))
    paths = [at(world, name), at(world, name, "sign"), at(world, name, "release")]
    paths += [f"/reviews/{world.review}/renderings/{row.id}{way}" for way in ("", "/pdf", "/word")]
    for path in paths:
        assert plain(other.get(path)) == nothing, path


def test_the_pages_link_to_each_other(world: World, name: str, maker: Visitor) -> None:
    shown = maker.get(f"/reviews/{world.review}/redaction/{name}").text
    assert at(world, name) in shown


def test_nobody_signs_files_that_were_rendered_anew_since_she_looked(
    world: World, name: str, second: Visitor
) -> None:
    rendered(world, name)
    told = looked(world, name, second, SAID)
    rendered(world, name, title="Another title")
    late = second.post(at(world, name, "sign"), told)
    assert "rendered anew since you looked" in late.text
    assert stage(world, name) == "proved"
    told = looked(world, name, second, SAID)
    assert second.post(at(world, name, "sign"), told).status_code == 303
