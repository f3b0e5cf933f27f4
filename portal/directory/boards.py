"""The pages on which boards are added, named and closed, and people appointed to bodies' desks."""

from typing import Any

from portal.directory import acts, desks, forms, seconding, succession
from portal.directory.seconding import SEEN, TAKEN_IN
from portal.directory.standing import (
    BOARD_KIND_WORDS,
    DESK_HINTS,
    DESK_WORDS,
    closed_words,
    desks_of,
)
from portal.directory.words import DONE
from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.people.models import STANDINGS, Agency
from portal.reviews import at_desks
from portal.reviews.kinds import kinds
from portal.web.dates import end_of, in_words, today
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, no_fields, page

KEEP = Act.KEEP_DIRECTORY


@page("/directory/boards", act=KEEP, template="directory/boards.html")
def boards(ask: Ask) -> Values:
    rows = desks.boards(gate=ask.gate)
    return {
        "boards": [
            {
                "name": row.name,
                "kind": BOARD_KIND_WORDS[row.kind],
                "who": "; ".join(f"{d['name']}, {d['role']}" for d in desks_of(row.id, ask)),
                "closed": closed_words(row, rows),
                "href": f"/directory/boards/{row.id}",
            }
            for row in rows
        ]
    }


NEW = "/directory/boards/new"


@page(NEW, act=KEEP, template="directory/new_board.html")
def new_board_page(_: Ask) -> Values:
    return {"kinds": [{"id": k, "text": text} for k, text in BOARD_KIND_WORDS.items()]}


