"""Renditions for an audience: the list, a new one, how far one has come, and what is done to all
of its sections at once.
"""

from collections.abc import Callable
from typing import Any

from portal.cru import naming
from portal.documents import acts as documents
from portal.gate.policy import Act
from portal.proceedings.words import field, form
from portal.redaction import (
    acts,
    asking,
    consulting,
    deciding,
    forms,
    newer,
    sources,
    standing,
    suggested,
    told,
)
from portal.redaction.access_laws import REGIME
from portal.redaction.models import (
    AUDIENCES,
    OUTCOMES,
    REGIMES,
    STAGES,
    Rendition,
    RenditionSection,
)
from portal.redaction.people import register
from portal.reviews import acts as reviews
from portal.reviews.titles import called
from portal.reviews.words import framed, in_sentence
from portal.subject_access import acts as access
from portal.subject_access import telling
from portal.web.dates import day_and_time
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, do, no_fields, page

HOME = "/reviews/{review}/redaction"
NEW, ONE = f"{HOME}/new", f"{HOME}/{{rendition}}"
ADD, LOOK, GROUPS, ACCEPT, READY = (
    f"{ONE}/{step}" for step in ("add", "look", "groups", "proposals", "ready")
)
TAKE_OUT, NEWER = (
    f"{HOME}/sections/{{rendition_section}}/{step}" for step in ("take-out", "newer")
)
FORM = "proceedings/form.html"
WHO_ASKED = (
    "Something of an applicant's name or address stands in these words, and the owner would read "
    "it. Take it out."
)


def _here(ask: Ask, *more: str) -> str:
    return "/".join([HOME.format(review=ask.gate.domain), *more])


def _done(ask: Ask) -> str:
    return told.DONE.get(ask.raw.query.get("done", ""), "")


