"""Requests and contributions: who is asked for what, and each move on the way to the panel."""

from functools import partial

from portal.clocks.rules import rule_on, too_far
from portal.commissioning import tasks as commissioning
from portal.contributions import acts, deciding, drawn, forms, standing, words
from portal.contributions.models import ASKED_FOR, Request, State
from portal.documents import acts as documents
from portal.documents import classes
from portal.documents.models import KIND_OF, Document, Version
from portal.doors.provenance import provenance
from portal.gate.policy import SHAREABLE, Act, Stage, law
from portal.links import carrying
from portal.reviews import titles
from portal.reviews.words import framed
from portal.web.dates import today
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, do, no_fields, page

REQUESTS = "/reviews/{review}/requests"
ASKING = f"{REQUESTS}/new"
REQUEST = f"{REQUESTS}/{{asked}}"
CONTRIBUTION = "/reviews/{review}/contributions/{document}"
SECTION = "/reviews/{review}/sections/{version}"
STEP = "contributions/step.html"


# Those who ask


@page(REQUESTS, act=Act.ASK_AGENCY, template="contributions/requests.html")
def requests(ask: Ask) -> Values:
    review = framed(ask)
    rows = standing.requests(gate=ask.gate)
    people = {agency.id: agency.people for agency in standing.agencies(gate=ask.gate)}
    received, names = commissioning.received(gate=ask.gate), titles.called(gate=ask.gate)
    return {
        "name": review.code_name,
        "ask_href": f"{drawn.base(ask)}/requests/new",
        "musts": commissioning.musts(gate=ask.gate),
        "unread_href": f"{drawn.base(ask)}/requests/unacknowledged" if rows else "",
        "requests": [
            {
                **drawn.asked(ask, row, people.get(row.owner_id, 0), names[row.kind]),
                "received": received[row.id],
            }
            for row in rows
        ],
    }


@page(ASKING, act=Act.ASK_AGENCY, template="contributions/ask.html")
def ask_page(ask: Ask) -> Values:
    framed(ask)
    names = titles.called(gate=ask.gate)
    on = today(ask.now)
    return {
        "back": f"{drawn.base(ask)}/requests",
        "agencies": [
            {"id": a.id, "text": a.name if a.people else f"{a.name} (takes no part yet)"}
            for a in standing.agencies(gate=ask.gate)
        ],
        "kinds": [
            {
                "id": kind,
                "text": names[kind],
                "hint": words.suggestion(rule_on(f"{kind}_due", on), on),
            }
            for kind in ASKED_FOR
        ],
    }


@deed(ASKING, act=Act.ASK_AGENCY, form=forms.asking)
def ask_deed(ask: Ask) -> str:
    told = ask.form
    if told.due_on <= today(ask.now):
        raise Wrong.one("due", "The date must be in the future.")
    if too_far(told.due_on, ask.now):
        raise Wrong.one("due", "The date must be within ten years.")
    given = {"agency_id": told.agency, "kind": told.kind, "due_on": told.due_on}
    request = do("agency", acts.ask, **given, note=told.note, gate=ask.gate)
    return f"{drawn.base(ask)}/requests/{request.id}?done=asked"


@page(REQUEST, act=Act.READ_REQUEST, template="contributions/request.html", thing=Request)
def request(ask: Ask) -> Values:
    review = framed(ask)
    letter = commissioning.letter_of(request=ask.thing, gate=ask.gate)
    return {**drawn.request(ask, ask.thing), "review": review.code_name, "letter": letter}


@page(f"{REQUEST}/chase", act=Act.ASK_AGENCY, template=STEP, thing=Request)
def chase_page(ask: Ask) -> Values:
    return drawn.step(ask, "chase", may=words.is_open(ask.thing))


@deed(f"{REQUEST}/chase", act=Act.ASK_AGENCY, form=no_fields, thing=Request)
def chase_deed(ask: Ask) -> str:
    do("", acts.chase, request=ask.thing, gate=ask.gate)
    return drawn.done(ask, "chased")


@page(f"{REQUEST}/date", act=Act.ASK_AGENCY, template="contributions/date.html", thing=Request)
def date_page(ask: Ask) -> Values:
    framed(ask)
    return {"now": words.due_words(ask.thing, ask.now), "back": drawn.back(ask)}


@deed(f"{REQUEST}/date", act=Act.ASK_AGENCY, form=forms.redating, thing=Request)
def date_deed(ask: Ask) -> str:
    given = {"due_on": ask.form.due_on, "why": ask.form.why}
    do("due", acts.change_due, request=ask.thing, **given, gate=ask.gate)
    return drawn.done(ask, "date_changed")


@page(f"{REQUEST}/withdraw", act=Act.ASK_AGENCY, template=STEP, thing=Request)
def withdraw_page(ask: Ask) -> Values:
    return drawn.step(ask, "withdraw", may=standing.is_awaited(ask.thing.state))


