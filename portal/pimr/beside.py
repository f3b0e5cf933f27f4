"""What stands beside the form: its versions, earlier reviews, the evidence, national dispatches."""

from dataclasses import replace

from portal.gate.gate import Absent
from portal.gate.policy import Act
from portal.pimr import (
    acts,
    chronology,
    dispatches,
    drawn,
    evidence,
    forms,
    schedule,
    sheets,
    words,
)
from portal.pimr.models import CHANNELS, MATTERS, Dispatch, Form
from portal.reviews import acts as reviews
from portal.reviews.models import Subject
from portal.reviews.titles import called
from portal.reviews.words import framed, kind_words
from portal.web.dates import day, day_and_time, in_words
from portal.web.page import (
    Ask,
    Deed,
    Download,
    Page,
    Values,
    deed,
    do,
    download,
    no_fields,
    page,
)

FORM = "/reviews/{review}/pimr/{form}"
CHRONOLOGY = f"{FORM}/chronology"
DISPATCH = "/reviews/{review}/pimr-dispatches/{dispatch}"


@page(f"{FORM}/versions", act=Act.READ_PIMR, template="pimr/versions.html", thing=Form)
def versions(ask: Ask) -> Values:
    review, found = framed(ask), acts.history(form=ask.thing, gate=ask.gate)
    members = {row.id: row.person_id for row in reviews.members(gate=ask.gate)}
    names = reviews.called(gate=ask.gate, person_ids=set(members.values()), agency=False)
    return {
        "review": review.code_name,
        "back": drawn.here(ask),
        "versions": [
            {
                "stage": sheets.stage_of(row.sheet, ask.thing.opened_on).title,
                "number": str(row.number),
                "who": names[members[row.written_by]],
                "when": day_and_time(row.written_at),
            }
            for row in reversed(found)
        ],
    }


@page(f"{FORM}/earlier", act=Act.READ_PIMR, template="pimr/earlier.html", thing=Form)
def earlier(ask: Ask) -> Values:
    """Other reviews of the same person, of those in which the reader takes part and may look."""
    review, row = framed(ask), acts.subject(gate=ask.gate)
    found: list[dict[str, str]] = []
    opens = row is not None and ask.gate.may(Act.READ_SUBJECT, row, Subject.shape).allowed
    if opens:
        of_it = ("last_name", "date_of_birth", "reference")
        held = [c for c in of_it if getattr(row, c) is not None]
        told = ask.gate.open(row, *held, act=Act.READ_SUBJECT, model=Subject)
        found = _same_person(ask, told)
    why_not = "" if opens else "The person's name is closed to you, so you cannot look for it."
    return {
        "review": review.code_name,
        "back": drawn.here(ask),
        "found": found,
        "why_not": "Enter the person in stage 1 first." if row is None else why_not,
    }


def _same_person(ask: Ask, told: dict[str, str]) -> list[dict[str, str]]:
    """By the reference, or by last name and date of birth, through the blind indexes."""
    by_name: dict[str, str] = {c: told[c] for c in ("last_name", "date_of_birth") if c in told}
    ways: list[dict[str, str]] = [{"reference": told["reference"]}] if "reference" in told else []
    ways += [by_name] if len(by_name) > 1 else []
    rows = {row.review_id: row for row in reviews.my_reviews(gate=ask.gate)}
    found = []
    for name, row in rows.items():
        gate = ask.vault.beside(ask.gate, ask.token, name)
        if name == ask.gate.domain or gate is None or row.id not in gate.seats:
            continue
        gate.actor = replace(gate.actor, member=row.id)
        looks = not gate.shredded and gate.may(Act.FIND_SUBJECT).allowed
        if looks and any(reviews.find_subjects(wanted=way, gate=gate) for way in ways):
            opened = reviews.frame(gate=gate).opened_at
            found.append(
                {
                    "name": row.code_name,
                    "kind": kind_words(row.kind),
                    "opened": day(opened),
                    "href": f"/reviews/{name}",
                }
            )
    return found


@page(CHRONOLOGY, act=Act.READ_PIMR, template="pimr/chronology.html", thing=Form)
def chronology_page(ask: Ask) -> Values:
    """What the form says of days, and the way of it into a chronology for whoever writes one."""
    review, names = framed(ask), called(gate=ask.gate)
    days = chronology.dates(drawn.answers(ask), ask.thing.opened_on)
    into, begins = chronology.writable(gate=ask.gate), chronology.may_begin(gate=ask.gate)
    return {
        "review": review.code_name,
        "back": drawn.here(ask),
        "days": [one.row.split("\t") for one in days],
        "documents": [
            {"id": row.id, "text": f"{number}. {names.get(row.kind, row.kind)}"}
            for number, row in enumerate(into, 1)
        ]
        + ([{"id": chronology.NEW, "text": "A new chronology of your force"}] if begins else []),
        "why_not": "" if into or begins else chronology.NOBODY,
    }