@page(HOME, act=Act.READ_REVIEW, template="redaction/renditions.html")
def home(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    asked = consulting.asked_of(gate=gate)
    if not standing.bodies(Act.READ_RENDITION, gate=gate) and not asked:
        gate.deny(Act.READ_RENDITION)
    rows = acts.renditions(gate=gate)
    names = acts.titles(rows=rows, gate=gate)
    makes = gate.body in standing.bodies(Act.MAKE_RENDITION, gate=gate)
    return {
        "name": review.code_name,
        "notice": _done(ask),
        "renditions": [
            {
                "what": names[row.id],
                "stands": f"{AUDIENCES[row.audience]}. {STAGES[row.stage]}, since "
                f"{day_and_time(row.moved_at)}",
                "href": _here(ask, row.id),
            }
            for row in rows
        ],
        "asked": [
            {
                "what": f"{told.body(row.maker_id, gate)} asks about a version for: "
                f"{told.small(AUDIENCES[row.audience])}",
                "stands": OUTCOMES[row.outcome] if row.outcome else "Waits for your answer",
                "href": _here(ask, "consultations", row.id),
            }
            for row in asked
        ],
        "new": _here(ask, "new") if makes else "",
        "opinions": _here(ask, "opinions") if makes else "",
    }


def _sections_field(ask: Ask, without: set[str]) -> tuple[dict[str, Any], str]:
    """The sections to choose from, and a sentence on those that cannot be chosen."""
    rows = [row for row in sources.choosable(gate=ask.gate) if row.section_id not in without]
    fit = [row for row in rows if not sources.why_not_chosen(row)]
    names = documents.titles(versions=fit, gate=ask.gate)
    kinds = called(gate=ask.gate)
    options = [
        {
            "id": row.id,
            "text": names[row.id],
            "hint": f"{kinds.get(row.kind, row.kind)}, {told.body(row.owner_id, ask.gate)}, "
            f"version {row.number}",
        }
        for row in fit
    ]
    hint = "Those that are signed off and open to you, in the newest words."
    left = [sources.why_not_chosen(row) for row in rows if row not in fit]
    why = "".join(f" Not to be chosen: {left.count(said)}. {said}" for said in dict.fromkeys(left))
    return field("checkboxes", "sections", "Which sections?", hint, options), why


@page(NEW, act=Act.READ_REVIEW, template=FORM)
def new_page(ask: Ask) -> Values:
    framed(ask)
    standing.makes_for(gate=ask.gate)
    listed, why = _sections_field(ask, set())
    return form(
        "Make a version for an audience",
        "The sections themselves are never changed. You decide passage by passage what is taken "
        "out; then the version is made anew from what is left, proved, and signed by a second "
        f"person. Nobody sees it before that.{why}",
        "Begin",
        _here(ask),
        [
            field("radios", "audience", "For whom is it?", of=AUDIENCES),
            field("radios", "regime", "By which rules is something taken out?", of=REGIMES),
            field("line", "title", "What do you call it?",
                  "Your own organisation's officers alone see this name."),
            field("words", "purpose", "What is it for?"),
            listed,
        ],
        why_not="" if listed["options"] else "No section open to you is signed off yet.",
    )  # fmt: skip


@deed(NEW, act=Act.READ_REVIEW, form=forms.begun)
def new_deed(ask: Ask) -> str:
    said = ask.form
    given = {"audience": said.audience, "regime": said.regime, "versions": said.versions}
    words = {"title": said.title, "purpose": said.purpose}
    made = do("regime", acts.start, **given, **words, gate=ask.gate)
    return f"{_here(ask, made.id)}?done=started"


@page(ONE, act=Act.READ_RENDITION, template="redaction/rendition.html", thing=Rendition)
def rendition(ask: Ask) -> Values:
    review, row = framed(ask), ask.thing
    return {"name": review.code_name, "notice": _done(ask), **told.whole(ask, row, _here(ask))}


@page(ADD, act=Act.MAKE_RENDITION, template=FORM, thing=Rendition)
def add_page(ask: Ask) -> Values:
    framed(ask)
    rows = standing.sections_of(rendition=ask.thing.id, gate=ask.gate)
    listed, why = _sections_field(ask, {row.section_id for row in rows})
    return form(
        "Add sections",
        f"They come after those that are there. What was proved or signed is so no more.{why}",
        "Add them",
        _here(ask, ask.thing.id),
        [listed],
        why_not="" if listed["options"] else "There is no other section that you can add.",
    )


@deed(ADD, act=Act.MAKE_RENDITION, form=forms.sections, thing=Rendition)
def add_deed(ask: Ask) -> str:
    given = {"rendition": ask.thing, "versions": ask.form}
    do("sections", acts.add_sections, **given, gate=ask.gate)
    return f"{_here(ask, ask.thing.id)}?done=added"


@page(TAKE_OUT, act=Act.MAKE_RENDITION, template=FORM, thing=RenditionSection)
def take_out_page(ask: Ask) -> Values:
    framed(ask)
    return form(
        f"Take section {ask.thing.position} out of the version?",
        "Its audience will not see that it was there. What you decided of it stays on record, and "
        "the section itself is not touched.",
        "Take it out",
        _here(ask, ask.thing.rendition_id),
        [],
        grave=True,
    )


@deed(TAKE_OUT, act=Act.MAKE_RENDITION, form=no_fields, thing=RenditionSection)
def take_out_deed(ask: Ask) -> str:
    acts.take_out(section=ask.thing, gate=ask.gate)
    return f"{_here(ask, ask.thing.rendition_id)}?done=taken-out"


@page(NEWER, act=Act.MAKE_RENDITION, template=FORM, thing=RenditionSection)
def newer_page(ask: Ask) -> Values:
    framed(ask)
    found = newer.newer(rendition=ask.thing.rendition_id, gate=ask.gate)
    return form(
        f"Take in the newer words of section {ask.thing.position}?",
        "What is decided on paragraphs whose words are the same is taken over as yours. What was "
        "taken out of changed paragraphs waits for you to decide anew. What was proved or signed "
        "is so no more, and an owner who has agreed is asked again.",
        "Take them in",
        _here(ask, ask.thing.rendition_id),
        [],
        why_not="" if ask.thing.id in found else newer.NONE,
    )


@deed(NEWER, act=Act.MAKE_RENDITION, form=no_fields, thing=RenditionSection)
def newer_deed(ask: Ask) -> str:
    people = register(gate=ask.gate)
    do("", newer.take_in, section=ask.thing, register=people, gate=ask.gate)
    return f"{_here(ask, ask.thing.rendition_id)}?done=newer"


# What an owner reads: the rooms to the right know who made a request, and nobody else may


def _to_owner(ask: Ask, field: str, act: Callable[..., Any], done: str, **given: Any) -> str:
    """Does an act whose words the owner reads. Raises Wrong for words that say who made a request:
    for subject access that needs a purpose, which is kept; otherwise it is never told.
    """
    words, row, owner, gate = str(ask.form.words), ask.thing, ask.form.which, ask.gate
    heard = telling.Heard(words)
    if row.regime == REGIME:
        heard = do(field, telling.heard, rendition=row.id, words=words, gate=gate)
    others = access.tells_of(words=heard.rest, but=heard.copy_of, gate=gate)
    if others or naming.tells_of(words=heard.rest, gate=gate):
        raise Wrong.one(field, WHO_ASKED)
    if heard.request and not ask.form.purpose:
        raise Wrong.one("purpose", telling.SAYS_WHO)
    do("owner", act, rendition=row, owner=owner, **given, gate=gate)
    if heard.request:
        told_ = {"rendition": row.id, "owner": owner, "purpose": ask.form.purpose}
        do("purpose", telling.tell, request=heard.request, **told_, gate=gate)
    return f"{_here(ask, row.id)}?done={done}"


@deed(asking.CONSULT, act=Act.MAKE_RENDITION, form=forms.consult, thing=Rendition)
def consult_deed(ask: Ask) -> str:
    return _to_owner(ask, "question", consulting.ask, "asked", question=ask.form.words)


@deed(asking.DEPART, act=Act.MAKE_RENDITION, form=forms.depart, thing=Rendition)
def depart_deed(ask: Ask) -> str:
    return _to_owner(ask, "why", consulting.depart, "departed", why=ask.form.words)


# All sections at once


@page(LOOK, act=Act.MAKE_RENDITION, template=FORM, thing=Rendition)
def look_page(ask: Ask) -> Values:
    framed(ask)
    rows = standing.sections_of(rendition=ask.thing.id, gate=ask.gate)
    fresh = sum(row.suggested_at is None for row in rows)
    without = sum(not one.label for one in register(gate=ask.gate).people.values())
    lacks = (
        f" Of the review's first page there are people who are not in the register: {without}. "
        "Enter them there first: only who is in it has a pseudonym, or is known to be dead."
        if without
        else ""
    )
    return form(
        "Look for people and identifiers",
        f"Sections that were not looked through yet: {fresh}. What is found waits for your "
        "decision and changes nothing. What nobody has found is not marked: read the text too."
        f"{lacks}",
        "Look through them",
        _here(ask, ask.thing.id),
        [],
        why_not="" if fresh else "Every section has been looked through.",
    )


@deed(LOOK, act=Act.MAKE_RENDITION, form=no_fields, thing=Rendition)
def look_deed(ask: Ask) -> str:
    people = register(gate=ask.gate)
    left = suggested.look(rendition=ask.thing, register=people, gate=ask.gate)
    return f"{_here(ask, ask.thing.id)}?done={'looked-more' if left else 'looked'}"


@page(GROUPS, act=Act.MAKE_RENDITION, template=FORM, thing=Rendition)
def groups_page(ask: Ask) -> Values:
    framed(ask)
    people = register(gate=ask.gate)
    options = told.groups(ask, ask.thing, people)
    return form(
        "Decide all mentions at once",
        "What you decide holds for every mention of the groups that you tick, in all sections. A "
        "mention that runs over a decided passage is left for you to look at.",
        "Decide",
        _here(ask, ask.thing.id),
        [
            field("checkboxes", "groups", "Which groups?", of=options),
            *told.decision_fields(ask, ask.thing, people, alone=False),
        ],
        why_not="" if options else "No suggestion waits.",
    )


@deed(GROUPS, act=Act.MAKE_RENDITION, form=forms.groups, thing=Rendition)
def groups_deed(ask: Ask) -> str:
    said, people = ask.form, register(gate=ask.gate)
    given = {"groups": said.groups, "decision": said.decision, "grounds": said.grounds}
    told.decide(
        deciding.decide_groups, rendition=ask.thing, **given, register=people, gate=ask.gate
    )
    return f"{_here(ask, ask.thing.id)}?done=decided"


@page(ACCEPT, act=Act.MAKE_RENDITION, template=FORM, thing=Rendition)
def accept_page(ask: Ask) -> Values:
    framed(ask)
    people, row = register(gate=ask.gate), ask.thing
    rows = deciding.waiting(rendition=row.id, gate=ask.gate)
    fit = deciding.proposable(rendition=row, register=people, gate=ask.gate)
    how = told.proposals(fit, ask.thing)
    return form(
        "Decide as is proposed?",
        f"{how} Suggestions that stay for you to decide one by one: {len(rows) - len(fit)}. "
        "Everything that is not marked is kept, and its audience will see it.",
        "Decide so",
        _here(ask, ask.thing.id),
        [],
        why_not="" if fit else "Nothing is proposed that needs no further reasons.",
    )


@deed(ACCEPT, act=Act.MAKE_RENDITION, form=no_fields, thing=Rendition)
def accept_deed(ask: Ask) -> str:
    people = register(gate=ask.gate)
    deciding.accept(rendition=ask.thing, register=people, gate=ask.gate)
    return f"{_here(ask, ask.thing.id)}?done=decided"


@page(READY, act=Act.READ_RENDITION, template="redaction/ready.html", thing=Rendition)
def ready(ask: Ask) -> Values:
    review, row = framed(ask), ask.thing
    return {
        "name": review.code_name,
        "why_not": acts.why_not_yet(rendition=row, gate=ask.gate),
        "who": told.who_sees(row, in_sentence(reviews.body_name(body=row.owner_id, gate=ask.gate))),
        "rows": told.what_goes(row, ask.gate),
        "back": _here(ask, row.id),
    }


ROUTES: list[Page | Deed] = [
    home, new_page, new_deed, rendition, add_page, add_deed, take_out_page, take_out_deed,
    newer_page, newer_deed,
    consult_deed, depart_deed,
    look_page, look_deed, groups_page, groups_deed, accept_page, accept_deed, ready,
]  # fmt: skip