@deed(
    f"{REQUEST}/withdraw",
    act=Act.ASK_AGENCY,
    form=forms.words("words", "Say why you are withdrawing the request."),
    thing=Request,
)
def withdraw_deed(ask: Ask) -> str:
    do("words", acts.withdraw, request=ask.thing, why=ask.form, gate=ask.gate)
    return drawn.done(ask, "withdrawn")


# Those who answer


@page(f"{REQUEST}/begin", act=Act.ANSWER_REQUEST, template=STEP, thing=Request)
def begin_page(ask: Ask) -> Values:
    return drawn.step(
        ask,
        "begin",
        may=ask.thing.state in {State.ASKED, State.NIL},
    )


@deed(f"{REQUEST}/begin", act=Act.ANSWER_REQUEST, form=no_fields, thing=Request)
def begin_deed(ask: Ask) -> str:
    do("", acts.begin, request=ask.thing, gate=ask.gate)
    return f"{drawn.base(ask)}/contributions/{ask.thing.document_id}?done=begun"


@page(f"{REQUEST}/nil", act=Act.RETURN_NIL, template=STEP, thing=Request)
def nil_page(ask: Ask) -> Values:
    return drawn.step(ask, "nil", may=ask.thing.state in {State.ASKED, State.BEGUN})


@deed(
    f"{REQUEST}/nil",
    act=Act.RETURN_NIL,
    form=forms.words("words", "Say where your agency looked."),
    thing=Request,
)
def nil_deed(ask: Ask) -> str:
    do("words", acts.return_nil, request=ask.thing, searched=ask.form, gate=ask.gate)
    return drawn.done(ask, "nil")


@page(
    CONTRIBUTION,
    act=Act.READ_CONTRIBUTION,
    template="contributions/contribution.html",
    thing=Document,
)
def contribution(ask: Ask) -> Values:
    review = framed(ask)
    told = drawn.contribution(ask, ask.thing, provenance(ask, ask.thing.id))
    links = [*told["links"], *commissioning.premakes(document=ask.thing, gate=ask.gate)]
    return {**told, "links": links, "review": review.code_name}


@page(
    f"{CONTRIBUTION}/who",
    act=Act.READ_CONTRIBUTION,
    template="documents/audience.html",
    thing=Document,
)
def who(ask: Ask) -> Values:
    framed(ask)
    return drawn.audience(ask, ask.thing)


@page(f"{CONTRIBUTION}/submit", act=Act.WRITE_SECTION, template=STEP, thing=Document)
def submit_page(ask: Ask) -> Values:
    row = standing.request_of(document=ask.thing.id, gate=ask.gate)
    new = len(standing.to_sign(ask.thing.id, ask.gate))
    panel = " The panel sees that it is open again." if drawn.reopens(row) else ""
    why_not = "" if new else "There are no new words to send. Write or change a section first."
    return drawn.step(
        ask,
        "submit",
        may=drawn.may_move(row, State.WITH_MANAGER) and new > 0,
        why_not=why_not,
        sections=words.sections(new),
        panel=panel,
    )


@deed(f"{CONTRIBUTION}/submit", act=Act.WRITE_SECTION, form=no_fields, thing=Document)
def submit_deed(ask: Ask) -> str:
    row = standing.request_of(document=ask.thing.id, gate=ask.gate)
    what = "reopened" if drawn.reopens(row) else "submitted"
    do("", acts.submit, document=ask.thing, gate=ask.gate)
    return drawn.done(ask, what)


@page(
    f"{CONTRIBUTION}/send-back",
    act=Act.SIGN_OFF,
    template="contributions/send_back.html",
    thing=Document,
)
def send_back_page(ask: Ask) -> Values:
    framed(ask)
    return deciding.send_back(ask, ask.thing)


@deed(f"{CONTRIBUTION}/send-back", act=Act.SIGN_OFF, form=forms.sending_back, thing=Document)
def send_back_deed(ask: Ask) -> str:
    given = {"comments": ask.form.comments, "remarks": ask.form.remarks}
    do("words", acts.send_back, document=ask.thing, **given, gate=ask.gate)
    return drawn.done(ask, "sent_back")


@page(
    f"{CONTRIBUTION}/sign-off",
    act=Act.SIGN_OFF,
    template="contributions/sign_off.html",
    thing=Document,
)
def sign_off_page(ask: Ask) -> Values:
    framed(ask)
    return deciding.sign_off(ask, ask.thing)


@deed(f"{CONTRIBUTION}/sign-off", act=Act.SIGN_OFF, form=forms.seen, thing=Document)
def sign_off_deed(ask: Ask) -> str:
    do("", acts.sign_off, document=ask.thing, seen=ask.form, gate=ask.gate)
    return drawn.done(ask, "signed_off")


