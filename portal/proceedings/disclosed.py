"""The pages of disclosure: its status, relevance, the schedule, and the hold on publication."""

from collections.abc import Mapping
from typing import Any

from portal.documents.models import Document
from portal.gate.policy import Act
from portal.proceedings import disclosure, forms, words
from portal.proceedings.models import DISCLOSURE, HOLDS, PublicationHold
from portal.reviews import acts as reviews
from portal.reviews.titles import called
from portal.reviews.words import framed
from portal.web.dates import in_words
from portal.web.page import Ask, Deed, Download, Page, Values, deed, do, no_fields, page

PROCEEDINGS = "/reviews/{review}/proceedings"
STATUS, HOLD = f"{PROCEEDINGS}/disclosure", f"{PROCEEDINGS}/hold"
RELEVANT, SCHEDULE = f"{PROCEEDINGS}/relevance", f"{PROCEEDINGS}/schedule"
MARK = f"{RELEVANT}/{{document}}"
LIFT = f"{PROCEEDINGS}/holds/{{publication_hold}}"
FORM = "proceedings/form.html"


def _here(ask: Ask) -> str:
    return PROCEEDINGS.format(review=ask.gate.domain)


@page(STATUS, act=Act.KEEP_PROCEEDINGS, template=FORM)
def status_page(ask: Ask) -> Values:
    framed(ask)
    stands = [DISCLOSURE[kind] for kind in disclosure.status(gate=ask.gate)]
    now = f" Recorded now: {'; '.join(stands)}." if stands else " None is recorded now."
    return words.form(
        "In which proceedings may the review's papers be disclosed?",
        "Everybody in the review sees it, and whoever writes is told it beside the text. Nobody "
        f"reads more or less because of it.{now}",
        "Record it",
        _here(ask),
        [
            words.field(
                "checkboxes", "status", "All that stand from now on",
                "Leave all of it empty where there are none.", DISCLOSURE,
            )
        ],
    )  # fmt: skip


@deed(STATUS, act=Act.KEEP_PROCEEDINGS, form=forms.status)
def status_deed(ask: Ask) -> str:
    do("status", disclosure.set_status, kinds=ask.form, gate=ask.gate)
    return f"{_here(ask)}?done=status"


@page(RELEVANT, act=Act.READ_REVIEW, template="proceedings/relevance.html")
def relevance(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    if not gate.owners_for(Act.MARK_RELEVANCE):
        gate.deny(Act.MARK_RELEVANCE)
    marks = disclosure.marks(gate=gate)
    rows = disclosure.documents(act=Act.MARK_RELEVANCE, gate=gate)
    names = called(gate=gate)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "documents": [_relevance(ask, row, marks.get(row.id), names) for row in rows],
        "back": _here(ask),
    }


def _relevance(ask: Ask, row: Any, mark: Any, names: Mapping[str, str]) -> dict[str, str]:
    reference, _, kind, when, told = words.scheduled(row, "", mark, names)
    note = disclosure.note_of(row=mark, gate=ask.gate) if mark is not None else ""
    href = f"{_here(ask)}/relevance/{row.id}"
    return {
        "what": f"{kind}, reference {reference}",
        "when": when,
        "told": told,
        "note": note,
        "href": href,
    }


@page(MARK, act=Act.MARK_RELEVANCE, template=FORM, thing=Document)
def mark_page(ask: Ask) -> Values:
    framed(ask)
    return words.form(
        "Is this document relevant to a criminal case?",
        "The disclosure officers in this review see your answer on their schedule, with the kind "
        "and date of the document. Your note is read by your own organisation's authors, senior "
        "and disclosure officers alone.",
        "Record it",
        f"{_here(ask)}/relevance",
        [
            words.field(
                "radios", "relevant", "Under the Criminal Procedure and Investigations Act 1996",
                of=forms.RELEVANT,
            ),
            words.field("words", "note", "Why?", "You may leave it empty."),
        ],
    )  # fmt: skip


@deed(MARK, act=Act.MARK_RELEVANCE, form=forms.relevance, thing=Document)
def mark_deed(ask: Ask) -> str:
    given = {"relevant": ask.form.yes, "note": ask.form.words}
    disclosure.mark(document=ask.thing, **given, gate=ask.gate)
    return f"{_here(ask)}/relevance?done=marked"


@page(SCHEDULE, act=Act.READ_SCHEDULE, template="proceedings/schedule.html", form=no_fields)
def schedule(ask: Ask) -> Values | Download:
    review, gate = framed(ask), ask.gate
    owners, marks = reviews.owners(gate=gate), disclosure.marks(gate=gate)
    names = called(gate=gate)
    rows = [
        words.scheduled(row, owners.get(row.owner_id, "An agency"), marks.get(row.id), names)
        for row in disclosure.schedule(gate=gate)
    ]
    if ask.raw.method == "POST":
        return Download(disclosure.as_csv(words.HEADS, rows), "schedule.csv")
    return {"name": review.code_name, "heads": words.HEADS, "rows": rows, "back": _here(ask)}


def _hold_fields() -> list[words.Field]:
    return [
        words.field("radios", "ground", "What kind of reason is it?", of=HOLDS),
        words.field("day", "on", "By which day does somebody look again?"),
        words.field("words", "why", "Why?"),
    ]


@page(HOLD, act=Act.KEEP_PROCEEDINGS, template=FORM)
def hold_page(ask: Ask) -> Values:
    framed(ask)
    return words.form(
        "Hold publication",
        "Nothing of this review can be published until the hold is lifted. Everybody in the review "
        "sees that it is held and until when; who reads the register's words reads why. A hold "
        "that stands already is replaced by this one.",
        "Hold it",
        _here(ask),
        _hold_fields(),
    )


@deed(HOLD, act=Act.KEEP_PROCEEDINGS, form=forms.hold)
def hold_deed(ask: Ask) -> str:
    told = ask.form
    given = {"ground": told.what, "review_on": told.on, "why": told.words}
    do("on", disclosure.place_hold, **given, gate=ask.gate)
    return f"{_here(ask)}?done=held"


@page(LIFT, act=Act.KEEP_PROCEEDINGS, template="proceedings/lift.html", thing=PublicationHold)
def lift_page(ask: Ask) -> Values:
    framed(ask)
    return {
        "why_not": "This hold has ended already." if ask.thing.ended_at else "",
        "until": in_words(ask.thing.review_on),
        "again": HOLD.format(review=ask.gate.domain),
        "back": _here(ask),
    }


@deed(LIFT, act=Act.KEEP_PROCEEDINGS, form=forms.lifted, thing=PublicationHold)
def lift_deed(ask: Ask) -> str:
    do("why", disclosure.lift_hold, held=ask.thing, why=ask.form.words, gate=ask.gate)
    return f"{_here(ask)}?done=lifted"


ROUTES: list[Page | Deed] = [
    status_page, status_deed, relevance, mark_page, mark_deed, schedule, hold_page, hold_deed,
    lift_page, lift_deed,
]  # fmt: skip
