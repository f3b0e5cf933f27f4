"""Referrals to the NPCC Central Referral Unit (CRU), consultations, and the log of both."""

from typing import Any

from portal.cru import acts, advising, consulting, log, naming, standing, words
from portal.cru.models import (
    ANSWERS,
    FIELDS,
    STANDS,
    ConsultationAnswer,
    CruEntry,
    CruField,
    CruPosition,
    CruReferral,
    ForceConsultation,
)
from portal.cru.referring import links_of, links_of_request
from portal.gate.policy import Act
from portal.proceedings.acts import opened
from portal.proceedings.disclosure import as_csv
from portal.requests.models import InformationRequest
from portal.reviews import acts as reviews
from portal.reviews.words import framed, who
from portal.web.dates import day, due, in_words, today
from portal.web.page import Ask, Deed, Download, Page, Values, no_fields, page

HOME = "/reviews/{review}/cru"
LOG, ONE = f"{HOME}/log", f"{HOME}/{{cru_referral}}"
OF_REQUEST = "/reviews/{review}/foi/{information_request}/cru"
CONSULTED = f"{HOME}/consultations/{{force_consultation}}"


def _here(ask: Ask, *more: str) -> str:
    return "/".join([HOME.format(review=ask.gate.domain), *more])


def _done(ask: Ask) -> str:
    return words.DONE.get(ask.raw.query.get("done", ""), "")


def _owner(ask: Ask, body: str) -> str:
    return reviews.body_name(body=body, gate=ask.gate)


def _words(ask: Ask, model: Any, rows: list[Any]) -> dict[str, str]:
    return opened(model=model, rows=rows, field="words", act=Act.READ_FOI, gate=ask.gate)


def _reads(ask: Ask) -> None:
    if not ask.gate.owners_for(Act.READ_FOI):
        ask.gate.deny(Act.READ_FOI)


def _row(ask: Ask, row: Any, there: dict[str, Any]) -> dict[str, str]:
    return {"what": words.called(row), "stands": words.stands(there), "href": _here(ask, row.id)}