@page(
    f"{CONTRIBUTION}/decide",
    act=Act.DECIDE_SHARING,
    template="contributions/decide.html",
    thing=Document,
)
def decide_page(ask: Ask) -> Values:
    framed(ask)
    return deciding.decide(ask, ask.thing)


@deed(f"{CONTRIBUTION}/decide", act=Act.DECIDE_SHARING, form=forms.deciding, thing=Document)
def decide_deed(ask: Ask) -> str:
    told = ask.form
    given = {"seen": told.seen, "shared": told.shared, "why": told.why}
    do("choice", acts.decide, document=ask.thing, **given, gate=ask.gate)
    return drawn.done(ask, "handed_over")


# The panel


@page(f"{CONTRIBUTION}/query", act=Act.ACCEPT_CONTRIBUTION, template=STEP, thing=Document)
def query_page(ask: Ask) -> Values:
    row = standing.request_of(document=ask.thing.id, gate=ask.gate)
    return drawn.step(
        ask,
        "query",
        may=drawn.may_move(row, State.QUERIED) and standing.has_something(ask.thing.id, ask.gate),
    )


@deed(
    f"{CONTRIBUTION}/query",
    act=Act.ACCEPT_CONTRIBUTION,
    form=forms.words("words", "Say what they should look at."),
    thing=Document,
)
def query_deed(ask: Ask) -> str:
    do("words", acts.query, document=ask.thing, words=ask.form, gate=ask.gate)
    return drawn.done(ask, "queried")


@page(f"{CONTRIBUTION}/accept", act=Act.ACCEPT_CONTRIBUTION, template=STEP, thing=Document)
def accept_page(ask: Ask) -> Values:
    row = standing.request_of(document=ask.thing.id, gate=ask.gate)
    return drawn.step(
        ask,
        "accept",
        may=drawn.may_move(row, State.ACCEPTED) and standing.has_something(ask.thing.id, ask.gate),
    )


@deed(f"{CONTRIBUTION}/accept", act=Act.ACCEPT_CONTRIBUTION, form=no_fields, thing=Document)
def accept_deed(ask: Ask) -> str:
    do("", acts.accept, document=ask.thing, gate=ask.gate)
    return drawn.done(ask, "accepted")


# One section


@page(
    f"{SECTION}/class", act=Act.RECLASSIFY, template="contributions/reclassify.html", thing=Version
)
def class_page(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    return {
        "title": documents.title_of(version=row, gate=ask.gate),
        "now": words.class_words(row.section_class),
        "released": bool(row.released) and KIND_OF[row.section_class] == SHAREABLE,
        "classes": [
            {"id": one.name, "text": one.title, "hint": one.why}
            for one in [law().classes[n] for n in classes.classes_for(version=row, gate=ask.gate)]
        ],
        "back": drawn.contribution_of(ask, row),
    }


@deed(f"{SECTION}/class", act=Act.RECLASSIFY, form=forms.section_class, thing=Version)
def class_deed(ask: Ask) -> str:
    # The history does not tell: not all who read it may know of it.
    given = {"version": ask.thing, "section_class": ask.form}
    do("section_class", classes.reclassify, **given, gate=ask.gate)
    if KIND_OF[ask.form] == "covert":
        beside = partial(ask.vault.beside, ask.gate, ask.token)
        carrying.close_elsewhere(version=ask.thing, beside=beside, gate=ask.gate)
    return f"{drawn.contribution_of(ask, ask.thing)}?done=reclassified"


@page(f"{SECTION}/withdraw", act=Act.WITHDRAW_SECTION, template=STEP, thing=Version)
def section_page(ask: Ask) -> Values:
    return drawn.step(
        ask,
        "section",
        may=ask.thing.stage == Stage.SIGNED_OFF,
        why_not="Only signed-off words can be withdrawn.",
        back_to=drawn.contribution_of(ask, ask.thing),
    )


@deed(
    f"{SECTION}/withdraw",
    act=Act.WITHDRAW_SECTION,
    form=forms.words("words", "Say why you are withdrawing the section."),
    thing=Version,
)
def section_deed(ask: Ask) -> str:
    do("words", acts.withdraw_section, version=ask.thing, why=ask.form, gate=ask.gate)
    return f"{drawn.contribution_of(ask, ask.thing)}?done=section_withdrawn"


ROUTES: list[Page | Deed] = [
    requests, ask_page, ask_deed, request, chase_page, chase_deed, date_page, date_deed,
    withdraw_page, withdraw_deed, begin_page, begin_deed, nil_page, nil_deed, contribution, who,
    submit_page, submit_deed, send_back_page, send_back_deed, sign_off_page, sign_off_deed,
    decide_page, decide_deed, query_page, query_deed, accept_page, accept_deed, class_page,
    class_deed, section_page, section_deed,
]  # fmt: skip
