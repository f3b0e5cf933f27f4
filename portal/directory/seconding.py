"""The page on which somebody accepts or refuses who is to stand for a body: the second key."""

from typing import Any

from portal.agreements import acts as agreements
from portal.directory import desks
from portal.directory.standing import DESK_WORDS
from portal.gate.policy import Act, Role
from portal.people.models import STANDINGS
from portal.reviews import at_desks, forms, words
from portal.web.dates import day
from portal.web.page import Ask, Deed, Page, Values, deed, do, page

DESK = "/desks/{desk}"


@page(DESK, act=Act.ANSWER_DESK, template="directory/second_key.html")
def desk_page(ask: Ask) -> Values:
    row = at_desks.asked(name=ask.ids["desk"], gate=ask.gate)
    body = at_desks.body_of(desk=row, gate=ask.gate)
    who = words.who_is(row.person_id, ask.gate)
    name = who[0]["value"]
    return {
        "name": name,
        "body": body.name,
        "sentence": f"If you accept it, {name} stands for {body.name} from "
        f"{day(max(row.starts_at, ask.now))} until {day(row.ends_at)}. {gives(row, body)} "
        "An administrator has proposed it; your yes is the second key. Both are on record.",
        "rows": [
            *who,
            {"key": "Part", "value": f"{DESK_WORDS[Role(row.role)]} ({STANDINGS[row.standing]})"},
            {"key": "For", "value": body.name},
            {"key": "Last day", "value": day(row.ends_at)},
        ],
        "why_not": at_desks.not_yours(desk=row, gate=ask.gate),
        "done": DONE.get(ask.raw.query.get("done", ""), ""),
    }


SEEN = "They see which reviews the body has and how far these have come."
TAKEN_IN = (
    "They take part for the board in every review that a notification opens from then on, and "
    "read what was notified."
)
TAKEN_OVER = (
    "They also take part in its open reviews in which nobody decides for the board any more."
)


DONE = {
    "accepted": "You have accepted it. It holds from the person's next click on.",
    "refused": "You have refused it. It gives nothing.",
}


def gives(row: Any, body: Any) -> str:
    """What a desk gives, as sentences."""
    told = [SEEN, TAKEN_IN] if body.board else [SEEN]
    return " ".join([*told, TAKEN_OVER] if row.role == Role.BOARD_CHAIR else told)


@deed(DESK, act=Act.ANSWER_DESK, form=forms.answer)
def desk_deed(ask: Ask) -> str:
    name, gate = ask.ids["desk"], ask.gate
    if ask.form.confirms:
        for member in do("answer", at_desks.accept, name=name, gate=gate):
            agreements.hand_key_to(member=member, roles=[Role.BOARD_OFFICE], gate=gate)
        return f"/desks/{name}?done=accepted"
    do("answer", at_desks.refuse, name=name, why=ask.form.why, gate=gate)
    return f"/desks/{name}?done=refused"


# Told to whoever keeps the directory

BY_ANOTHER = "Another administrator is asked to accept it."
BY_NOBODY = "Nobody can accept it yet: appoint another administrator too."
OWN = {
    True: "Whoever decides for the board is asked to accept it.",
    False: "The senior office of the agency is asked to accept it.",
}
"""By whether the body is a board."""


def _asked(own: set[str], others: set[str], *, board: bool) -> str:
    return OWN[board] if own else BY_ANOTHER if others else BY_NOBODY


WAITS = "Until somebody has accepted it, it gives nothing."
ALONE = (
    "This is the first appointment of this portal, and there is nobody yet who could accept it: it "
    "holds on your word alone, from the next click on, and the record says so. Every later one "
    "waits for a second person."
)


def keys(body: str, ask: Ask, *, board: bool) -> str:
    """Whose second key an appointment for the body needs, as sentences."""
    own, others = at_desks.able(body=body, never={ask.gate.actor.person}, gate=ask.gate)
    if not own and not others and at_desks.first_of_all(gate=ask.gate):
        return ALONE
    return f"{_asked(own, others, board=board)} {WAITS}"


def waiting_of(body: str, ask: Ask) -> list[dict[str, str]]:
    """Who is proposed for a body's desk, and who is to answer."""
    told = []
    for row in desks.waiting(gate=ask.gate, body=body):
        never = {row.person_id, row.appointed_by}
        own, others = at_desks.able(body=body, never=never, gate=ask.gate)
        told.append(
            {
                "name": words.who_is(row.person_id, ask.gate)[0]["value"],
                "role": f"{DESK_WORDS[Role(row.role)]} ({STANDINGS[row.standing].lower()})",
                "answers": _asked(
                    own, others, board=at_desks.body_of(desk=row, gate=ask.gate).board
                ),
                "href": f"/directory/desks/{row.id}/end",
            }
        )
    return told


ROUTES: list[Page | Deed] = [desk_page, desk_deed]