@deed(NEW, act=KEEP, form=forms.new_board)
def new_board(ask: Ask) -> str:
    try:
        made = desks.add_board(name=ask.form.name, kind=ask.form.kind, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("name", str(why)) from None
    return f"/directory/boards/{made}?done=board"


BOARD = "/directory/boards/{board}"


@page(BOARD, act=KEEP, template="directory/board.html")
def board(ask: Ask) -> Values:
    row = _board(ask)
    own = succession.titles(board=row.id, gate=ask.gate)
    return {
        "name": row.name,
        "kind": BOARD_KIND_WORDS[row.kind],
        "desks": desks_of(row.id, ask),
        "waiting": seconding.waiting_of(row.id, ask),
        "closed": closed_words(row, desks.boards(gate=ask.gate)),
        "titles": [f"{kinds()[kind].title}: “{title}”" for kind, title in sorted(own.items())],
        "base": f"/directory/bodies/{row.id}",
        "title_href": f"/directory/boards/{row.id}/title",
        "done": DONE.get(ask.raw.query.get("done", ""), ""),
    }


def _board(ask: Ask) -> Any:
    """The board of the address; an agency is none. Raises Absent."""
    row, model = succession.body(name=ask.ids["board"], gate=ask.gate)
    return ask.gate.deny(KEEP, outcome="absent") if model is Agency else row


TITLE = f"{BOARD}/title"


@page(TITLE, act=KEEP, template="directory/board_title.html")
def title_page(ask: Ask) -> Values:
    row = _board(ask)
    listed = kinds().values()
    return {
        "name": row.name,
        "kinds": [{"id": kind.code, "text": kind.title} for kind in listed],
        "back": f"/directory/boards/{row.id}",
    }


@deed(TITLE, act=KEEP, form=forms.board_title)
def title(ask: Ask) -> str:
    name = _board(ask).id
    if ask.form.kind not in kinds():
        raise Wrong.one("kind", "Choose the kind of review.")
    try:
        succession.set_title(board=name, kind=ask.form.kind, title=ask.form.title, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("title", str(why)) from None
    return f"/directory/boards/{name}?done=titled"


# Agencies and boards alike

SEAT = "/directory/bodies/{of}/seat"


def _home(row: Any, model: Any) -> str:
    return f"/directory/{'agencies' if model is Agency else 'boards'}/{row.id}"


@page(SEAT, act=KEEP, template="directory/seat.html")
def seat_page(ask: Ask) -> Values:
    row, model = succession.body(name=ask.ids["of"], gate=ask.gate)
    people = [one for one in acts.people(gate=ask.gate) if one.suspended_at is None]
    roles = [role for role in DESK_WORDS if model is not Agency or role == "coordinator"]
    return {
        "name": row.name,
        "people": [
            {"id": one.id, "text": f"{one.name}, {one.agency or 'no agency'} ({one.email})"}
            for one in people
        ],
        "sentence": _sentence(row.id, model, ask),
        "roles": [{"id": r, "text": DESK_WORDS[r], "hint": DESK_HINTS[r]} for r in roles],
        "standings": [{"id": k, "text": text} for k, text in STANDINGS.items()],
        "back": _home(row, model),
    }


OVER = (
    "Whoever is to decide for it also takes part in its open reviews in which nobody decides any "
    "more."
)


def _sentence(body: str, model: Any, ask: Ask) -> str:
    board = model is not Agency
    gives = f"{SEEN} {TAKEN_IN} {OVER}" if board else SEEN
    return f"{seconding.keys(body, ask, board=board)} {gives}"


@deed(SEAT, act=KEEP, form=forms.desk_seat)
def seat(ask: Ask) -> str:
    row, model = succession.body(name=ask.ids["of"], gate=ask.gate)
    told = ask.form
    ends = end_of(told.until)
    wanted = desks.Seat(told.person, row.id, told.role, ask.now, ends, told.standing)
    try:
        made = at_desks.propose(told=wanted, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("person", str(why)) from None
    done = "at-desk" if made.accepted_at else "desk-proposed"
    return f"{_home(row, model)}?done={done}"


END = "/directory/desks/{desk}/end"


@page(END, act=KEEP, template="directory/end_desk.html")
def end_page(ask: Ask) -> Values:
    row = desks.desk(name=ask.ids["desk"], gate=ask.gate)
    body, model = succession.body(name=row.body, gate=ask.gate)
    name = acts.listed(person=row.person_id, gate=ask.gate).name
    return {
        "sentence": f"From the next click on {name} no longer stands for {body.name}, and takes "
        "no part for it in any review that a notification opened: these parts end with it. What "
        "they did stays as it is. A part that an office has confirmed stays until an office ends "
        "it. Where nobody decides for the board then, whoever is next accepted as that takes over."
        if row.accepted_at
        else f"{name} is proposed for {body.name} no more. Nothing had been given.",
        "stands": row.accepted_at is not None,
        "back": _home(body, model),
    }


@deed(END, act=KEEP, form=no_fields)
def end(ask: Ask) -> str:
    row = desks.desk(name=ask.ids["desk"], gate=ask.gate)
    at_desks.end(desk=row.id, gate=ask.gate)
    return f"{_home(*succession.body(name=row.body, gate=ask.gate))}?done=desk-ended"


CLOSE = "/directory/bodies/{of}/close"


@page(CLOSE, act=KEEP, template="directory/close_body.html")
def close_page(ask: Ask) -> Values:
    row, model = succession.body(name=ask.ids["of"], gate=ask.gate)
    others = succession.successors(name=row.id, gate=ask.gate)
    return {
        "name": row.name,
        "bodies": [{"id": one.id, "text": one.name} for one in others],
        "today": in_words(today(ask.now)),
        "back": _home(row, model),
    }


@deed(CLOSE, act=KEEP, form=forms.closing)
def close(ask: Ask) -> str:
    row, model = succession.body(name=ask.ids["of"], gate=ask.gate)
    told = ask.form
    try:
        succession.close(name=row.id, successor=told.successor, why=told.why, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("successor", str(why)) from None
    return f"{_home(row, model)}?done=closed"


ROUTES: list[Page | Deed] = [
    boards, new_board_page, new_board, board, title_page, title, seat_page, seat, end_page, end,
    close_page, close,
]  # fmt: skip
