"""The registers of the bodies for which somebody stands, as pages and as files; and the search."""

from typing import Any
from urllib.parse import urlencode

from portal.directory import desks
from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.registers import acts, forms, search, table
from portal.registers.acts import BANDS, SHOWN, Beside, Body, Sought
from portal.registers.forms import STATES
from portal.reviews import forms as reviews_forms
from portal.reviews.kinds import kinds
from portal.reviews.models import MARKINGS, SUBJECT_ROLES
from portal.reviews.words import kind_words
from portal.web.dates import day, in_words, today
from portal.web.page import Ask, Deed, Download, Page, Values, no_fields, page

LABELS = [
    f"0 to {BANDS[0]} days", f"{BANDS[0] + 1} to {BANDS[1]} days",
    f"{BANDS[1] + 1} to {BANDS[2]} days", f"Over {BANDS[2]} days",
]  # fmt: skip
WIDE = 300
"""The longest bar of the picture."""


@page("/registers", act=Act.OWN_AFFAIRS, template="registers/registers.html")
def registers(ask: Ask) -> Values:
    found = acts.bodies(gate=ask.gate)
    if not found:
        ask.gate.deny(Act.READ_REGISTER, outcome="absent")
    return {
        "registers": [
            {
                "name": body.name,
                "kind": "Board" if body.board else "Agency",
                "href": f"/registers/{body.id}",
            }
            for body in found
        ]
    }


ONE = "/registers/{of}"


@page(ONE, act=Act.OWN_AFFAIRS, template="registers/register.html")
def register(ask: Ask) -> Values:
    body = acts.body(name=ask.ids["of"], gate=ask.gate)
    sought = forms.sought(ask.raw.query)
    below = forms.after(ask.raw.query)
    found = acts.rows(of=body, sought=sought, after=below, gate=ask.gate)
    shown = found[:SHOWN]
    beside = acts.beside(of=body, found=shown, gate=ask.gate)
    base = f"/registers/{body.id}"
    return {
        "name": body.name,
        "rows": [_row(row, beside, ask) for row in shown],
        "sought": _told(sought),
        "kinds": _kinds(body, ask),
        "states": [{"id": k, "text": text} for k, text in STATES.items()],
        "boards": _boards(body, ask),
        "ages": _ages(acts.ages(of=body, kind=sought.kind, gate=ask.gate)),
        "ages_of": kind_words(sought.kind) if sought.kind else "",
        "first_href": _at(base, sought) if below else "",
        "next_href": _at(base, sought, shown[-1]) if len(found) > SHOWN else "",
        "export_href": _at(f"{base}/export", sought),
        "clear_href": base if sought != Sought() else "",
        "today": in_words(today(ask.now)),
    }


def _told(sought: Sought) -> dict[str, str]:
    """The filters as the form has them."""
    year = str(sought.year) if sought.year else ""
    return {"kind": sought.kind, "state": sought.state, "year": year, "board": sought.board}


def _at(path: str, sought: Sought, last: Any = None) -> str:
    """The address of these rows, or of those below one: codes and days, nobody's details."""
    told = {name: value for name, value in _told(sought).items() if value}
    if last is not None:
        told["after"] = f"{last.due_on if sought.late else last.opened_on}.{last.review_id}"
    return f"{path}?{urlencode(told)}" if told else path


def _kinds(body: Body, ask: Ask) -> list[dict[str, str]]:
    held = acts.kinds_of(of=body, gate=ask.gate)
    return [{"id": k, "text": kind.title} for k, kind in kinds().items() if k in held]


def _boards(body: Body, ask: Ask) -> list[dict[str, str]]:
    """Which boards an agency's reviews may be asked for by: every board of the directory."""
    if body.board:
        return []
    return [{"id": row.id, "text": row.name} for row in desks.boards(gate=ask.gate)]


def _row(row: Any, beside: Beside, ask: Ask) -> dict[str, Any]:
    now, name = today(ask.now), row.review_id
    owed = beside.outstanding[name]
    return {
        "name": beside.names[name],
        "href": f"/reviews/{name}" if name in beside.mine else "",
        "kind": kind_words(row.kind),
        "opened": f"{row.opened_on.day} {row.opened_on:%B %Y}",
        "age": f"{(now - row.opened_on).days:,}",
        "due": f"{row.due_on.day} {row.due_on:%B %Y}" if row.due_on else "",
        "late": bool(row.due_on and row.due_on < now),
        "state": "Closed" if row.state == "closed" else "Open",
        "owed": str(owed) if owed else "None",
    }


def _ages(many: list[int]) -> list[dict[str, Any]]:
    """Each band with its bar, the longest as wide as the picture."""
    most = max([*many, 1])
    return [
        {"label": label, "many": f"{n:,}", "width": round(n * WIDE / most)}
        for label, n in zip(LABELS, many, strict=True)
    ]


EXPORT = f"{ONE}/export"


@page(EXPORT, act=Act.OWN_AFFAIRS, template="registers/export.html", form=no_fields)
def export(ask: Ask) -> Values | Download:
    body = acts.body(name=ask.ids["of"], gate=ask.gate)
    fields = ask.raw.form if ask.raw.method == "POST" else ask.raw.query
    sought, refused = forms.sought(fields), ""
    if ask.raw.method == "POST":
        try:
            return _file(body, sought, ask)
        except Refused as why:
            refused = str(why)
    return {
        "name": body.name,
        "sought": _told(sought),
        "which": _which(sought),
        "refused": refused,
        "back": _at(f"/registers/{body.id}", sought),
    }


def _file(body: Body, sought: Sought, ask: Ask) -> Download:
    found = acts.export(of=body, sought=sought, gate=ask.gate)
    beside, now = acts.beside(of=body, found=found, gate=ask.gate), today(ask.now)
    rows = [
        [
            beside.names[row.review_id],
            kind_words(row.kind),
            row.opened_on,
            (now - row.opened_on).days,
            row.due_on,
            "yes" if row.due_on and row.due_on < now else "no",
            row.state,
            beside.outstanding[row.review_id],
        ]
        for row in found
    ]
    return Download(table.written(ask.marking, body.name, now, rows), "register.csv")


def _which(sought: Sought) -> str:
    """The filters in words."""
    told = [kind_words(sought.kind)] if sought.kind else []
    told += [STATES[sought.state].lower()] if sought.state else []
    told += [f"opened in {sought.year}"] if sought.year else []
    told += ["of one board"] if sought.board else []
    return ", ".join(told) or "all reviews"


@page("/search", act=Act.OWN_AFFAIRS, template="registers/search.html", form=reviews_forms.sought)
def find(ask: Ask) -> Values:
    if not any(True for _ in search.gates(gate=ask.gate, vault=ask.vault, token=ask.token)):
        ask.gate.deny(Act.FIND_SUBJECT, outcome="absent")
    if ask.form is None:
        return {"searched": False, "found": [], "on": ""}
    ask.marking, wanted = MARKINGS[-1], ask.form.wanted
    found = search.find(wanted=wanted, gate=ask.gate, vault=ask.vault, token=ask.token)
    return {
        "searched": True,
        "on": day(ask.now),
        "found": [
            {
                "name": hit.name,
                "part": SUBJECT_ROLES[hit.part],
                "href": f"/reviews/{hit.review}/people/{hit.subject}" if hit.opens else "",
                "review_href": f"/reviews/{hit.review}",
            }
            for hit in found
        ],
    }


ROUTES: list[Page | Deed] = [registers, register, export, find]
