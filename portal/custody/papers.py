"""Who answers for a review's papers, and closing a review: from then on their time is counted."""

from typing import Any

import sqlalchemy as sa

from portal.agreements.acts import OWN, my_membership
from portal.clocks.tasks import Task
from portal.custody import forms, retention
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act, law
from portal.people.models import Agency, Board
from portal.reviews import acts as reviews
from portal.reviews.kinds import kinds
from portal.reviews.models import Review
from portal.reviews.titles import called
from portal.reviews.words import framed, in_sentence
from portal.web.dates import day, in_words
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, page

PAPERS = "/reviews/{review}/papers"
CLOSE = "/reviews/{review}/papers/close"
NOT_YET = "Nobody yet: it cannot be closed without naming one"


def answers_for(*, owner: str, board: str, gate: Gate) -> list[str]:
    """The names of a body and of those who followed it, the one that answers now at the end; none
    where a review's board is not in the directory.
    """
    model, name = (Board, board) if owner == BOARD else (Agency, owner)
    told: list[str] = []
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        query = sa.select(model.name, model.successor_id).where(model.id == name)
        row = gate.connection.execute(query).first()
        if row is None:
            break
        told.append(row.name)
        name = row.successor_id or ""
    return told


@page(PAPERS, act=Act.READ_REVIEW, template="custody/papers.html")
def papers(ask: Ask) -> Values:
    row, gate = framed(ask), ask.gate
    held = answers_for(owner=BOARD, board=row.board_id, gate=gate)
    custodian = held[-1] if held else "The commissioning board"
    mine = gate.body
    return {
        "bodies": [
            _body(owner, name, custodian, row, gate)
            for owner, name in reviews.owners(gate=gate).items()
        ],
        "decider": f"the {kinds()[row.kind].chair}, for {in_sentence(custodian)}",
        "closed": day(row.closed_at) if row.closed_at else "",
        "due": _due(mine, gate),
        "close_href": CLOSE.format(review=gate.domain)
        if gate.owners_for(Act.CLOSE_REVIEW) and not row.closed_at
        else "",
    }


def _body(owner: str, name: str, custodian: str, row: Any, gate: Gate) -> dict[str, Any]:
    """Whose papers they are: the answers for every document that the body has in this review."""
    hands = answers_for(owner=owner, board=row.board_id, gate=gate) or [name]
    return {
        "name": hands[0],
        "controller": hands[-1],
        "custodian": custodian,
        "decides": hands[-1],
        "successor": " then ".join(hands[1:]) or NOT_YET,
        "kept": [
            f"{', '.join(named)}: {words} ({status})"
            for (words, status), named in _together(retention.kept_by(owner, gate)).items()
        ],
    }


def _together(kept: list[tuple[str, retention.Term]]) -> dict[tuple[str, str], list[str]]:
    """The titles of the classes that are kept for the same time."""
    titles = {one.name: one.title for one in law().classes.values()}
    told: dict[tuple[str, str], list[str]] = {}
    for kind, term in kept:
        told.setdefault((term.words, term.status), []).append(titles.get(kind, "In general"))
    return told


def _due(owner: str, gate: Gate) -> list[str]:
    """An owner's sections whose time is over, each in a sentence."""
    classes, kind = law().classes, called(gate=gate)
    return [
        f"{kind[row.kind]}, section {row.position} ({classes[row.section_class].title}): "
        f"kept until {in_words(last)}. {term.why}."
        for row, term, last in retention.due(owner=owner, gate=gate)
    ]


def waits(*, gate: Gate) -> list[Task]:
    """What is due for disposal, for the owner's office. It opens nothing."""
    many = len(retention.due(owner=gate.body, gate=gate))
    told = f"Decide about {many} section{'s' if many != 1 else ''} whose time of keeping is over"
    return [Task(told, PAPERS.format(review=gate.domain), None)] if many else []


@page(CLOSE, act=Act.READ_REVIEW, template="custody/close.html")
def close_page(ask: Ask) -> Values:
    framed(ask)
    ask.gate.acting_for(Act.CLOSE_REVIEW)
    return {"back": PAPERS.format(review=ask.gate.domain)}


@deed(CLOSE, act=Act.READ_REVIEW, form=forms.why)
def close_deed(ask: Ask) -> str:
    try:
        close(why=ask.form.reason, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("reason", str(why)) from None
    return PAPERS.format(review=ask.gate.domain)


def close(*, why: str, gate: Gate) -> None:
    """The review is over: it stands closed in the registers, and its papers' time is counted.

    Nobody's sight changes. Raises Absent, Refused.
    """
    mine = my_membership(Act.CLOSE_REVIEW, gate)
    gate.check(Act.CLOSE_REVIEW, mine, OWN)
    if gate.shredded:
        raise Refused("The papers of this review were destroyed.")
    still = sa.update(Review).where(Review.id == gate.domain, Review.closed_at.is_(None))
    if not gate.session.execute(still.values(closed_at=gate.now)).rowcount:  # type: ignore[attr-defined]
        raise Refused("This review is closed already.")
    reason = gate.reason(why, mine.body)
    gate.record(Act.CLOSE_REVIEW, mine.body, {"closed": (gate.domain,)}, reason=reason)


ROUTES: list[Page | Deed] = [papers, close_page, close_deed]
