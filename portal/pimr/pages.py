"""The reoffending review form: its stages, and its way from desk to desk."""

from portal.gate.policy import Act
from portal.importing import acts as importing
from portal.importing import forms as files
from portal.panel.ranks import holds
from portal.pimr import acts, drawn, filling, forms, handing, sheets, words
from portal.pimr.models import Form, State
from portal.reviews import acts as reviews
from portal.reviews.words import framed
from portal.web.dates import today
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, do, page

COMMISSION = "/reviews/{review}/pimr"
FORM = f"{COMMISSION}/{{form}}"


def done(ask: Ask, what: str) -> str:
    return f"{drawn.here(ask)}?done={what}"


@page(COMMISSION, act=Act.COMMISSION_PIMR, template="pimr/commission.html")
def commission_page(ask: Ask) -> Values:
    review, there = framed(ask), acts.form_of(gate=ask.gate)
    stage = sheets.stage_of("commission", today(ask.now))
    why_not = holds(floor=stage.floor, gate=ask.gate).why_not
    if review.kind != "pimr":
        why_not = "Only a police internal management review has this form."
    elif there is not None:
        why_not = "The initial review is commissioned already."
    return {
        "review": review.code_name,
        "forces": [{"id": n, "text": t, "hint": ""} for n, t in acts.forces(gate=ask.gate).items()],
        "floor": stage.floor_words,
        "why_not": why_not,
        "timetable": f"/reviews/{ask.gate.domain}/timetable",
    }


@deed(COMMISSION, act=Act.COMMISSION_PIMR, form=forms.commission)
def commission_deed(ask: Ask) -> str:
    do("force", acts.commission, force=ask.form, gate=ask.gate)
    made = acts.form_of(gate=ask.gate)
    return f"/reviews/{ask.gate.domain}/pimr/{made.id}?done=commissioned"


@page(FORM, act=Act.READ_PIMR, template="pimr/form.html", thing=Form)
def form(ask: Ask) -> Values:
    review = framed(ask)
    return {"review": review.code_name, **drawn.whole(ask)}


@page("/pimr-form", act=Act.OWN_AFFAIRS, template="pimr/print.html")
def blank(ask: Ask) -> Values:
    """The empty form, in the source's order, to be filled by hand."""
    on = today(ask.now)
    return {
        "review": "",
        "back": "/",
        "sheets": [
            {
                "title": stage.title,
                "rows": [
                    {"label": field.label, "lines": [], "beyond": ""}
                    for field in sheets.fields_of(stage.code, on)
                ],
            }
            for stage in sheets.stages(on)
        ],
        "both": [],
        "apart": "",
        "blank": True,
    }


@page(f"{FORM}/print", act=Act.READ_PIMR, template="pimr/print.html", thing=Form)
def whole(ask: Ask) -> Values:
    review = framed(ask)
    return {"review": review.code_name, "back": drawn.here(ask), **drawn.printed(ask)}


# The stages


def _stage(ask: Ask, sheet: str) -> Values:
    review, thing = framed(ask), ask.thing
    stage = sheets.stage_of(sheet, thing.opened_on)
    told = acts.newest(form=thing, gate=ask.gate)
    said = {name: one for name, (_, one) in told.items()}
    fills = stage.desk == thing.state and acts.in_hand(form=thing, gate=ask.gate)
    fills = fills and thing.received_at is not None
    fields = sheets.fields_of(sheet, thing.opened_on)
    base, own = drawn.here(ask), said.get(sheet, {})
    lacks = filling.missing(fields, own) if fills and own else []
    return {
        "review": review.code_name,
        "back": base,
        "heading": stage.title,
        "fills": fills,
        "why_not": "" if fills else _why_not(ask, stage),
        "seen": str(told.get(sheet, (0, {}))[0]),
        "values": filling.shown(fields, own),
        "entries": drawn.entries(ask, fields, said) if fills else [],
        "rows": [] if fills else drawn.rows(ask, sheet, said, drawn.agency_names(ask)),
        "ranks": drawn.rank_options(),
        "person": drawn.person(ask) if fills else [],
        "person_href": f"{base}/person",
        "file": drawn.form_n_name(ask) if fills else "",
        "file_href": f"{base}/form-n",
        "lacks": [] if ask.raw.form else lacks,
    }


