"""The proceedings beside a review, and the acts that keep what is known of them."""

from collections.abc import Callable
from typing import Any

from portal.agreements import acts as agreements
from portal.gate.policy import Act
from portal.proceedings import acts, disclosure, findings, forms, register, words
from portal.proceedings.models import (
    AGREED_BY,
    DATES,
    DISCLOSURE,
    HOLDS,
    INVESTIGATION,
    LINES,
    PERMITS,
    SOURCES,
    CpsAgreement,
    Outcome,
    Proceeding,
    PublicationHold,
)
from portal.reviews.words import framed
from portal.web.dates import day_and_time, in_words
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, do, no_fields, page

PROCEEDINGS = "/reviews/{review}/proceedings"
INVESTIGATED = f"{PROCEEDINGS}/investigation"
AGREED = f"{PROCEEDINGS}/agreement"
CAME = f"{PROCEEDINGS}/register/{{proceeding}}/outcome"
FOUND = f"{PROCEEDINGS}/register/{{proceeding}}/findings/new"
CORRECT = f"{PROCEEDINGS}/findings/{{proceeding_outcome}}/correct"
END = f"{PROCEEDINGS}/agreements/{{cps_agreement}}/end"
FORM = "proceedings/form.html"
CLOSED = "closed to you"


def _here(ask: Ask) -> str:
    return PROCEEDINGS.format(review=ask.gate.domain)


@page(PROCEEDINGS, act=Act.READ_REVIEW, template="proceedings/proceedings.html")
def proceedings(ask: Ask) -> Values:
    review, gate, who = framed(ask), ask.gate, words.by_whom(ask)
    stood = acts.investigations(gate=gate)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "keeps": gate.may(Act.KEEP_PROCEEDINGS).allowed,
        "here": _here(ask),
        "stands": [
            words.stood(row, who(row.recorded_by)) for row in stood if row.replaced_at is None
        ],
        "stood": [
            words.stood(row, who(row.recorded_by)) for row in reversed(stood) if row.replaced_at
        ],
        "waits": [
            {"what": said, "why": acts.permits(what, gate=gate)} for what, said in PERMITS.items()
        ],
        "agreements": _agreements(ask, who),
        "register": _register(ask),
        "disclosure": [DISCLOSURE[kind] for kind in disclosure.status(gate=gate)],
        "held": _held(ask, who),
        "ways": _ways(ask),
    }


def _register(ask: Ask) -> list[dict[str, Any]]:
    """Each process, with its next dates, and what everybody may know came of it."""
    gate = ask.gate
    rows = register.every(Proceeding, gate=gate)
    may = gate.readable(Act.READ_PROCEEDINGS, rows, Proceeding.shape)
    came = register.came(gate=gate)
    shared = [row for row in came if row.shared]
    told = acts.opened(model=Outcome, rows=shared, field="words", act=Act.READ_REVIEW, gate=gate)
    days = register.dates(gate=gate)
    return [
        {
            "what": words.called(row),
            "when": words.since(row),
            "href": f"{_here(ask)}/register/{row.id}" if yes else "",
            "dates": [
                {"what": DATES[one.what], "on": in_words(one.falls_on)}
                for one in days
                if one.proceeding_id == row.id
            ],
            "outcomes": [
                {"what": words.outcome(one), "words": told[one.id]}
                for one in shared
                if one.proceeding_id == row.id and one.id in told
            ],
        }
        for row, yes in zip(rows, may, strict=True)
    ]