@page(HOME, act=Act.READ_REVIEW, template="cru/home.html")
def home(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    _reads(ask)
    made = acts.mine(gate=gate)
    there = standing.by_thing(made, gate)
    asked = consulting.to_answer(gate=gate)
    said = {row.consultation_id for row in consulting.answers(of=[r.id for r in asked], gate=gate)}
    return {
        "name": review.code_name,
        "referrals": [_row(ask, row, there[row.id]) for row in made],
        "consultations": [
            {
                "what": f"From {_owner(ask, row.asker_id)}, {day(row.asked_at)}",
                "stands": "Answered" if row.id in said else "Waits for your answer",
                "href": _here(ask, "consultations", row.id),
            }
            for row in asked
        ],
        "log": _here(ask, "log"),
        "requests": f"/reviews/{gate.domain}/foi",
    }


@page(LOG, act=Act.READ_REVIEW, template="cru/log.html", form=no_fields)
def the_log(ask: Ask) -> Values | Download:
    review = framed(ask)
    _reads(ask)
    rows = log.rows(gate=ask.gate)
    if ask.raw.method == "POST":
        return Download(as_csv(log.HEADS, rows), "referrals.csv")
    return {
        "name": review.code_name,
        "unit": standing.UNIT,
        "heads": log.HEADS,
        "rows": rows,
        "back": _here(ask),
    }


@page(OF_REQUEST, act=Act.READ_FOI, template="cru/request.html", thing=InformationRequest)
def of_request(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    made = acts.referrals(requests=[row.id], gate=gate)
    there = standing.by_thing(made, gate)
    missing = standing.cleared(row, gate=gate)
    return {
        "name": review.code_name,
        "notice": _done(ask),
        "heading": f"Request {row.reference}",
        "missing": missing,
        "referrals": [_row(ask, one, there[one.id]) for one in made],
        "consultations": _consultations(ask),
        "fields": _fields(ask),
        "links": links_of_request(ask, row),
        "back": f"/reviews/{gate.domain}/foi/{row.id}",
    }


def _consultations(ask: Ask) -> list[dict[str, Any]]:
    """What whoever asked may know: how it stands, and what the force has answered."""
    gate = ask.gate
    rows = consulting.consultations(request=ask.thing, gate=gate)
    ids = [row.id for row in rows]
    answers = consulting.answers(of=ids, gate=gate)
    said = _words(ask, ConsultationAnswer, answers)
    entries = acts.entries(of=ids, gate=gate)
    why = _words(ask, CruEntry, entries)
    told = []
    for row in rows:
        sent = standing.referred(consultation=row.id, gate=gate)
        told.append(
            {
                "what": f"{_owner(ask, row.owner_id)}, consulted on {day(row.asked_at)}",
                "referred": f"It referred on {in_words(sent)}" if sent else "It has not referred",
                "answers": [
                    {
                        "what": f"{ANSWERS[one.answer]}, {day(one.answered_at)}",
                        "words": said.get(one.id, ""),
                    }
                    for one in answers
                    if one.consultation_id == row.id
                ],
                "entries": [
                    {"what": words.entry(one), "words": why.get(one.id, "")}
                    for one in entries
                    if one.consultation_id == row.id
                ],
            }
        )
    return told


def _fields(ask: Ask) -> list[dict[str, str]]:
    rows = naming.fields(request=ask.thing, gate=ask.gate)
    said = _words(ask, CruField, rows)
    next_ = {row.id for row in naming.unspent(request=ask.thing, gate=ask.gate)}
    stands = {None: "Waits for a second person", True: "Agreed", False: "Not agreed"}
    used = "Agreed, for a referral that was made"
    return [
        {
            "what": f"{FIELDS[row.what]}. {stands[row.agreed] if row.id in next_ else used}",
            "words": said.get(row.id, ""),
            "who": f"Asked by {who(row.asked_by, ask.gate)}"
            + (f", answered by {who(row.settled_by, ask.gate)}" if row.settled_by else ""),
        }
        for row in rows
    ]


@page(ONE, act=Act.READ_FOI, template="cru/referral.html", thing=CruReferral)
def referral(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    told = gate.open(row, "words", "pack", act=Act.READ_FOI, model=CruReferral)
    entries = acts.entries(of=[row.id], gate=gate)
    there = {one.what: one for one in acts.effective(entries)}
    return {
        "name": review.code_name,
        "notice": _done(ask),
        "unit": standing.UNIT,
        "heading": words.called(row),
        "facts": [
            {"key": "State", "value": words.stands(there)},
            {"key": "Why it is referred", "value": words.why(row)},
            {"key": "Reasons", "value": told["words"]},
            {"key": "The applicant", "value": _named(row)},
            {"key": "Made by", "value": who(row.made_by, gate)},
            {"key": "Ask again", "value": _chase(ask, there)},
        ],
        "pack": told["pack"].split("\n"),
        "entries": _entries(ask, entries),
        "sides": _sides(ask),
        "positions": _positions(ask),
        "links": links_of(ask, row, there),
        "back": _of(ask, row),
    }


def _named(row: Any) -> str:
    if row.named:
        return "Named in the pack, for a policing purpose on record"
    return "Not in the pack: it was searched for every part of the name and address"


def _chase(ask: Ask, there: dict[str, Any]) -> str:
    if "sent" not in there or there.keys() & {"advice", "without"}:
        return "Nothing is waited for"
    on = standing.chase_on(there.get("chased", there["sent"]).happened_on)
    return f"Where nothing comes, {due(on, today(ask.now))}. Silence gives no more time"


def _of(ask: Ask, row: Any) -> str:
    if row.request_id:
        return f"/reviews/{ask.gate.domain}/foi/{row.request_id}/cru"
    return _here(ask, "consultations", row.consultation_id)


def _keeps(ask: Ask) -> bool:
    return ask.gate.may(Act.KEEP_FOI, ask.thing, CruReferral.shape).allowed


def _entries(ask: Ask, rows: list[Any]) -> list[dict[str, str]]:
    said, gone = _words(ask, CruEntry, rows), {row.corrects_id for row in rows}
    may = {
        True: ask.gate.may(Act.PROCEED_FOI, ask.thing, CruReferral.shape).allowed,
        False: _keeps(ask),
    }
    return [
        {
            "what": words.entry(row),
            "words": said.get(row.id, ""),
            "corrected": words.corrected(row, gone),
            "who": f"{who(row.made_by, ask.gate)}, {day(row.made_at)}",
            "correct": _here(ask, "entries", row.id)
            if row.id not in gone and may[row.what == "without"]
            else "",
        }
        for row in rows
    ]


def _positions(ask: Ask) -> list[dict[str, str]]:
    rows = advising.positions(of=[ask.thing.id], gate=ask.gate)
    said, gone = _words(ask, CruPosition, rows), {row.corrects_id for row in rows}
    return [
        {
            "what": words.position(row),
            "words": said.get(row.id, ""),
            "corrected": words.corrected(row, gone),
            "who": f"{who(row.made_by, ask.gate)}, {day(row.made_at)}",
            "correct": _here(ask, "positions", row.id)
            if row.id not in gone and _keeps(ask)
            else "",
        }
        for row in rows
    ]


def _sides(ask: Ask) -> list[list[str]]:
    """Advice and decision side by side, an exemption a row."""
    rows = acts.effective(advising.positions(of=[ask.thing.id], gate=ask.gate))
    advised, decided = (
        {row.section: row.stand for row in rows if row.side == side}
        for side in ("advice", "decision")
    )
    return [
        [
            section,
            STANDS.get(advised.get(section, ""), "Nothing was advised"),
            STANDS.get(decided.get(section, ""), "Not decided yet"),
            _departs(section, advised, decided),
        ]
        for section in dict.fromkeys([*advised, *decided])
    ]


def _departs(section: str, advised: dict[str, str], decided: dict[str, str]) -> str:
    if section not in decided:
        return "Not decided yet"
    return "No" if decided[section] == advised.get(section) else "Yes"


@page(CONSULTED, act=Act.READ_FOI, template="cru/consultation.html", thing=ForceConsultation)
def consultation(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    told = gate.open(row, "told", act=Act.READ_FOI, model=ForceConsultation)["told"]
    made = acts.referrals(consultations=[row.id], gate=gate)
    there = standing.by_thing(made, gate)
    keeps = gate.may(Act.KEEP_FOI, row, ForceConsultation.shape).allowed
    return {
        "name": review.code_name,
        "notice": _done(ask),
        "unit": standing.UNIT,
        "asker": _owner(ask, row.asker_id),
        "on": day(row.asked_at),
        "told": told.split("\n"),
        "referrals": [_row(ask, one, there[one.id]) for one in made],
        "answers": [
            f"{ANSWERS[one.answer]}, {day(one.answered_at)}"
            for one in consulting.answers(of=[row.id], gate=gate)
        ],
        "refer": _here(ask, "consultations", row.id, "refer") if keeps else "",
        "answer": _here(ask, "consultations", row.id, "answer") if keeps else "",
        "back": _here(ask),
    }


ROUTES: list[Page | Deed] = [home, the_log, of_request, referral, consultation]
