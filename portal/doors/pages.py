"""Making drop-off links, and the form behind them, which is for nobody in particular."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from portal.directory import acts as directory
from portal.doors import acts, arrivals, forms, threshold, words
from portal.doors.models import Door
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.gate.vault import Vault
from portal.importing.forms import MOST
from portal.people.delays import Wait
from portal.reviews import acts as reviews
from portal.reviews.words import framed
from portal.web.dates import day_and_time
from portal.web.page import (
    Ask,
    Cookie,
    Deed,
    Page,
    Raw,
    Values,
    Wrong,
    deed,
    do,
    no_fields,
    page,
)

SHOWN_ONCE = "__Host-door"
"""Carries a new link and its code from the deed that made them to the one page that shows them."""
HELD = "__Host-drop-off"
"""What this browser holds once the code was right. It opens one form, and nothing to read."""
RECEIPT = "__Host-receipt"
"""The receipt itself, from the deed to the page: the portal cannot be asked for it again."""
MINUTES = 600
DOORS = "/reviews/{review}/doors"
LINK = "/drop-off/link/{secret}"
SEND = "/drop-off/send"


def _base(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}"


# Making links


@page(DOORS, act=Act.READ_REVIEW, template="doors/doors.html")
def doors(ask: Ask) -> Values:
    if not acts.makes(gate=ask.gate):
        ask.gate.deny(Act.KEEP_DOOR)
    review = framed(ask)
    bodies = reviews.owners(gate=ask.gate)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "new": f"{_base(ask)}/doors/new",
        "doors": [_door(ask, row, name, bodies) for row, name in acts.doors(gate=ask.gate)],
    }


def _door(ask: Ask, row: Any, name: str, bodies: dict[str, str]) -> dict[str, str]:
    state = acts.state(door=row, gate=ask.gate)
    return {
        "organisation": name,
        "purpose": words.purposes(ask.gate)[row.purpose],
        "owner": bodies.get(row.owner_id, ""),
        "state": words.STATES[state][0],
        "colour": words.STATES[state][1],
        "when": words.link(row, state, ask.now),
        "reference": threshold.reference_of(row.id) if row.used_at else "",
        "close": "" if state else f"{_base(ask)}/doors/{row.id}/close",
    }


@page(f"{DOORS}/new", act=Act.READ_REVIEW, template="doors/new.html")
def new_page(ask: Ask) -> Values:
    if not acts.makes(gate=ask.gate):
        ask.gate.deny(Act.KEEP_DOOR)
    framed(ask)
    bodies = acts.bodies(gate=ask.gate)
    return {
        "purposes": words.options(words.purposes(ask.gate)),
        "bodies": [{"id": body, "text": name, "hint": ""} for body, name in bodies.items()],
        "agencies": [{"id": a.id, "text": a.name} for a in directory.agencies(gate=ask.gate)],
        "back": f"{_base(ask)}/doors",
    }


@deed(f"{DOORS}/new", act=Act.READ_REVIEW, form=forms.making)
def new_deed(ask: Ask) -> str:
    told = ask.form
    given = {"organisation": told.organisation, "agency": told.agency, "purpose": told.purpose}
    door, link, code = do(
        "owner", acts.make, owner=told.owner, ring=told.ring, **given, gate=ask.gate
    )
    ask.cookies[SHOWN_ONCE] = Cookie(f"{door.id}.{link}.{code}", MINUTES)
    return f"{_base(ask)}/doors/{door.id}/code"


@page(f"{DOORS}/{{door}}/code", act=Act.KEEP_DOOR, template="doors/code.html", thing=Door)
def code(ask: Ask) -> Values:
    """Once: with this answer the browser forgets both, and the portal holds digests of them."""
    framed(ask)
    whose, _, told = ask.raw.cookies.get(SHOWN_ONCE, "").partition(".")
    ask.cookies[SHOWN_ONCE] = None
    link, _, figures = told.rpartition(".") if whose == ask.thing.id else ("", "", "")
    return {
        "organisation": acts.organisation_of(door=ask.thing, gate=ask.gate),
        "link": f"{ask.origin}{LINK.format(secret=link)}" if link else "",
        "code": f"{figures[:4]} {figures[4:]}",
        "until": day_and_time(ask.thing.until),
        "back": f"{_base(ask)}/doors",
    }


CLOSE = f"{DOORS}/{{door}}/close"


@page(CLOSE, act=Act.KEEP_DOOR, template="doors/close.html", thing=Door)
def close_page(ask: Ask) -> Values:
    framed(ask)
    name = acts.organisation_of(door=ask.thing, gate=ask.gate)
    return {
        "sentence": f"The link for {name} stops working at once, also for somebody who has its "
        "form open. What came in through it stays where it is.",
        "back": f"{_base(ask)}/doors",
    }


@deed(CLOSE, act=Act.KEEP_DOOR, form=no_fields, thing=Door)
def close_deed(ask: Ask) -> str:
    acts.revoke(door=ask.thing, gate=ask.gate)
    return f"{_base(ask)}/doors?done=closed"


# The other side


@page(LINK, act=Act.ARRIVE, template="doors/knock.html")
def knock_page(_: Ask) -> Values:
    """The same for every link there ever was or was not: it asks the records nothing."""
    return {}


def _knock(vault: Vault, raw: Raw) -> str:
    forms.code(raw.form)
    try:
        return threshold.knock(link=raw.ids["secret"], client=raw.client, vault=vault)
    except Wait as why:
        raise Wrong.one("code", forms.wait(why.seconds)) from None


def _behind_link(vault: Vault, raw: Raw) -> str:
    try:
        return threshold.review_behind(link=raw.ids["secret"], vault=vault)
    except Absent:
        raise Wrong.one("code", forms.NOT_OPEN) from None


# Of a review whose keys were destroyed a stranger learns nothing: the act answers as for no link.
@deed(
    LINK, act=Act.DROP_OFF, form=forms.code, choosing=True, before=_knock, review=_behind_link,
    goes_on=True,
)  # fmt: skip
def knock_deed(ask: Ask) -> str:
    given = {"link": ask.raw.ids["secret"], "code": ask.form, "pair": ask.ready}
    try:
        proof = threshold.enter(**given, gate=ask.gate)
    except Absent:
        raise Wrong.one("code", forms.NOT_OPEN) from None
    ask.cookies[HELD] = Cookie(proof)
    return SEND


@page(SEND, act=Act.ARRIVE, template="doors/send.html")
def send_page(ask: Ask) -> Values:
    """Without a pass there is one page, whatever became of a link."""
    return {
        "admits": threshold.admits(proof=ask.raw.cookies.get(HELD, ""), gate=ask.gate),
        "secured": words.SECURED,
        "taken": forms.TAKEN,
        "most": MOST,
    }


def _behind_pass(vault: Vault, raw: Raw) -> str:
    try:
        return threshold.review_behind(proof=raw.cookies.get(HELD, ""), vault=vault)
    except Absent:
        raise Refused(forms.CLOSED) from None


@deed(
    SEND,
    act=Act.DROP_OFF,
    form=forms.sending,
    choosing=True,
    before=forms.file_or_none,
    files=True,
    review=_behind_pass,
    goes_on=True,
)
def send_deed(ask: Ask) -> str:
    brought = _brought(ask)
    if not brought.words and not brought.content:
        raise Wrong.one("words", forms.NOTHING)
    given = {"proof": ask.raw.cookies.get(HELD, ""), "form": ask.raw.number}
    try:
        told = threshold.send(**given, brought=brought, gate=ask.gate)
    except Absent:
        raise Refused(forms.CLOSED) from None
    rows = json.dumps(words.receipt(told)).encode()
    ask.cookies[RECEIPT] = Cookie(urlsafe_b64encode(rows).decode(), MINUTES)
    return "/drop-off/receipt"


def _brought(ask: Ask) -> arrivals.Brought:
    told, taken = ask.form, ask.ready
    given = {"sender": told.sender, "part": told.part, "words": told.words}
    if taken is None:
        return arrivals.Brought(**given, secured=told.secured)
    file = {"file_name": taken.file.name, "file_kind": taken.kind, "content": taken.file.content}
    return arrivals.Brought(**given, secured=told.secured, **file)


@page("/drop-off/receipt", act=Act.ARRIVE, template="doors/receipt.html")
def receipt(ask: Ask) -> Values:
    """Out of the browser's own keeping: nothing is looked up, so nothing can be asked for."""
    return {"rows": _kept_receipt(ask.raw.cookies.get(RECEIPT, ""))}


def _kept_receipt(held: str) -> list[dict[str, str]]:
    try:
        rows = json.loads(urlsafe_b64decode(held.encode("ascii")))
        told = [{"key": str(row["key"]), "value": str(row["value"])} for row in rows]
        return told if json.dumps(told, ensure_ascii=False).encode() else []
    except (ValueError, TypeError, KeyError, RecursionError):
        return []


ROUTES: list[Page | Deed] = [
    doors, new_page, new_deed, code, close_page, close_deed,
    knock_page, knock_deed, send_page, send_deed, receipt,
]  # fmt: skip