def _held(ask: Ask, who: Callable[[str], str]) -> list[dict[str, str]]:
    """The hold on publication, or nothing; its reason for those who read the register."""
    held = disclosure.hold(gate=ask.gate)
    if held is None:
        return []
    given: dict[str, Any] = {"model": PublicationHold, "rows": [held], "field": "words"}
    why = acts.opened(**given, act=Act.READ_PROCEEDINGS, gate=ask.gate)
    return [
        {
            "ground": HOLDS[held.ground],
            "by": f"{who(held.placed_by)} on {day_and_time(held.placed_at)}",
            "until": in_words(held.review_on),
            "why": why.get(held.id, ""),
            "href": f"{_here(ask)}/holds/{held.id}"
            if ask.gate.may(Act.KEEP_PROCEEDINGS).allowed
            else "",
        }
    ]


def _ways(ask: Ask) -> list[dict[str, str]]:
    """What else lies beside it, for those who may."""
    gate = ask.gate
    told = [{"text": "To whom the report goes", "href": f"/reviews/{gate.domain}/recipients"}]
    if gate.may(Act.KEEP_PROCEEDINGS).allowed:
        href = f"/reviews/{gate.domain}/timetable/pause"
        told.append({"text": "Pause a clock because of proceedings", "href": href})
    if gate.owners_for(Act.MARK_RELEVANCE):
        href = f"{_here(ask)}/relevance"
        told.append({"text": "Say which documents are relevant to a criminal case", "href": href})
    if gate.may(Act.READ_SCHEDULE).allowed:
        href = f"{_here(ask)}/schedule"
        told.append({"text": "The disclosure officer's schedule of documents", "href": href})
    if gate.owners_for(Act.KEEP_HOLD):
        href = f"/reviews/{gate.domain}/custody"
        told.append({"text": "Legal hold, so that nothing is removed", "href": href})
    return told


def _agreements(ask: Ask, who: Callable[[str], str]) -> list[dict[str, str]]:
    """The one that stands first, then the others, the newest first."""
    rows = list(reversed(acts.agreements(gate=ask.gate)))
    given: dict[str, Any] = {"model": CpsAgreement, "act": Act.READ_REVIEW, "gate": ask.gate}
    names = acts.opened(rows=rows, field="name", **given)
    conditions = acts.opened(rows=rows, field="conditions", **given)
    keeps = ask.gate.may(Act.KEEP_PROCEEDINGS).allowed
    return [
        {
            "by": AGREED_BY[row.agreed_by],
            "name": names.get(row.id, CLOSED),
            "on": in_words(row.agreed_on),
            "permits": words.permits(row),
            "conditions": "None recorded"
            if row.conditions is None
            else conditions.get(row.id, CLOSED),
            "recorded": f"{who(row.recorded_by)} on {day_and_time(row.recorded_at)}",
            "ended": _ended(row, who),
            "href": f"{_here(ask)}/agreements/{row.id}/end"
            if keeps and row.ended_at is None
            else "",
        }
        for row in rows
    ]


def _ended(row: Any, who: Callable[[str], str]) -> str:
    if row.ended_at is None:
        return ""
    how = "Replaced by a newer one" if row.replaced else f"Ended by {who(row.ended_by)}"
    return f"{how} on {day_and_time(row.ended_at)}"


# How the investigation stands, and what was agreed


@page(INVESTIGATED, act=Act.KEEP_PROCEEDINGS, template=FORM)
def investigation_page(ask: Ask) -> Values:
    framed(ask)
    return words.form(
        "How does the criminal investigation stand?",
        "Everybody in the review sees it. While the police investigate or somebody is charged, "
        "interviews with people who may be witnesses, circulation outside the review and "
        "publication wait for a recorded agreement. Deciding, scoping, securing records, "
        "chronology and early look go on.",
        "Record it",
        _here(ask),
        [
            words.field("radios", "state", "How does it stand?", of=INVESTIGATION),
            words.field("day", "on", "Since which day?"),
        ],
    )


@deed(INVESTIGATED, act=Act.KEEP_PROCEEDINGS, form=forms.investigation)
def investigation_deed(ask: Ask) -> str:
    told = ask.form
    do("on", acts.record_investigation, state=told.state, since=told.since, gate=ask.gate)
    return f"{_here(ask)}?done=investigation"


