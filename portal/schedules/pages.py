"""What an agency shares, on one screen; a new schedule, looked through before it is signed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.agreements import acts as agreements
from portal.documents.models import BY_NAME_ONLY
from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.reviews import acts as reviews
from portal.reviews.words import framed, people_in, role_words
from portal.schedules import acts, forms, matrix, preview, tellings, words
from portal.schedules.matrix import Recipient, Row
from portal.schedules.models import Proposal
from portal.schedules.preview import Plan
from portal.sharing import acts as sharing
from portal.sharing import corrections, urgent
from portal.sharing import words as shared
from portal.sharing.models import Schedule
from portal.web.dates import day, today
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, page

SHARING = "/reviews/{review}/sharing"
NEW = "/reviews/{review}/sharing/new"
SECTIONS = "/reviews/{review}/proposals/{proposal}/sections"
TERMS = "/reviews/{review}/proposals/{proposal}/terms"
SIGN = "/reviews/{review}/proposals/{proposal}/sign"


def _base(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}"


def _agency(ask: Ask) -> str:
    return reviews.owners(gate=ask.gate)[ask.gate.body]


# The one screen


@page(SHARING, act=Act.READ_REVIEW, template="schedules/sharing.html")
def overview(ask: Ask) -> Values:
    framed(ask)
    owner = ask.gate.acting_for(Act.SEE_SHARING)
    to, listed = matrix.recipients(gate=ask.gate), matrix.rows(owner=owner, gate=ask.gate)
    cells = matrix.matrix(owner=owner, listed=listed, to=to, gate=ask.gate)
    given = {key for (_, key), cell in cells.items() if cell.state in words.GIVEN}
    columns = [one for one in to if one.kind != "member" or one.key in given]
    base = f"{_base(ask)}/sharing"
    signs = owner in ask.gate.owners_for(Act.PROPOSE_RELEASE)
    return {
        "agency": _agency(ask),
        "columns": [
            {**_column(one, base), "standing": words.holding(one, listed, cells)} for one in columns
        ],
        "rows": [_row(row, columns, cells, base) for row in listed],
        "keys": [{"shape": shape, "words": told} for shape, told in words.STATES.values()],
        "new_href": f"{base}/new" if signs else None,
        "todo": _todo(ask, owner, listed),
        "links": [
            *_ends(ask, owner),
            {"text": "Where this departs from the template", "href": f"{base}/departures"},
            *_office_links(ask, owner, base),
        ],
    }


def _ends(ask: Ask, owner: str) -> list[dict[str, str]]:
    """The way to each release, for whose office may end it: for nobody else is there a page."""
    if owner not in ask.gate.owners_for(Act.END_RELEASE):
        return []
    return [{"text": "Each release, and how to end it", "href": f"{_base(ask)}/releases"}]


def _office_links(ask: Ask, owner: str, base: str) -> list[dict[str, str]]:
    told = {
        Act.TELL_WITHHELD: ("What you let be known of what is withheld", "withheld"),
        Act.DISCLOSE_URGENTLY: ("Disclose to one person at once, in danger", "urgent"),
    }
    return [
        {"text": text, "href": f"{base}/{step}"}
        for act, (text, step) in told.items()
        if owner in ask.gate.owners_for(act)
    ]


def _todo(ask: Ask, owner: str, listed: list[Row]) -> list[dict[str, str]]:
    """Corrections that could be sent, and urgent disclosures that wait for a countersignature."""
    rows = {row.section: row for row in listed}
    told = []
    if owner in ask.gate.owners_for(Act.SEND_CORRECTION):
        told = [
            {
                "text": f"Send the correction of section {row.position}, {row.title}",
                "href": f"{_base(ask)}/sections/{v.id}/correct",
            }
            for v in corrections.unsent(owner=owner, gate=ask.gate)
            if (row := rows.get(v.section_id))
        ]
    for row in urgent.waiting(owner=owner, gate=ask.gate):
        text = (
            f"Countersign the urgent disclosure {shared.code_of(row)} by {day(row.countersign_by)}"
        )
        told.append({"text": text, "href": f"{_base(ask)}/releases/{row.id}/countersign"})
    return told


def _column(one: Recipient, base: str) -> dict[str, str]:
    href = f"{base}/as/{one.kind}/{one.name}"
    return {"words": one.words, "href": href, "standing": words.standing(one)}


def _row(row: Row, columns: list[Recipient], cells: Mapping[Any, Any], base: str) -> Values:
    told = [(one, words.cell(cells[row.section, one.key])) for one in columns]
    return {
        "position": row.position,
        "title": row.title,
        "class": words.class_of(row),
        "stage": words.stage(row),
        "shareable": row.shareable,
        "cells": [cell for _, cell in told],
        "groups": words.grouped(
            [(cell, {"text": one.words, "href": _column(one, base)["href"]}) for one, cell in told]
        ),
    }


@page(
    "/reviews/{review}/sharing/as/{kind}/{name}",
    act=Act.READ_REVIEW,
    template="schedules/as.html",
)
def seen_as(ask: Ask) -> Values:
    framed(ask)
    owner = ask.gate.acting_for(Act.SEE_SHARING)
    key = f"{ask.ids['kind']}:{ask.ids['name']}"
    to = next((one for one in matrix.recipients(gate=ask.gate) if one.key == key), None)
    if to is None:
        ask.gate.deny(Act.SEE_SHARING, outcome="absent")
    ids = matrix.seen_by(to=to, owner=owner, extra=(), gate=ask.gate)
    held = matrix.opened(ids=ids, gate=ask.gate, purpose=preview.SEEN_AS)
    return {
        "to": to.words,
        "standing": words.standing(to),
        "reached": bool(to.reached),
        "sections": _drawn(ask, [held[v] for v in ids if v in held], ""),
        "back": f"{_base(ask)}/sharing",
    }


def _drawn(ask: Ask, told: list[tuple[Any, Any]], group: str) -> list[dict[str, Any]]:
    agency = _agency(ask)
    return [
        words.drawn(number, row, text, owner=agency, base=_base(ask), group=group)
        for number, (row, text) in enumerate(told, 1)
    ]


@page(
    "/reviews/{review}/sharing/departures",
    act=Act.READ_REVIEW,
    template="schedules/departures.html",
)
def departures(ask: Ask) -> Values:
    framed(ask)
    owner = ask.gate.acting_for(Act.SEE_SHARING)
    more, less = matrix.departures(owner=owner, gate=ask.gate)
    return {
        "more": words.by_recipient(more),
        "less": words.by_recipient(less),
        "back": f"{_base(ask)}/sharing",
    }


# What is known of what is withheld


WITHHELD = "/reviews/{review}/sharing/withheld"


@page(WITHHELD, act=Act.READ_REVIEW, template="schedules/withheld.html")
def withheld_page(ask: Ask) -> Values:
    framed(ask)
    owner = ask.gate.acting_for(Act.TELL_WITHHELD)
    stands = {one.told_to: one for one in tellings.standing(gate=ask.gate) if one.owner_id == owner}
    return {
        "revealed": day(stands["panel"].told_at) if "panel" in stands else "",
        "written": tellings.note_of(telling=stands["chair"], gate=ask.gate)
        if "chair" in stands
        else "",
        "back": f"{_base(ask)}/sharing",
    }


@deed(WITHHELD, act=Act.READ_REVIEW, form=forms.said)
def withheld_deed(ask: Ask) -> str:
    match ask.form.what:
        case "reveal":
            tellings.tell(to="panel", gate=ask.gate)
        case "write":
            tellings.tell(to="chair", note=ask.form.note, gate=ask.gate)
        case "hide":
            tellings.take_back(to="panel", gate=ask.gate)
        case _:
            tellings.take_back(to="chair", gate=ask.gate)
    return f"{_base(ask)}/sharing/withheld"


# A new schedule, step by step


@page(NEW, act=Act.READ_REVIEW, template="schedules/recipients.html")
def recipients_page(ask: Ask) -> Values:
    framed(ask)
    ask.gate.acting_for(Act.PROPOSE_RELEASE)
    again = ask.raw.method == "POST"
    told: dict[str, list[dict[str, Any]]] = {"usual": [], "named": []}
    for one in matrix.recipients(gate=ask.gate):
        option = {
            "field": f"to.{one.key}",
            "id": f"to.{one.key}" if told["usual"] else "to",
            "words": one.words,
            "standing": words.standing(one),
            "ticked": f"to.{one.key}" in ask.raw.form if again else bool(one.reached),
        }
        if one.kind == "member":
            option["ticked"] = f"to.{one.key}" in ask.raw.form
        told["named" if one.kind == "member" else "usual"].append(option)
    return {**told, "back": f"{_base(ask)}/sharing"}


@deed(NEW, act=Act.READ_REVIEW, form=forms.chosen)
def recipients_deed(ask: Ask) -> str:
    proposal = acts.begin(to=ask.form.to, gate=ask.gate)
    return f"{_base(ask)}/proposals/{proposal.id}/sections"


def _open(ask: Ask) -> tuple[Plan, str]:
    """The plan of a proposal that is still open, and the front of its addresses."""
    framed(ask)
    if ask.thing.signed_as is not None:
        raise Refused("This schedule has been signed. To share more, begin a new one.")
    plan = acts.plan_of(proposal=ask.thing, gate=ask.gate)
    return plan, f"{_base(ask)}/proposals/{ask.thing.id}"


@page(SECTIONS, act=Act.PROPOSE_RELEASE, template="schedules/sections.html", thing=Proposal)
def sections_page(ask: Ask) -> Values:
    plan, here = _open(ask)
    listed = matrix.rows(owner=ask.thing.owner_id, gate=ask.gate)
    to = [one for one in matrix.recipients(gate=ask.gate) if one.key in plan.cells]
    cells = forms.ticked(ask.raw.form) if ask.raw.method == "POST" else plan.cells
    rows: list[dict[str, Any]] = [
        {
            "position": row.position,
            "title": row.title,
            "class": words.class_of(row),
            "stage": words.stage(row),
            "boxes": [_box(row, one, cells) for one in to],
        }
        for row in listed
    ]
    first = next((box for row in rows for box in row["boxes"] if not box["why_not"]), None)
    if first:
        first["id"] = "cells"
    return {
        "columns": [{"words": one.words} for one in to],
        "rows": rows,
        "back": here.rpartition("/proposals/")[0] + "/sharing",
    }


def _box(row: Row, to: Recipient, cells: Mapping[str, list[str]]) -> dict[str, Any]:
    why_not = "" if row.shareable else "Never shareable"
    if not why_not and not row.signed:
        why_not = "Not signed off"
    if not why_not and row.section_class in BY_NAME_ONLY and to.kind != "member":
        why_not = "By name only"
    return {
        "field": f"cell.{row.section}.{to.key}",
        "id": f"cell.{row.section}.{to.key}",
        "to": to.words,
        "ticked": row.section in cells.get(to.key, ()),
        "why_not": why_not,
    }


@deed(SECTIONS, act=Act.PROPOSE_RELEASE, form=forms.cells, thing=Proposal)
def sections_deed(ask: Ask) -> str:
    plan = acts.plan_of(proposal=ask.thing, gate=ask.gate)
    cells = {key: ask.form.cells.get(key, []) for key in plan.cells}
    acts.replan(proposal=ask.thing, gate=ask.gate, cells=cells)
    return f"{_base(ask)}/proposals/{ask.thing.id}/terms"


@page(TERMS, act=Act.PROPOSE_RELEASE, template="schedules/terms.html", thing=Proposal)
def terms_page(ask: Ask) -> Values:
    plan, here = _open(ask)
    agreed = agreements.current(gate=ask.gate)
    purposes, paragraphs = (agreed.purposes, agreed.paragraphs) if agreed else ((), ())
    held = {"purpose": plan.purpose, "paragraph": plan.paragraph, "why": plan.why}
    for name, text in {"starts": plan.starts, "ends": plan.ends}.items():
        held |= _parts(name, text)
    typed = {name: text for name, text in ask.raw.form.items() if name in held}
    return {
        "purposes": [{"id": code, "text": told} for code, told in purposes],
        "paragraphs": [{"id": n, "text": f"{n}. {told}"} for n, told in paragraphs],
        "typed": {**held, **typed},
        "back": f"{here}/sections",
    }


def _parts(name: str, text: str) -> dict[str, str]:
    when = date.fromisoformat(text)
    return {f"{name}-{part}": str(getattr(when, part)) for part in ("day", "month", "year")}


@deed(TERMS, act=Act.PROPOSE_RELEASE, form=forms.terms, thing=Proposal)
def terms_deed(ask: Ask) -> str:
    told = {name: getattr(ask.form, name) for name in forms.Terms.__slots__}
    first, last = (date.fromisoformat(told[name]) for name in ("starts", "ends"))
    for why in acts.too_long(max(first, today(ask.now)), last):
        raise Wrong.one("ends", why)
    acts.replan(proposal=ask.thing, gate=ask.gate, **told)
    return f"{_base(ask)}/proposals/{ask.thing.id}/sign"


@page(SIGN, act=Act.PROPOSE_RELEASE, template="schedules/sign.html", thing=Proposal)
def sign_page(ask: Ask) -> Values:
    plan, here = _open(ask)
    look = preview.preview(plan=plan, gate=ask.gate)
    members = role_words(reviews.members(gate=ask.gate))
    sections = "1 section" if look.sections == 1 else f"{look.sections} sections"
    who = people_in(look.reached, members)
    return {
        "sentence": f"{who} will read {sections} of your words until {day(look.ends)}.",
        "renditions": [
            {
                "to": [
                    {"words": one.words, "standing": words.standing(one)} for one in r.recipients
                ],
                "fresh": len(r.fresh),
                "sections": _drawn(ask, [*r.sections], f"r{number}-"),
            }
            for number, r in enumerate(look.renditions, 1)
        ],
        "unfit": look.unfit,
        "seen": look.seen,
        "back": f"{here}/terms",
        "sections_href": f"{here}/sections",
    }


@deed(SIGN, act=Act.SIGN_RELEASE, form=forms.seen, thing=Proposal)
def sign_deed(ask: Ask) -> str:
    try:
        schedule = acts.sign(proposal=ask.thing, seen=ask.form.seen, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("looked", str(why)) from why
    return f"{_base(ask)}/schedules/{schedule.id}"


@page(
    "/reviews/{review}/schedules/{schedule}",
    act=Act.SEE_SHARING,
    template="schedules/signed.html",
    thing=Schedule,
)
def signed(ask: Ask) -> Values:
    framed(ask)
    found = acts.releases_of(schedule=ask.thing, gate=ask.gate)
    to = shared.recipients(found, ask.gate)
    told = acts.told_of(schedule=ask.thing, gate=ask.gate)
    return {
        "when": day(ask.thing.signed_at),
        "why": told["why"],
        "releases": [
            {
                "code": shared.code_of(row),
                "to": to[row.id],
                "sections": row.sections,
                "until": day(sharing.closes(row)),
                "content": told["contents"][row.id][:16],
                "end_href": f"{_base(ask)}/releases/{row.id}/end",
            }
            for row in found
        ],
        "back": f"{_base(ask)}/sharing",
    }


ROUTES: list[Page | Deed] = [
    overview, seen_as, departures, withheld_page, withheld_deed, recipients_page, recipients_deed,
    sections_page, sections_deed, terms_page, terms_deed, sign_page, sign_deed, signed,
]  # fmt: skip
