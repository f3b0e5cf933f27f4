"""What an agency shares, on one screen: as it is, as others see it, as the template has it."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import html

from portal.db import new_id
from portal.sharing import rules
from tests.build import World
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow


def test_the_one_screen_says_what_each_has_of_each_section(world: World, client: Any) -> None:
    for who in ("senior", "disclosure", "manager"):
        told = visitor(world, client, who).get(f"/reviews/{world.review}/sharing")
        tree = html.document_fromstring(told.text)
        heads = [h.text_content() for h in tree.xpath("//thead//th//a")]
        probation = next(i for i, h in enumerate(heads) if "Probation" in h)
        cells = {}
        for row in tree.xpath("//tbody/tr"):
            title = re.search(r"\d\. (\w+)", row.findtext("th/span") or "")
            assert title
            cells[title[1]] = row.findall("td")[probation].get("data-state")
        expected = {
            "Context": "shared", "Chronology": "shared", "Practice": "proposed",
            "Methods": "nothing", "Conduct": "never", "Welfare": "never", "Advice": "never",
        }  # fmt: skip
        seen_by_all = {t: s for t, s in expected.items() if who == "senior" or s != "never"}
        assert cells == seen_by_all, who


@pytest.mark.parametrize("who", ["author", "police_panel", "chair", "probation_panel", "lay"])
def test_who_has_no_part_in_sharing_is_answered_as_by_nothing(
    world: World, client: Any, who: str
) -> None:
    other = visitor(world, client, who)
    nothing = plain(other.get(f"/reviews/{new_id()}/read"))
    probation = world.agencies["Aldermere Probation"]
    for path in ("", "/new", "/departures", f"/as/body/{probation}"):
        assert plain(other.get(f"/reviews/{world.review}/sharing{path}")) == nothing, path


def test_as_they_see_it_is_what_they_see(world: World, client: Any) -> None:
    senior = visitor(world, client, "senior")
    probation = world.agencies["Aldermere Probation"]
    for who, path in {
        "probation_panel": f"body/{probation}",
        "probation_author": f"member/{world.members['probation_author']}",
        "chair": "role/chair",
        "lay": "role/lay_adviser",
    }.items():
        theirs = visitor(world, client, who).get(f"/reviews/{world.review}/read").text
        ours = senior.get(f"/reviews/{world.review}/sharing/as/{path}").text
        found = [{c for c in world.canaries if c in text} for text in (theirs, ours)]
        assert found[0] == found[1], who
        texts = [
            [
                " ".join(p.text_content().split())
                for p in html.document_fromstring(t).find_class("portal-para")
            ]
            for t in (theirs, ours)
        ]
        assert texts[0] == texts[1]


@pytest.mark.parametrize("odd", ["body/x", "role/senior_office", "member/" + "0" * 32, "a/b"])
def test_as_nobody_is_absent(world: World, client: Any, odd: str) -> None:
    senior = visitor(world, client, "senior")
    assert senior.get(f"/reviews/{world.review}/sharing/as/{odd}").status_code == 404
    own = world.members["author"]
    assert senior.get(f"/reviews/{world.review}/sharing/as/member/{own}").status_code == 404


@pytest.mark.mission("A083")
@pytest.mark.parametrize(
    ("review", "section_class", "to", "usual"),
    [
        ("cspr", "chronology", "safeguarding", True),
        ("sar", "chronology", "safeguarding", True),
        ("mappa_scr", "chronology", "safeguarding", False),
        ("mappa_scr", "learning", "safeguarding", True),
        ("mappa_scr", "practice", "probation", True),
        ("dhr", "practice", "council", True),
        ("other", "practice", "probation", False),
        ("other", "learning", "probation", True),
        ("cspr", "tactics", "police", False),
    ],
)
def test_what_is_usual_goes_by_the_kind_of_review(
    review: str, section_class: str, to: str, usual: bool
) -> None:
    on = datetime.now(UTC).date()
    told = rules.proposes(review=review, document="imr", section_class=section_class, to=to, on=on)
    assert told == usual


@pytest.mark.mission("A083")
def test_departures_are_told_in_both_directions(world: World, client: Any) -> None:
    senior = visitor(world, client, "senior")
    told = senior.get(f"/reviews/{world.review}/sharing/departures")
    tree = html.document_fromstring(told.text)
    heads = [" ".join(h.text_content().split()) for h in tree.xpath("//main//h2")]
    assert heads == ["Not shared, though the template proposes it"]
    groups = {}
    for one in tree.xpath("//main//details"):
        assert one.get("open") is None, "each is opened by who wants to know"
        name = " ".join(one.find("summary").text_content().split())
        assert name not in groups, "every recipient once"
        groups[name] = [" ".join(li.text_content().split()) for li in one.iter("li")]
    (probation,) = (name for name in groups if "Probation" in name)
    assert probation.endswith(f": {len(groups[probation])} section")
    assert any(
        "Practice" in told and "(Analysis of practice)" in told for told in groups[probation]
    )
    assert not any("Context" in told for told in groups[probation])
    from tests.build import release

    release(world, "more", ["Chronology"], to_kind="role", to_name="lay_adviser")
    more = senior.get(f"/reviews/{world.review}/sharing/departures").text
    assert "Shared, though the template does not propose it" in more
