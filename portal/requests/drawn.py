"""A form of one step, as a page that asks and a deed that does it: declared, not written out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.gate.policy import Act
from portal.proceedings.words import Field, form
from portal.reviews.words import framed
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, no_fields, page

FORM = "requests/form.html"
Sentence = str | Callable[[Ask], str]


@dataclass(frozen=True, slots=True)
class Step:
    """What a form says and asks, and what its deed does; `do` gives where to go next."""

    path: str
    act: Act
    thing: Any
    heading: str
    sentence: Sentence
    button: str
    do: Callable[[Ask], str]
    back: Callable[[Ask], str]
    fields: Callable[[Ask], list[Field]] = lambda _: []
    read: Callable[[Mapping[str, str]], Any] = no_fields
    why_not: Callable[[Ask], str] = lambda _: ""
    may: Callable[[Ask], object] = lambda _: None
    """Raises Absent for whoever may read the thing and not do this."""
    grave: bool = False


def routes_of(step: Step) -> list[Page | Deed]:
    def show(ask: Ask) -> Values:
        framed(ask)
        step.may(ask)
        said = step.sentence if isinstance(step.sentence, str) else step.sentence(ask)
        fields, back = step.fields(ask), step.back(ask)
        why_not = step.why_not(ask)
        return form(
            step.heading, said, step.button, back, fields, grave=step.grave, why_not=why_not
        )

    def done(ask: Ask) -> str:
        """Whatever the page refuses, its deed refuses: an address can be posted to unseen."""
        step.may(ask)
        if why := step.why_not(ask):
            raise Wrong.one("", why)
        return step.do(ask)

    return [
        page(step.path, act=step.act, template=FORM, thing=step.thing)(show),
        deed(step.path, act=step.act, form=step.read, thing=step.thing)(done),
    ]