def _why_not(ask: Ask, stage: sheets.Stage) -> str:
    if stage.desk != ask.thing.state:
        return f"This stage is for {words.who_fills(stage)}. It is not on that desk now."
    if ask.thing.received_at is None:
        return f"This stage is for {words.who_fills(stage)}, who has not recorded its coming yet."
    return f"This stage is for {words.who_fills(stage)}."


def _save(ask: Ask, sheet: str) -> str:
    fields = sheets.fields_of(sheet, ask.thing.opened_on)
    answers = filling.typed(fields, ask.form, now=ask.now)
    seen = ask.form.get("seen", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 6 else -1
    given = {"form": ask.thing, "sheet": sheet, "answers": answers, "seen": number}
    do("", acts.save, **given, gate=ask.gate)
    return done(ask, "saved")


def _routes_of(sheet: str) -> list[Page | Deed]:
    path = f"{FORM}/{sheet.replace('_', '-')}"
    shows = page(path, act=Act.READ_PIMR, template="pimr/stage.html", thing=Form)
    saves = deed(path, act=Act.READ_PIMR, form=forms.whole, thing=Form)
    return [shows(lambda ask: _stage(ask, sheet)), saves(lambda ask: _save(ask, sheet))]


@page(f"{FORM}/person", act=Act.READ_PIMR, template="pimr/person.html", thing=Form)
def person_page(ask: Ask) -> Values:
    framed(ask)
    there = acts.subject(gate=ask.gate) is not None
    may = ask.gate.may(Act.NAME_PEOPLE).allowed
    why_not = "The person is entered already." if there else ""
    return {
        "why_not": why_not or ("" if may else "Only the supervising officer enters the person."),
        "back": drawn.here(ask),
    }


@deed(f"{FORM}/person", act=Act.READ_PIMR, form=forms.named, thing=Form)
def person_deed(ask: Ask) -> str:
    told = ask.form
    if acts.subject(gate=ask.gate) is not None:
        raise Wrong.one("last_name", "The person is entered already.")
    reviews.name_subject(
        part="perpetrator",
        last_name=told.last_name,
        first_name=told.first_name,
        born=told.born,
        reference=told.reference,
        gate=ask.gate,
    )
    return done(ask, "named")


@page(f"{FORM}/form-n", act=Act.READ_PIMR, template="pimr/form_n.html", thing=Form)
def form_n_page(ask: Ask) -> Values:
    framed(ask)
    fills = acts.in_hand(form=ask.thing, gate=ask.gate) and ask.thing.state == State.SUPERVISING
    return {
        "name": drawn.form_n_name(ask),
        "href": f"/reviews/{ask.gate.domain}/attachments/{ask.thing.form_n}"
        if ask.thing.form_n
        else "",
        "fills": fills,
        "most": files.MOST,
        "back": drawn.here(ask),
    }


@deed(
    f"{FORM}/form-n",
    act=Act.READ_PIMR,
    form=forms.whole,
    thing=Form,
    before=files.keep_file,
    files=True,
)
def form_n_deed(ask: Ask) -> str:
    kept = ask.ready
    if ask.thing.state != State.SUPERVISING:
        raise Wrong.one("file", acts.ELSEWHERE)
    given = {"name": kept.file.name, "kind": kept.kind, "content": kept.file.content}
    document = acts.papers(form=ask.thing, gate=ask.gate)
    attached = importing.keep(document=document, section_class="context", **given, gate=ask.gate)
    ask.thing.form_n = attached.id
    return done(ask, "attached")


# From desk to desk


@page(f"{FORM}/receive", act=Act.READ_PIMR, template="pimr/step.html", thing=Form)
def receive_page(ask: Ask) -> Values:
    framed(ask)
    waits = acts.in_hand(form=ask.thing, gate=ask.gate) and ask.thing.received_at is None
    return {
        "heading": "Has the form come to you?",
        "sentence": "Your name and this moment are kept as the receipt. The force's people of this "
        "review see it, and a clock of the review begins where one does.",
        "button": "Record that it has come",
        "why_not": "" if waits else acts.ELSEWHERE,
        "asks": "on",
        "lacks": [],
        "back": drawn.here(ask),
        "on": _typed_today(ask),
    }


@deed(f"{FORM}/receive", act=Act.READ_PIMR, form=forms.on_a_day, thing=Form)
def receive_deed(ask: Ask) -> str:
    do("on", handing.receive, form=ask.thing, on=ask.form, gate=ask.gate)
    return done(ask, "received")


@page(f"{FORM}/hand-on", act=Act.READ_PIMR, template="pimr/step.html", thing=Form)
def hand_on_page(ask: Ask) -> Values:
    framed(ask)
    form, base = ask.thing, drawn.here(ask)
    mine = acts.in_hand(form=form, gate=ask.gate) and form.received_at is not None
    lacks = acts.incomplete(form=form, sheets=acts.desk_of(form), gate=ask.gate) if mine else []
    to = words.NEXT[State(form.state)] if mine else ""
    return {
        "heading": "Hand the form on?",
        "sentence": f"It goes to {to}. The stages on your desk are locked then; they can be sent "
        "back to you with a reason. You keep reading them.",
        "button": "Hand it on",
        "why_not": "" if mine else acts.ELSEWHERE,
        "asks": "on",
        "lacks": [
            {
                "text": f"{sheets.stage_of(one['sheet'], form.opened_on).title}. {one['sentence']}",
                "href": f"{base}/{one['sheet'].replace('_', '-')}#{one['field']}",
            }
            for one in lacks
        ],
        "back": base,
        "on": _typed_today(ask),
    }


def _typed_today(ask: Ask) -> str:
    on = today(ask.now)
    return f"{on.day}/{on.month}/{on.year}"


@deed(f"{FORM}/hand-on", act=Act.READ_PIMR, form=forms.on_a_day, thing=Form)
def hand_on_deed(ask: Ask) -> str:
    do("on", handing.hand_on, form=ask.thing, on=ask.form, gate=ask.gate)
    return done(ask, "handed_on")


@page(f"{FORM}/send-back", act=Act.READ_PIMR, template="pimr/step.html", thing=Form)
def send_back_page(ask: Ask) -> Values:
    framed(ask)
    form = ask.thing
    mine = acts.in_hand(form=form, gate=ask.gate)
    mine = mine and form.state in {State.INSPECTING, State.DECIDING}
    return {
        "heading": "Send the form back?",
        "sentence": "It goes back one desk with your reason, and its stages are open there again. "
        "What you filled stays, and so does every version.",
        "button": "Send it back",
        "why_not": "" if mine else acts.ELSEWHERE,
        "asks": "why",
        "lacks": [],
        "back": drawn.here(ask),
        "on": "",
    }


@deed(f"{FORM}/send-back", act=Act.READ_PIMR, form=forms.why, thing=Form)
def send_back_deed(ask: Ask) -> str:
    do("why", handing.send_back, form=ask.thing, why=ask.form, gate=ask.gate)
    return done(ask, "sent_back")


@page(f"{FORM}/updated", act=Act.READ_PIMR, template="pimr/step.html", thing=Form)
def updated_page(ask: Ask) -> Values:
    framed(ask)
    mine = ask.thing.state == State.RETURNED
    return {
        "heading": "Is the ViSOR record updated?",
        "sentence": "Your name and the day are kept. The loop is closed then, and the form is not "
        "changed any more.",
        "button": "Record that it is updated",
        "why_not": ""
        if mine
        else "The form has not come back to the supervising officer, or it is closed.",
        "asks": "on",
        "lacks": [],
        "back": drawn.here(ask),
        "on": _typed_today(ask),
    }


@deed(f"{FORM}/updated", act=Act.READ_PIMR, form=forms.on_a_day, thing=Form)
def updated_deed(ask: Ask) -> str:
    do("on", handing.updated, form=ask.thing, on=ask.form, gate=ask.gate)
    return done(ask, "updated")


ROUTES: list[Page | Deed] = [
    commission_page, commission_deed, form, blank, whole,
    *(route for sheet in sheets.STAGES for route in _routes_of(sheet)),
    person_page, person_deed, form_n_page, form_n_deed, receive_page, receive_deed, hand_on_page,
    hand_on_deed, send_back_page, send_back_deed, updated_page, updated_deed,
]  # fmt: skip
