"""Whether it is reasonable to give what is also about somebody else, person after person; and
under which law each passage was taken out. It opens nothing of a copy.

Data Protection Act 2018 Schedule 2 paragraphs 16 and 17: with consent it is given; without, what
counts is the kind of information, a duty of confidence, what was done to ask, and whether somebody
can consent; for professionals who acted as such it is reasonable.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portal.answers import reasons
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.redaction import standing
from portal.redaction.access_laws import HEALTH_RECORDS, Law, law, law_of, of_kind
from portal.redaction.models import GONE
from portal.redaction.people import register
from portal.requests.acts import kinds_of
from portal.subject_access.acts import checked, moves_of
from portal.subject_access.models import (
    CONSENTS,
    STANDINGS,
    WEIGHED,
    AccessRequest,
    OtherPerson,
    Stage,
)
from portal.subject_access.steps import NOT_OPEN, known

PROFESSIONAL = (
    "What a health, social care or education professional wrote or did as such is given (paragraph "
    "17 of Schedule 2, and section 5(2) of the Access to Health Records Act). Where serious harm "
    "would follow, take the passage out by that limb."
)

CONSENTED = (
    "The person consents, so nothing is kept back for that person's sake. Another limb may apply "
    "to a passage by itself."
)

OF_ANOTHER_LAW = (
    "{} by {}, but its owner holds it under {}. Choose a limb of that law for it, or say for the "
    "request that another law applies to that organisation."
)
SHOWN = (
    "The copy shows somebody of whom it was decided that it is not reasonable (passages: {}). Take "
    "them out, or weigh that person anew."
)
OWN = (
    "What is about the very person who is asked about is taken out as another person's. Keep it, "
    "or name the limb that applies."
)
KEPT_BACK = (
    "Somebody is taken out of whom it was decided that it is reasonable to give it. Keep those "
    "passages, or weigh that person anew."
)
UNNAMED = (
    "Passages are taken out for somebody whom the register of people does not have. Weigh whether "
    "it is reasonable to give them."
)


def weigh(
    *,
    request: AccessRequest,
    person: str,
    standing: str,
    consent: str,
    weighed: str,
    words: str,
    gate: Gate,
) -> OtherPerson:
    """Of one person the later decision counts. Raises Absent, Refused."""
    checked(request, gate)
    if request.stage != Stage.OPEN:
        raise Refused(NOT_OPEN)
    if standing not in STANDINGS or consent not in CONSENTS or weighed not in WEIGHED:
        raise Refused("Choose what the other person is, says, and what follows.")
    _somebody_else(request, person, gate)
    if weighed != "give" and (why := _has_to_be_given(standing, consent)):
        raise Refused(why)
    if person:
        _replace(request, person, gate)
    made = OtherPerson(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        person_id=person or None,
        standing=standing,
        consent=consent,
        weighed=weighed,
        decided_by=gate.actor.member,
        decided_at=gate.now,
    )
    gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    return made


def _replace(request: Any, person: str, gate: Gate) -> None:
    of = OtherPerson
    earlier = sa.update(of).where(
        of.request_id == request.id, of.person_id == person, of.replaced_at.is_(None)
    )
    gate.session.execute(earlier.values(replaced_at=gate.now))


def _somebody_else(request: Any, person: str, gate: Gate) -> None:
    if person and person not in known(gate=gate):
        raise Refused("Choose one of the people on this page.")
    if person and person == request.person_id:
        raise Refused("That is the person whose information is asked for.")


def _has_to_be_given(standing: str, consent: str) -> str:
    if consent == "given":
        return CONSENTED
    return PROFESSIONAL if standing == "professional" else ""


def weighed(*, request: Any, gate: Gate, replaced: bool = False) -> list[Any]:
    """What was decided of other people, oldest first, unopened."""
    of = OtherPerson.__table__.c
    query = sa.select(OtherPerson.__table__).where(of.request_id == request.id)
    query = query if replaced else query.where(of.replaced_at.is_(None))
    return plain_rows(gate.connection.execute(query.order_by(of.id)))


# Against a copy


def laws_of(*, request: Any, copy: Any, gate: Gate) -> dict[str, Law]:
    """By owner of words in a copy the law under which it holds them."""
    sections = standing.sections_of(rendition=copy.id, gate=gate)
    return _held(request, {row.words_of for row in sections}, gate)


def _held(request: Any, owners: set[str], gate: Gate) -> dict[str, Law]:
    on = request.received_on
    if request.road == "dead":
        return {owner: law(HEALTH_RECORDS, on) for owner in owners}
    kinds = kinds_of(owners, gate)
    said = {row.agency_id: row.code for row in moves_of(request=request, gate=gate)
            if row.what == "law_said"}  # fmt: skip
    return {
        owner: law(said.get(owner) or of_kind(kinds.get(owner, ""), on), on) for owner in owners
    }


def wrong_limbs(*, request: Any, copy: Any, gate: Gate) -> list[str]:
    """Limbs that are not those of the law of whoever owns the passage, each a sentence."""
    of = laws_of(request=request, copy=copy, gate=gate)
    owner = {row.version_id: row.words_of
             for row in standing.sections_of(rendition=copy.id, gate=gate)}  # fmt: skip
    told: dict[str, None] = {}
    for row in reasons.gone(rendition=copy.id, gate=gate):
        mine = of[owner[row.version_id]]
        for limb in row.codes.split():
            if not mine.has(limb):
                told[OF_ANOTHER_LAW.format("A passage is taken out", limb, mine.title)] = None
    return list(told)


def wrong_boxes(*, request: Any, rows: Iterable[Any], gate: Gate) -> str:
    """As `wrong_limbs`, of what is covered on attachments, which are the organisation's own: the
    first sentence, or nothing. `rows` are of the schedule.
    """
    mine = _held(request, {request.owner_id}, gate)[request.owner_id]
    for row in rows:
        for limb, _, _ in row.exemptions if row.box[0] else ():
            if not mine.has(limb):
                return OF_ANOTHER_LAW.format("Something is covered", limb, mine.title)
    return ""


def not_weighed(*, request: Any, copy: Any, gate: Gate) -> list[str]:
    """What does not fit what was decided of other people, each a sentence with its next step. The
    dead have no personal data, so nothing is weighed for them.
    """
    people = register(gate=gate)
    decided = weighed(request=request, gate=gate)
    by_person = {people.now(row.person_id): row.weighed for row in decided if row.person_id}
    mine = people.now(request.person_id or "")
    passages = [(people.now(row.person_id or ""), row) for row in _decided(copy, gate)]
    others = {who for who, _ in passages if not people.dead(who)} - {mine, ""}
    told = []
    if fresh := others - set(by_person):
        told.append(
            "People other than the one who is asked about, of whom nobody has weighed whether it "
            f"is reasonable to give what is about them: {len(fresh)}. Weigh each of them."
        )
    if shown := sum(by_person.get(who) == "withhold" for who, row in passages
                    if row.decision == "keep"):  # fmt: skip
        told.append(SHOWN.format(shown))
    for_others = {who for who, row in passages if _for_others(row, request)}
    if mine and mine in for_others:
        told.append(OWN)
    if any(by_person.get(who) == "give" for who in for_others):
        told.append(KEPT_BACK)
    if "" in for_others and all(row.person_id for row in decided):
        told.append(UNNAMED)
    return told


def _decided(copy: Any, gate: Gate) -> list[Any]:
    """The decisions that stand in the sections of a copy, unopened."""
    there = {row.version_id for row in standing.sections_of(rendition=copy.id, gate=gate)}
    every = standing.passages(rendition=copy.id, gate=gate)
    return [row for row in every if row.version_id in there and row.decision != "ask"]


def _for_others(row: Any, request: Any) -> bool:
    """Whether a passage is taken out for another person's sake alone."""
    codes = row.codes.split()
    on = request.received_on
    return (
        row.decision in GONE
        and bool(codes)
        and all(
            limb in law(code, on).others if (code := law_of(limb, on)) else False for limb in codes
        )
    )