@deed(CHRONOLOGY, act=Act.READ_PIMR, form=forms.document, thing=Form)
def chronology_deed(ask: Ask) -> str:
    days = chronology.dates(drawn.answers(ask), ask.thing.opened_on)
    given = {"form": ask.thing, "document": ask.form, "days": days}
    made = do("document", chronology.feed, **given, gate=ask.gate)
    return f"/reviews/{ask.gate.domain}/contributions/{made.section.document_id}"


@download(f"{FORM}/evidence", act=Act.READ_PIMR, thing=Form)
def bundle(ask: Ask) -> Download:
    review = framed(ask)
    return Download(evidence.bundle(ask, review), "decision-evidence.txt")


@page(f"{FORM}/schedule", act=Act.READ_PIMR, template="pimr/schedule.html", thing=Form)
def documents(ask: Ask) -> Values:
    review = framed(ask)
    return {
        "review": review.code_name,
        "back": drawn.here(ask),
        "export": f"{drawn.here(ask)}/schedule-table",
        "rows": [
            {"date": row.on, "type": row.kind, "version": row.version}
            for row in schedule.listed(form=ask.thing, gate=ask.gate)
        ],
    }


@download(f"{FORM}/schedule-table", act=Act.READ_PIMR, thing=Form)
def table(ask: Ask) -> Download:
    review = framed(ask)
    rows = schedule.listed(form=ask.thing, gate=ask.gate)
    return Download(schedule.as_table(rows, review.marking), "schedule-of-documents.csv")


# The national dispatches


def _dispatch(ask: Ask, *, may: bool, why_not: str) -> dict[str, object]:
    framed(ask)
    form = acts.form_of(gate=ask.gate)
    if form is None:
        raise Absent
    return {
        "what": f"{MATTERS[ask.thing.matter]}, to: {words.office(ask.thing)}",
        "why_not": "" if may else why_not,
        "back": f"/reviews/{ask.gate.domain}/pimr/{form.id}",
    }


def _to_form(ask: Ask, what: str) -> str:
    form = acts.form_of(gate=ask.gate)
    return f"/reviews/{ask.gate.domain}/pimr/{form.id}?done={what}"


SEND = f"{DISPATCH}/send"


@page(SEND, act=Act.DECIDE_PIMR, template="pimr/send.html", thing=Dispatch)
def send_page(ask: Ask) -> Values:
    told = _dispatch(ask, may=ask.thing.sent_on is None, why_not="That this was sent is recorded.")
    return {**told, "channels": drawn.options(CHANNELS)}


@deed(SEND, act=Act.DECIDE_PIMR, form=forms.sent, thing=Dispatch)
def send_deed(ask: Ask) -> str:
    given = {"on": ask.form.on, "channel": ask.form.channel, "to": ask.form.to}
    do("on", dispatches.send, dispatch=ask.thing, **given, gate=ask.gate)
    return _to_form(ask, "sent")


def _awaited(ask: Ask) -> bool:
    return ask.thing.sent_on is not None and ask.thing.acknowledged_on is None


ACKNOWLEDGE = f"{DISPATCH}/acknowledge"


@page(ACKNOWLEDGE, act=Act.DECIDE_PIMR, template="pimr/acknowledge.html", thing=Dispatch)
def acknowledge_page(ask: Ask) -> Values:
    told = _dispatch(ask, may=_awaited(ask), why_not="No answer is awaited from this office now.")
    sent = ask.thing.sent_on
    return {**told, "sent": in_words(sent) if sent else ""}


@deed(ACKNOWLEDGE, act=Act.DECIDE_PIMR, form=forms.on_a_day, thing=Dispatch)
def acknowledge_deed(ask: Ask) -> str:
    do("on", dispatches.acknowledge, dispatch=ask.thing, on=ask.form, gate=ask.gate)
    return _to_form(ask, "acknowledged")


@page(f"{DISPATCH}/chase", act=Act.DECIDE_PIMR, template="pimr/chase.html", thing=Dispatch)
def chase_page(ask: Ask) -> Values:
    return _dispatch(ask, may=_awaited(ask), why_not="No answer is awaited from this office now.")


@deed(f"{DISPATCH}/chase", act=Act.DECIDE_PIMR, form=no_fields, thing=Dispatch)
def chase_deed(ask: Ask) -> str:
    do("", dispatches.chase, dispatch=ask.thing, gate=ask.gate)
    return _to_form(ask, "chased")


ROUTES: list[Page | Deed] = [
    versions, earlier, chronology_page, chronology_deed, bundle, documents, table,
    send_page, send_deed, acknowledge_page, acknowledge_deed, chase_page, chase_deed,
]  # fmt: skip
