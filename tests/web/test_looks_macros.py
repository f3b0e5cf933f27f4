"""The macros draw what the design systems' own code draws."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from portal.web.draw import GOVUK, environment

MODULES = Path(__file__).parents[2] / "node_modules"
COMPONENTS = MODULES / "govuk-frontend/dist/govuk/components"
MOJ = MODULES / "@ministryofjustice/frontend/moj/components"


def shape(markup: str) -> list[object]:
    """A fragment as nested lists: tag, attributes, then words and children; spacing left out."""
    return _shape(html.fragment_fromstring(markup, create_parent="div"))


def _shape(element: html.HtmlElement) -> list[object]:
    told: list[object] = [element.tag, {k: _tidy(k, v) for k, v in element.attrib.items()}]
    told += _words(element.text)
    for child in element:
        if isinstance(child.tag, str):
            told.append(_shape(child))
        told += _words(child.tail)
    return told


def _tidy(name: str, value: str) -> str:
    return " ".join(sorted(value.split())) if name == "class" else value


def _words(text: str | None) -> list[str]:
    return [" ".join(text.split())] if text and text.strip() else []


def fixtures() -> Iterator[tuple[str, dict[str, object]]]:
    for path in sorted(COMPONENTS.glob("*/fixtures.json")):
        for fixture in json.loads(path.read_text())["fixtures"]:
            yield path.parent.name, fixture


def test_every_fixture_of_gov_uk_draws_alike() -> None:
    different = []
    for component, fixture in fixtures():
        macro = getattr(GOVUK, component.replace("-", "_"))
        if shape(str(macro(fixture["options"]))) != shape(str(fixture["html"])):
            different.append((component, fixture["name"]))
    assert different == []


def test_no_fixture_is_left_out() -> None:
    """The number that version 6.3.0 carries; a move to another version changes it on purpose."""
    assert len(list(fixtures())) == 657


def test_a_macro_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError):
        GOVUK.crest  # noqa: B018


# The Ministry of Justice publishes no fixtures, only templates in another language. So each macro
# is held against that template twice: its elements are drawn in the shape written here, and no
# element has a place that the template does not give it.

DRAWN = {
    "timeline": (
        """{{ moj.timeline([
            {"title": "Signed", "by": "Amina", "when": "3 November", "moment": "2026-11-03", "text": "x"},
            {"title": "Ended", "by": "", "when": "4 November", "moment": "", "text": "y"}]) }}""",
        """div.moj-timeline
             div.moj-timeline__item
               div.moj-timeline__header
                 h2.moj-timeline__title
                 p.moj-timeline__byline
               p.moj-timeline__date
                 time
               div.moj-timeline__description.portal-words
             div.moj-timeline__item
               div.moj-timeline__header
                 h2.moj-timeline__title
               p.moj-timeline__date
                 time
               div.moj-timeline__description.portal-words""",
    ),
    "side-navigation": (
        """{{ moj.side_navigation("Parts", sections=[{"heading": "One", "links": [
            {"text": "a", "href": "/a", "active": true},
            {"text": "b", "href": "/b", "active": false}]}]) }}""",
        """nav.moj-side-navigation
             h2.moj-side-navigation__title
             ul.moj-side-navigation__list
               li.moj-side-navigation__item.moj-side-navigation__item--active
                 a
               li.moj-side-navigation__item
                 a""",
    ),
    "filter": (
        """{% call moj.filter([{"heading": "State", "links": [{"text": "Ended", "href": "?"}]}], "?") %}
           {% endcall %}""",
        """div.moj-filter
             div.moj-filter__header
               div.moj-filter__header-title
                 h2.govuk-heading-m
               div.moj-filter__header-action
             div.moj-filter__content
               div.moj-filter__selected
                 div.moj-filter__selected-heading
                   div.moj-filter__heading-title
                     h2.govuk-heading-m
                   div.moj-filter__heading-action
                     p
                       a.govuk-link.govuk-link--no-visited-state
                 h3.govuk-heading-s.govuk-!-margin-bottom-0
                 ul.moj-filter-tags
                   li
                     a.moj-filter__tag
                       span.govuk-visually-hidden
               div.moj-filter__options
                 button.govuk-button""",
    ),
    "badge": ("""{{ moj.badge("Urgent", "red") }}""", "span.moj-badge.moj-badge--red"),
    "banner": (
        """{{ moj.banner("warning", "Two sections cannot be shared.") }}""",
        """div.moj-banner.moj-banner--warning
             svg.moj-banner__icon
               path
             div.moj-banner__message""",
    ),
    "messages": (
        """{{ moj.messages([
            {"id": "1", "sent": true, "sender": "You", "day": "3 November", "day_moment": "2026-11-03",
             "time": "9.12am", "time_moment": "09:12", "text": "x"},
            {"id": "2", "sent": false, "sender": "Owen", "day": "3 November", "day_moment": "2026-11-03",
             "time": "9.30am", "time_moment": "09:30", "text": "y"}]) }}""",
        """div.moj-messages-container
             div.moj-message-list
               time.moj-message-list__date
               div.moj-message-item.moj-message-item--sent
                 div.moj-message-item__text.moj-message-item__text--sent
                 div.moj-message-item__meta
                   span.moj-message-item__meta--sender
                   time.moj-message-item__meta--timestamp
               div.moj-message-item.moj-message-item--received
                 div.moj-message-item__text.moj-message-item__text--received
                 div.moj-message-item__meta
                   span.moj-message-item__meta--sender
                   time.moj-message-item__meta--timestamp""",
    ),
    "identity-bar": (
        """{% call moj.identity_bar("Amina Rahman") %}{% endcall %}""",
        """div.moj-identity-bar
             div.moj-identity-bar__container
               div.moj-identity-bar__details
                 span.moj-identity-bar__title
               div.moj-identity-bar__actions
                 div.moj-identity-bar__menu""",
    ),
    "date-picker": (
        """{{ moj.date_picker("until", "Until", [], {}, hint="", latest="30/06/2027") }}""",
        """div.moj-datepicker
             div.govuk-form-group
               label.govuk-label
               input.govuk-input.moj-js-datepicker-input""",
    ),
}


def drawn(source: str) -> html.HtmlElement:
    source = '{% import "parts/moj.html" as moj %}' + source
    box = html.fragment_fromstring(environment().from_string(source).render(), create_parent="div")
    return box[-1]


def outline(element: html.HtmlElement, depth: int = 0) -> Iterator[str]:
    yield "  " * depth + ".".join([element.tag, *element.get("class", "").split()])
    for child in element:
        yield from outline(child, depth + 1)


@pytest.mark.parametrize("component", DRAWN)
def test_a_moj_macro_has_the_shape_written_here(component: str) -> None:
    source, expected = DRAWN[component]
    lines = expected.splitlines()
    told = [lines[0].strip()]
    told += ["  " * ((len(x) - len(x.lstrip()) - 11) // 2) + x.strip() for x in lines[1:]]
    assert _unordered(outline(drawn(source))) == _unordered(told)


def _unordered(lines: Iterator[str] | list[str]) -> list[str]:
    """Classes of one element in the order of the alphabet, since their order means nothing."""
    split = [(line[: len(line) - len(line.lstrip())], line.strip().split(".")) for line in lines]
    return [indent + ".".join([tag, *sorted(classes)]) for indent, (tag, *classes) in split]


def places(element: html.HtmlElement, above: str = "") -> Iterator[str]:
    """Where elements stand: each with its first class, under those above it."""
    first = (element.get("class", "").split() or [""])[0]
    here = f"{above}/{re.sub(r'^h[1-6]$', 'h', element.tag)}.{first}"
    yield here
    for child in element:
        if isinstance(child.tag, str):
            yield from places(child, here)


def template_places(component: str) -> set[str]:
    """The places that the published template knows, on any of its branches."""
    source = (MOJ / component / "template.njk").read_text()
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", source, flags=re.DOTALL)
    source = re.sub(r"<(/?)h(?=[\s>])", r"<\1h1", source)
    if component == "banner":  # its classes are gathered in a variable
        source = source.replace('class=""', 'class="moj-banner"')
    box = html.fragment_fromstring(source, create_parent="div")
    return {place for child in box for place in places(child)}


@pytest.mark.parametrize("component", DRAWN)
def test_a_moj_macro_puts_nothing_where_the_published_template_does_not(component: str) -> None:
    from_gov_uk = re.compile(r"\.govuk-(button|form-group|label|input)\b")
    ours = {p for p in places(drawn(DRAWN[component][0])) if not from_gov_uk.search(p)}
    assert ours <= template_places(component)
