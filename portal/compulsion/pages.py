"""Notices that compel, what their owners say, and the bundles that answer them."""

from typing import Any

from portal.compulsion import acts, bundles, forms, words
from portal.compulsion.models import (
    DECISIONS,
    SERVED,
    Bundle,
    Notice,
)
from portal.compulsion.sheets import ENTRIES, index_sheets
from portal.custody import acts as custody
from portal.gate.policy import Act
from portal.proceedings.words import field, form
from portal.reviews import acts as reviews
from portal.reviews.titles import called
from portal.reviews.words import framed, in_sentence
from portal.web.dates import day, in_words, today
from portal.web.draw import counted
from portal.web.page import Ask, Deed, Page, Values, deed, do, no_fields, page

HOME = "/reviews/{review}/compulsion"
NEW, NOTICE = f"{HOME}/new", f"{HOME}/{{notice}}"
WITHDRAW, DECIDE, MAKE = (f"{NOTICE}/{step}" for step in ("withdraw", "decide", "bundle"))
BUNDLE = f"{HOME}/bundles/{{bundle}}"
SERVE = f"{BUNDLE}/served"
FORM = "compulsion/form.html"


def _here(ask: Ask, *more: str) -> str:
    return "/".join([HOME.format(review=ask.gate.domain), *more])


def _done(ask: Ask) -> str:
    return words.DONE.get(ask.raw.query.get("done", ""), "")


def _owner(ask: Ask, body: str) -> str:
    return in_sentence(reviews.body_name(body=body, gate=ask.gate))