@page(AGREED, act=Act.KEEP_PROCEEDINGS, template=FORM)
def agreement_page(ask: Ask) -> Values:
    framed(ask)
    return words.form(
        "Record what the CPS or the SIO agreed to",
        "Everybody in the review reads it. It takes the place of what was agreed before, whether "
        "it permits more or less; what was agreed before stays on record.",
        "Record the agreement",
        _here(ask),
        [
            words.field("radios", "agreed_by", "Who agreed?", of=AGREED_BY),
            words.field(
                "line", "name", "Name and office", "Such as a reviewing lawyer of the CPS."
            ),
            words.field("day", "on", "On which day?"),
            words.field(
                "checkboxes", "permits", "What may go on now?",
                "Leave all of it empty where the answer was no.", PERMITS,
            ),
            words.field(
                "words", "conditions", "On which conditions?", "Leave it empty if there are none."
            ),
        ],
    )  # fmt: skip


@deed(AGREED, act=Act.KEEP_PROCEEDINGS, form=forms.agreement)
def agreement_deed(ask: Ask) -> str:
    told = ask.form
    given = {"agreed_by": told.agreed_by, "name": told.name, "on": told.on}
    given |= {"permitted": told.permitted, "conditions": told.conditions}
    do("on", acts.record_agreement, **given, gate=ask.gate)
    return f"{_here(ask)}?done=agreement"


@page(END, act=Act.KEEP_PROCEEDINGS, template=FORM, thing=CpsAgreement)
def end_page(ask: Ask) -> Values:
    framed(ask)
    return words.form(
        "End this agreement?",
        "From now on it permits nothing. Everybody in the review sees that it has ended, by whom "
        "and when.",
        "End the agreement",
        _here(ask),
        [],
        grave=True,
        why_not="This agreement has ended already." if ask.thing.ended_at else "",
    )


@deed(END, act=Act.KEEP_PROCEEDINGS, form=no_fields, thing=CpsAgreement)
def end_deed(ask: Ask) -> str:
    acts.end_agreement(agreed=ask.thing, gate=ask.gate)
    return f"{_here(ask)}?done=ended"


# What came of it, and on what of the review it bears


@page(CAME, act=Act.KEEP_PROCEEDINGS, template=FORM, thing=Proceeding)
def came_page(ask: Ask) -> Values:
    framed(ask)
    return words.form(
        "Enter what came of it",
        "A conduct outcome is entered without its report. Name nobody where everybody is to read "
        "it. Findings are entered on the page of findings, where they are held against this "
        "review.",
        "Enter it",
        _one(ask),
        [
            words.field("radios", "what", "What is it?", of=LINES),
            words.field("words", "words", "In one line"),
            words.field(
                "select", "paragraph", "On which paragraph of the terms of reference does it bear?",
                "Leave it open where it bears on none, or on several.", _paragraphs(ask),
            ),
            words.field("radios", "shared", "Who reads it?", of=forms.SHARED),
        ],
    )  # fmt: skip


def _paragraphs(ask: Ask) -> dict[str, str]:
    """Of the agreement in force, or else of the newest text, by number."""
    terms = agreements.current(gate=ask.gate) or agreements.newest(gate=ask.gate)
    return {number: f"{number}. {said}" for number, said in terms.paragraphs} if terms else {}


@deed(CAME, act=Act.KEEP_PROCEEDINGS, form=forms.outcome, thing=Proceeding)
def came_deed(ask: Ask) -> str:
    told = ask.form
    if told.paragraph and told.paragraph not in _paragraphs(ask):
        raise Wrong.one("paragraph", "Choose one of the paragraphs that are listed.")
    given = {"kind": told.what, "shared": told.shared, "paragraph": told.paragraph}
    (line,) = told.lines
    do("words", register.came_of_it, proceeding=ask.thing, words=line, **given, gate=ask.gate)
    return f"{_one(ask)}?done=outcome"


