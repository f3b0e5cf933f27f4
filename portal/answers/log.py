"""The disclosure log: each answered request in general words, and never who asked."""

from typing import Any

import sqlalchemy as sa

from portal.answers import acts, reasons
from portal.answers.models import OUTCOMES, FoiAnswer, LogEntry
from portal.cru.blind import found, strings_of
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction.models import Passage
from portal.requests import acts as requests
from portal.requests import steps
from portal.requests.acts import checked
from portal.requests.models import InformationRequest
from portal.requests.subjects import names_somebody

HEADS = ["Request", "What was asked for", "Answered on", "Outcome", "Exemptions", "After a review"]
WHO_ASKED = "Something of the applicant's name or address stands in these words. Take it out."
IN_THE_CASE = "A name of the case stands in these words. Say it in general words."


def enter(*, answer: FoiAnswer, words: str, gate: Gate) -> LogEntry:
    """What was asked for in general words; a later entry takes the place of this one.

    Raises Absent; Refused before the answer was sent, and for words that name the applicant or
    somebody in the case.
    """
    checked(answer, gate)
    if answer.stage != "sent":
        raise Refused("It goes into the log once the answer was sent.")
    request = _request(answer, gate)
    told = requests.words_of(request=request, gate=gate)
    if found(words, strings_of(told["applicant"], told["address"])):
        raise Refused(WHO_ASKED)
    if names_somebody(words=words, gate=gate):
        raise Refused(IN_THE_CASE)
    of = LogEntry
    earlier = sa.update(of).where(of.foi_answer_id == answer.id, of.replaced_at.is_(None))
    gate.session.execute(earlier.values(replaced_at=gate.now))
    made = LogEntry(
        id=new_id(),
        review_id=gate.domain,
        owner_id=answer.owner_id,
        row_version=1,
        foi_answer_id=answer.id,
        codes=" ".join(relied_on(answer=answer, request=request, gate=gate)),
        made_by=gate.actor.member,
        made_at=gate.now,
    )
    gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    return made


def _request(answer: Any, gate: Gate) -> Any:
    of = InformationRequest.__table__.c
    query = sa.select(InformationRequest.__table__).where(of.id == answer.request_id)
    return gate.connection.execute(query).one()


def relied_on(*, answer: Any, request: Any, gate: Gate) -> list[str]:
    """The codes of the exemptions, each once, in their order. It opens nothing."""
    told: dict[str, None] = {}
    known = reasons.known(gate)
    if not answer.after_review:
        for what, move in steps.decisions(request=request, gate=gate).items():
            one = known[move.section]
            told[one.neither if what == "neither" else one.code] = None
    if answer.rendition_id:
        of = Passage.__table__.c
        query = sa.select(of.codes).where(
            of.rendition_id == answer.rendition_id,
            of.superseded_at.is_(None),
            of.decision.in_(("remove", "pseudonym")),
        )
        for codes in sorted(set(gate.connection.execute(query).scalars())):
            told |= dict.fromkeys(codes.split())
    return list(told)


def standing(*, gate: Gate) -> dict[str, Any]:
    """By answer the entry that stands, of the bodies for which the actor reads them, unopened."""
    of = LogEntry.__table__.c
    query = sa.select(LogEntry.__table__).where(
        of.review_id == gate.domain,
        of.owner_id.in_(gate.owners_for(Act.READ_FOI)),
        of.replaced_at.is_(None),
    )
    return {row.foi_answer_id: row for row in plain_rows(gate.connection.execute(query))}


def rows(*, gate: Gate) -> list[list[str]]:
    """The log, the newest answer first: opened and recorded."""
    entries = standing(gate=gate)
    if not entries:
        return []
    said = gate.open_many(LogEntry, list(entries.values()), "words", act=Act.READ_FOI)
    words = {row.foi_answer_id: text for row, text in said}
    references = {row.id: row.reference for row in requests.requests(gate=gate)}
    return [
        [
            references.get(row.request_id, ""),
            words[row.id],
            row.sent_on.isoformat(),
            OUTCOMES[row.outcome],
            ", ".join(entries[row.id].codes.split()),
            "Yes" if row.after_review else "No",
        ]
        for row in acts.every(gate=gate)
        if row.id in words
    ]


def offered(*, gate: Gate) -> list[Any]:
    """Sent answers that are not in the log yet, of the body for which the actor keeps it."""
    keeps, there = set(gate.owners_for(Act.KEEP_FOI)), standing(gate=gate)
    return [
        row
        for row in acts.every(gate=gate)
        if row.stage == "sent" and row.owner_id in keeps and row.id not in there
    ]