@page(HOME, act=Act.READ_REVIEW, template="compulsion/compulsion.html")
def home(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    keeps, answers = gate.owners_for(Act.KEEP_NOTICE), gate.owners_for(Act.ANSWER_NOTICE)
    if not keeps and not answers:
        gate.deny(Act.KEEP_NOTICE)
    demanded = [(row, acts.notice_of(material=row, gate=gate))
                for row in acts.materials(owners=answers, gate=gate)]  # fmt: skip
    return {
        "name": review.code_name,
        "overrides": words.OVERRIDES,
        "notices": [
            {
                "what": words.called(row),
                "stands": _stands(ask, row),
                "href": _here(ask, row.id),
            }
            for row in acts.notices(gate=gate)
        ],
        "materials": [
            {
                "what": _document(ask, row.kind, row.owner_id),
                "stands": _stands(ask, notice),
                "href": _here(ask, "material", row.id),
            }
            for row, notice in reversed(demanded)
        ],
        "new": _here(ask, "new") if keeps else "",
    }


def _document(ask: Ask, kind: str, owner: str) -> str:
    return words.document(kind, _owner(ask, owner), called(gate=ask.gate))


def _stands(ask: Ask, notice: Any) -> str:
    served = bundles.served(notice=notice.id, gate=ask.gate)
    return words.stands(notice, today(ask.now), served=served)


@page(NEW, act=Act.READ_REVIEW, template=FORM)
def new_page(ask: Ask) -> Values:
    framed(ask)
    ask.gate.acting_for(Act.KEEP_NOTICE)
    listed = [
        {"id": row.id, "text": _document(ask, row.kind, row.owner_id), "hint": ""}
        for row in acts.to_choose(gate=ask.gate)
    ]
    return form(
        "Register a notice",
        f"The owner of each document is told at once, in your words. {words.OVERRIDES}",
        "Register it",
        _here(ask),
        [
            field("radios", "power", "Under which power?", of=forms.POWERS),
            field("line", "demander", "Who demands it?", "Such as the coroner's court"),
            field("day", "on", "On which day did it come?"),
            field("day", "due", "By which day must it be given?"),
            field("words", "words", "What is demanded?", "The owners of the documents read this."),
            field("checkboxes", "documents", "Which documents does it touch?", "", listed),
        ],
    )


@deed(NEW, act=Act.READ_REVIEW, form=forms.notice)
def new_deed(ask: Ask) -> str:
    told = ask.form
    made = do(
        "due", acts.register, power=told.power, received_on=told.received_on, due_on=told.due_on,
        demander=told.demander, words=told.words, documents=told.documents, gate=ask.gate,
    )  # fmt: skip
    return f"{_here(ask, made.id)}?done=registered"


@page(NOTICE, act=Act.KEEP_NOTICE, template="compulsion/notice.html", thing=Notice)
def notice(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    told = gate.open(row, "demander", "words", act=Act.KEEP_NOTICE, model=Notice)
    made = bundles.of_notice(notice=row.id, gate=gate)
    materials = acts.materials(notice=row.id, gate=gate)
    claimed = acts.claims(of=materials, gate=gate)
    found = bundles.gather(notice=row, gate=gate)
    held = custody.standing_hold(owner=row.owner_id, gate=gate)
    return {
        "name": review.code_name,
        "notice": _done(ask),
        "called": words.called(row),
        "facts": [
            {"key": "Demanded by", "value": told["demander"]},
            {"key": "Addressed to", "value": reviews.body_name(body=row.owner_id, gate=gate)},
            {"key": "What is demanded", "value": told["words"]},
            {
                "key": "State",
                "value": _stands(ask, row),
            },
            {"key": "Law", "value": words.law(row)},
            {"key": "Owners' claims until", "value": in_words(acts.until(row))},
            {"key": "Legal hold on your material", "value": "Yes" if held else "No"},
        ],
        "overrides": words.OVERRIDES,
        "materials": [_material(ask, one, row, claimed) for one in materials],
        "can": counted(len(found.versions), "section"),
        "makes": bool(found.versions),
        "left": [_left(ask, one) for one in found.left],
        "bundles": [_bundle(ask, one) for one in made],
        "open": row.withdrawn_on is None,
        "decides": any(one.decision is None for one in claimed),
        "here": _here(ask, row.id),
        "back": _here(ask),
    }


def _material(ask: Ask, row: Any, notice: Any, claimed: list[Any]) -> dict[str, object]:
    mine = [one for one in claimed if one.material_id == row.id]
    why = acts.held_back(material=row, notice=notice, claimed=claimed, on=today(ask.now))
    said = "Its owner claims nothing." if row.nothing_at is not None else ""
    return {
        "what": _document(ask, row.kind, row.owner_id),
        "claims": [words.claim(one) for one in mine],
        "why": why or said or "Nothing holds it back.",
    }


def _left(ask: Ask, one: bundles.Left) -> str:
    named = _document(ask, one.kind, one.owner)
    return f"{named}{f', section {one.section}' if one.section else ''}: {one.why}"


def _bundle(ask: Ask, row: Any) -> dict[str, str]:
    if bundles.kept_from(bundle=row, gate=ask.gate):
        return {"what": f"Bundle {row.number}", "when": "Closed to you", "href": "", "serve": ""}
    served = (
        f"Served on {in_words(row.served_on)}: {SERVED[row.served_how].lower()}"
        if row.served_on
        else "Not served yet"
    )
    return {
        "what": f"Bundle {row.number}: sections {row.sections}, pages {row.pages}",
        "when": f"Made on {day(row.made_at)}. {served}",
        "href": _here(ask, "bundles", row.id),
        "serve": "" if row.served_on else _here(ask, "bundles", row.id, "served"),
    }


@page(WITHDRAW, act=Act.KEEP_NOTICE, template=FORM, thing=Notice)
def withdraw_page(ask: Ask) -> Values:
    framed(ask)
    return form(
        "Record that the notice was withdrawn",
        "Nothing is to be done for it any more, and no bundle can be made. What was done stays on "
        "record. You cannot take this back: register the notice anew where it is made again.",
        "Record it",
        _here(ask, ask.thing.id),
        [field("day", "on", "On which day was it withdrawn?")],
        grave=True,
        why_not=acts.GONE if ask.thing.withdrawn_on else "",
    )


@deed(WITHDRAW, act=Act.KEEP_NOTICE, form=forms.day, thing=Notice)
def withdraw_deed(ask: Ask) -> str:
    do("on", acts.withdraw, notice=ask.thing, on=ask.form.on, gate=ask.gate)
    return f"{_here(ask, ask.thing.id)}?done=withdrawn"


@page(DECIDE, act=Act.KEEP_NOTICE, template=FORM, thing=Notice)
def decide_page(ask: Ask) -> Values:
    framed(ask)
    materials = acts.materials(notice=ask.thing.id, gate=ask.gate)
    named = {row.id: _document(ask, row.kind, row.owner_id) for row in materials}
    waiting = [
        {"id": one.id, "text": f"{named[one.material_id]}. {words.claim(one)}", "hint": ""}
        for one in acts.claims(of=materials, gate=ask.gate)
        if one.decision is None
    ]
    return form(
        "Record a decision on a claim",
        "What was upheld is not given; what was refused can be given where it is open to you. Its "
        "owner sees the decision and who recorded it.",
        "Record the decision",
        _here(ask, ask.thing.id),
        [
            field("radios", "claim", "Which claim?", "", waiting),
            field("radios", "what", "What was decided?", of=DECISIONS),
            field("day", "on", "On which day?"),
        ],
        why_not="" if waiting else "No claim waits for its decision.",
    )


@deed(DECIDE, act=Act.KEEP_NOTICE, form=forms.decision, thing=Notice)
def decide_deed(ask: Ask) -> str:
    told = ask.form
    given = {"claimed": told.which, "decision": told.what, "on": told.on}
    do("on", acts.decide, notice=ask.thing, **given, gate=ask.gate)
    return f"{_here(ask, ask.thing.id)}?done=decided"


# The bundle


@page(MAKE, act=Act.KEEP_NOTICE, template=FORM, thing=Notice)
def make_page(ask: Ask) -> Values:
    framed(ask)
    found = bundles.gather(notice=ask.thing, gate=ask.gate)
    many = len(found.versions)
    return form(
        "Make the bundle",
        f"It holds the signed-off words of {many} section{'' if many == 1 else 's'}: your own "
        "organisation's, and those that were released to you. Each owner's record says what it "
        "holds. Nothing is sent: you print it and serve it yourself.",
        "Make it",
        _here(ask, ask.thing.id),
        [],
        why_not=acts.GONE
        if ask.thing.withdrawn_on
        else ""
        if many
        else "Nothing of what the notice demands can be given now.",
    )


@deed(MAKE, act=Act.KEEP_NOTICE, form=no_fields, thing=Notice)
def make_deed(ask: Ask) -> str:
    made = bundles.make(notice=ask.thing, gate=ask.gate)
    return f"{_here(ask, 'bundles', made.id)}?done=made"


@page(BUNDLE, act=Act.KEEP_NOTICE, template="compulsion/bundle.html", thing=Bundle)
def bundle(ask: Ask) -> Values:
    review, row = framed(ask), ask.thing
    bound = bundles.read(bundle=row, gate=ask.gate)
    reference = f"{row.notice_id[-6:].upper()}/{row.number}"
    entries = [_entry(ask, one, number) for number, one in enumerate(bound, 1)]
    return {
        "name": review.code_name,
        "notice": _done(ask),
        "reference": reference,
        "pages": row.pages,
        "index": [
            {"page": number + 1, "entries": entries[number * ENTRIES : (number + 1) * ENTRIES]}
            for number in range(index_sheets(len(entries)))
        ],
        "sheets": [sheet for one, entry in zip(bound, entries, strict=True)
                   for sheet in _sheets(one, entry)],
        "back": _here(ask, row.notice_id),
    }  # fmt: skip


def _entry(ask: Ask, one: bundles.Bound, number: int) -> dict[str, Any]:
    """Of words that are closed by now it says on which pages they stand, and no more."""
    entry, shut = one.entry, not one.sheets
    first, last = entry["first"], entry["last"]
    return {
        "number": str(number),
        "title": "Closed to you now" if shut else one.title,
        "owner": "" if shut else reviews.body_name(body=entry["owner"], gate=ask.gate),
        "version": "" if shut else str(entry["number"]),
        "digest": "" if shut else entry["digest"][:16],
        "pages": str(first) if first == last else f"{first} to {last}",
    }


def _sheets(one: bundles.Bound, entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"page": one.entry["first"] + n, "entry": entry, "first": n == 0, "paragraphs": sheet}
        for n, sheet in enumerate(one.sheets)
    ]


@page(SERVE, act=Act.KEEP_NOTICE, template=FORM, thing=Bundle)
def serve_page(ask: Ask) -> Values:
    framed(ask)
    over = "That this bundle was served is recorded already." if ask.thing.served_on else ""
    return form(
        "Record that the bundle was served",
        "Each owner whose words it holds finds it on its record. The portal sends nothing.",
        "Record it",
        _here(ask, ask.thing.notice_id),
        [
            field("day", "on", "On which day?"),
            field("radios", "how", "How?", of=SERVED),
            field("line", "to", "To whom?", "By name and office"),
        ],
        why_not=over,
    )


@deed(SERVE, act=Act.KEEP_NOTICE, form=forms.served, thing=Bundle)
def serve_deed(ask: Ask) -> str:
    told = ask.form
    given = {"on": told.on, "how": told.what, "to": told.words}
    do("on", bundles.serve, bundle=ask.thing, **given, gate=ask.gate)
    return f"{_here(ask, ask.thing.notice_id)}?done=served"


ROUTES: list[Page | Deed] = [
    home, new_page, new_deed, notice, withdraw_page, withdraw_deed, decide_page, decide_deed,
    make_page, make_deed, bundle, serve_page, serve_deed,
]  # fmt: skip
