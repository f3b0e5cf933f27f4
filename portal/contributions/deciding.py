"""What the manager and the senior office look at before they decide: the words that wait."""

from typing import Any

from portal.contributions import drawn, standing, words
from portal.contributions.acts import CLOSED
from portal.contributions.models import State
from portal.documents import acts as documents
from portal.panel import conflicts
from portal.web.page import Ask, Values


def sign_off(ask: Ask, document: Any) -> Values:
    """Each section that waits, with the words that would be frozen."""
    told = _waiting(ask, document)
    own = documents.own_words(sections={v.section_id for v, _ in told}, gate=ask.gate)
    mine = {v.id for v, _ in told if v.id in own}
    barred = conflicts.why_not(capacity="countersigner", gate=ask.gate)
    all_mine = bool(told) and len(mine) == len(told)
    return {
        "sentence": words.freezes(len(told) - len(mine)),
        "sections": _to_look_at(ask, document, told, mine),
        "seen": ",".join(sorted(version.id for version, _ in told)),
        "why_not": _not_with_manager(ask, document, told)
        or barred
        or (words.ALL_YOURS if all_mine else ""),
        "back": drawn.back(ask),
    }


def send_back(ask: Ask, document: Any) -> Values:
    """Each section that waits, with its words and a place to say what needs to change in it."""
    told = _waiting(ask, document)
    return {
        "sections": _to_look_at(ask, document, told, set()),
        "why_not": _not_with_manager(ask, document, told),
        "back": drawn.back(ask),
    }


def _waiting(ask: Ask, document: Any) -> list[Any]:
    """Of the versions that wait for the manager those that are open to her, with their words."""
    waiting = {v.id for v in standing.to_sign(document.id, ask.gate)}
    found = documents.sections_of(document=document.id, gate=ask.gate)
    return [(version, text) for version, text in found if version.id in waiting]


def _not_with_manager(ask: Ask, document: Any, told: list[Any]) -> str:
    row = standing.request_of(document=document.id, gate=ask.gate)
    with_her = row is not None and row.state == State.WITH_MANAGER and told
    return "" if with_her else words.NOT_NOW


def _to_look_at(
    ask: Ask, document: Any, told: list[Any], mine: set[str]
) -> list[dict[str, object]]:
    asked_for = standing.to_change(document=document.id, gate=ask.gate)
    row = standing.request_of(document=document.id, gate=ask.gate)
    since = standing.sent_back_at(request=row, gate=ask.gate)
    sections = f"{drawn.base(ask)}/sections"
    places = documents.places(documents=[document.id], gate=ask.gate)
    return [
        {
            "id": version.id,
            "number": (number := places[version.section_id]),
            "title": text["title"],
            "version": version.number,
            "graphic": text["graphic"],
            "mine": version.id in mine,
            "asked": (asked := asked_for.get(version.section_id, "")),
            "since": words.since_sent_back(version.written_at, since, asked=bool(asked)),
            "compare": f"{sections}/{version.id}/compare" if version.number > 1 else "",
            "paragraphs": [
                {**p, "number": f"{number}.{n}"} for n, p in enumerate(text["paragraphs"], 1)
            ],
        }
        for version, text in told
    ]


def decide(ask: Ask, document: Any) -> Values:
    """Each signed-off section, for a yes or a no."""
    row = standing.request_of(document=document.id, gate=ask.gate)
    versions = standing.to_decide(document.id, ask.gate)
    titles = documents.titles(versions=versions, gate=ask.gate)
    may = drawn.may_move(row, State.WITH_PANEL) and bool(versions)
    why_not = CLOSED if len(titles) < len(versions) else ""
    return {
        "sections": [
            {
                "id": version.id,
                "title": titles[version.id],
                "class_words": words.class_words(version.section_class),
                "class_note": words.class_note(version.section_class),
            }
            for version in versions
            if version.id in titles
        ],
        "seen": ",".join(titles),
        "why_not": why_not if may else words.NOT_NOW,
        "back": drawn.back(ask),
    }