def _one(ask: Ask) -> str:
    return f"{_here(ask)}/register/{ask.thing.id}"


# Findings are entered, and corrected beside


def _asked(ask: Ask, label: str, hint: str) -> list[words.Field]:
    return [
        words.field("radios", "source", "In what was it given?",
                    "A report to prevent future deaths is made under the Coroners and Justice Act "
                    "2009, Schedule 5, paragraph 7.", SOURCES),
        words.field("day", "on", "On which day was it given?"),
        words.field("words", "words", label, hint),
        words.field("select", "paragraph", "On which paragraph of the terms of reference?",
                    "Leave it open where it bears on none, or on several.", _paragraphs(ask)),
        words.field("radios", "shared", "Who reads it?", of=forms.SHARED),
    ]  # fmt: skip


@page(FOUND, act=Act.KEEP_PROCEEDINGS, template=FORM, thing=Proceeding)
def found_page(ask: Ask) -> Values:
    framed(ask)
    return words.form(
        "Enter findings",
        "Each is listed by itself, in this order, after those that are entered already. It waits "
        "among the tasks of the chair and the board's office until it is entered what in this "
        "review meets it. Name nobody where everybody is to read it.",
        "Enter them",
        _found(ask, ask.thing.id),
        _asked(ask, "What was found",
               "One or several. Numbered as they were given; or with an empty line between "
               "them; or each in one line. The numbers fall away."),
    )  # fmt: skip


@deed(FOUND, act=Act.KEEP_PROCEEDINGS, form=forms.found, thing=Proceeding)
def found_deed(ask: Ask) -> str:
    given = {"proceeding": ask.thing, "told": ask.form.lines, **_given(ask)}
    do("on", findings.enter, **given, gate=ask.gate)
    return f"{_found(ask, ask.thing.id)}?done=found"


def _given(ask: Ask) -> dict[str, Any]:
    told = ask.form
    if told.paragraph and told.paragraph not in _paragraphs(ask):
        raise Wrong.one("paragraph", "Choose one of the paragraphs that are listed.")
    given = {"source": told.what, "given_on": told.on, "shared": told.shared}
    return {**given, "paragraph": told.paragraph}


@page(CORRECT, act=Act.KEEP_PROCEEDINGS, template=FORM, thing=Outcome)
def correct_page(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    said = acts.opened(model=Outcome, rows=[row], field="words", act=Act.READ_PROCEEDINGS,
                       gate=ask.gate)  # fmt: skip
    return words.form(
        f"Correct finding {row.number}",
        "The correction takes its place, with what meets it. What is replaced stays on record, "
        "for those who read the register's words.",
        "Correct it",
        _found(ask, ask.thing.proceeding_id),
        _asked(ask, "What was found", ""),
        why_not=findings.gone(ask.thing),
        given={
            "source": row.source,
            "on": f"{row.given_on:%-d/%-m/%Y}" if row.given_on else "",
            "words": said.get(row.id, ""),
            "paragraph": row.paragraph,
            "shared": "everybody" if row.shared else "few",
        },
    )


@deed(CORRECT, act=Act.KEEP_PROCEEDINGS, form=forms.corrected, thing=Outcome)
def correct_deed(ask: Ask) -> str:
    given = {"finding": ask.thing, "words": ask.form.lines[0], **_given(ask)}
    do("on", findings.correct, **given, gate=ask.gate)
    return f"{_found(ask, ask.thing.proceeding_id)}?done=corrected"


def _found(ask: Ask, proceeding: str) -> str:
    return f"{_here(ask)}/register/{proceeding}/findings"


ROUTES: list[Page | Deed] = [
    proceedings, investigation_page, investigation_deed, agreement_page, agreement_deed,
    end_page, end_deed, came_page, came_deed, found_page, found_deed, correct_page, correct_deed,
]  # fmt: skip
