"""Referring a request to the NPCC Central Referral Unit (CRU), and what is kept of a referral.

Only a force refers. Whoever else is asked for police review material consults the force
(consulting.py). Nothing is changed: what was wrong is corrected by another row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.cru.models import (
    CHANNELS,
    ENTRIES,
    Consultation,
    CruEntry,
    CruReferral,
)
from portal.cru.naming import agreed_fields
from portal.cru.pack import REFERRAL, Applicant, Facts, NotBlind, blind_words, gathered, text_of
from portal.cru.topics import on_day
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.requests import acts as requests
from portal.requests.acts import checked
from portal.requests.models import InformationRequest, Stage
from portal.timetable.acts import not_to_come

NO_FORCE = (
    "Only a police force refers to the NPCC Central Referral Unit (CRU). Consult the force whose "
    "review material the request touches: it refers."
)
NOT_OPEN = "This request is not being worked on. Go back to it and see how it stands."
CORRECTED = "This was corrected already. Correct the newer entry instead."


@dataclass(frozen=True, slots=True)
class OfAThing:
    """To what an entry belongs, and in whose record it stands."""

    id: str
    owner_id: str


def refer(*, request: InformationRequest, topic: str, why: str, gate: Gate) -> CruReferral:
    """A referral of the force's own request, with its pack; it is sent by no machine.

    Raises Absent; Refused for who is no force, for a request that is not open, and for a pack in
    which something of the applicant survives.
    """
    checked(request, gate)
    if requests.kinds_of([request.owner_id], gate).get(request.owner_id) != "police":
        raise Refused(NO_FORCE)
    if request.stage not in {Stage.OPEN, Stage.CLARIFYING}:
        raise Refused(NOT_OPEN)
    told = requests.words_of(request=request, gate=gate)
    who = Applicant(told["applicant"], told["address"])
    holds = {"name": told["applicant"], "address": told["address"]}
    named = [(what, holds[what]) for what in agreed_fields(request=request, gate=gate)]
    facts = gathered(request=request, topic=topic, gate=gate)
    try:
        words = blind_words(told["words"], who)
        pack = text_of(facts, words, why, who, named=named)
    except NotBlind as wrong:
        raise Refused(str(wrong)) from None
    return _made(request.owner_id, topic, why, pack, gate, request_id=request.id, named=bool(named))


def refer_consulted(*, consultation: Consultation, topic: str, why: str, gate: Gate) -> CruReferral:
    """A referral of what the force was consulted about; who asked it knows no more than that.

    Raises Absent, Refused.
    """
    checked(consultation, gate)
    told = gate.open(consultation, "told", act=Act.READ_FOI, model=Consultation)["told"]
    pack = text_of(Facts(REFERRAL), told, why, Applicant())
    of = {"consultation_id": consultation.id, "named": False}
    return _made(consultation.owner_id, topic, why, pack, gate, **of)


def _made(owner: str, topic: str, why: str, pack: str, gate: Gate, **of: Any) -> CruReferral:
    if topic not in on_day(today(gate.now)):
        raise Refused("Choose why it is referred.")
    name, which = next((k, v) for k, v in of.items() if k.endswith("_id"))
    here = sa.select(sa.func.count()).where(getattr(CruReferral, name) == which)
    made = CruReferral(
        id=new_id(),
        review_id=gate.domain,
        owner_id=owner,
        row_version=1,
        number=gate.session.execute(here).scalar_one() + 1,
        topic=topic,
        made_by=gate.actor.member,
        made_at=gate.now,
        **of,
    )
    gate.seal(made, words=why, pack=pack)
    gate.session.add(made)
    gate.session.flush()
    return made


# What happened to it


def enter(*, referral: CruReferral, what: str, on: date, gate: Gate, channel: str = "",
          words: str = "") -> CruEntry:  # fmt: skip
    """That it was sent, that receipt was confirmed, that it was chased, that advice came.

    Raises Absent; Refused for what cannot follow on what is there.
    """
    checked(referral, gate)
    there = {row.what for row in standing(of=[referral.id], gate=gate)}
    if what not in ENTRIES or what == "without":
        raise Refused("Choose what happened.")
    if what == "sent" and (channel not in CHANNELS or "sent" in there):
        raise Refused("Choose the channel. A referral is sent once: refer again, or correct it.")
    if what != "sent" and "sent" not in there:
        raise Refused("First record when the referral was sent.")
    if what in {"received", "advice"} and what in there:
        raise Refused("That is recorded already. Correct it where it was wrong.")
    _day(on, referral, what, gate)
    return add_entry(referral, what, on, gate, words=words, channel=channel or None)


def go_on(*, referral: CruReferral, why: str, gate: Gate) -> CruEntry:
    """The senior office goes on without advice: the unit was asked again, and time runs.

    Raises Absent; Refused before it was chased, or where the advice has come.
    """
    checked(referral, gate, Act.PROCEED_FOI)
    there = {row.what for row in standing(of=[referral.id], gate=gate)}
    if not {"sent", "chased"} <= there:
        raise Refused("First the unit is asked again, and that is recorded.")
    if there & {"advice", "without"}:
        raise Refused("Nothing is waited for any more.")
    return add_entry(referral, "without", today(gate.now), gate, words=why)


def _day(on: date, referral: Any, what: str, gate: Gate) -> None:
    not_to_come(on, gate)
    sent = [r.happened_on for r in standing(of=[referral.id], gate=gate) if r.what == "sent"]
    if what != "sent" and sent and on < sent[0]:
        raise Refused("The day must not be before the referral was sent.")


def add_entry(
    thing: Any, what: str, on: date, gate: Gate, *, words: str = "", of: str = "referral_id",
    **more: Any,
) -> CruEntry:  # fmt: skip
    """Another entry, in the record of whoever's `thing` it is. The caller has decided on it."""
    made = CruEntry(
        id=new_id(),
        review_id=gate.domain,
        owner_id=thing.owner_id,
        row_version=1,
        what=what,
        happened_on=on,
        made_by=gate.actor.member,
        made_at=gate.now,
        **{of: thing.id, "struck": False, **more},
    )
    if words:
        gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    return made


def correct(*, entry: CruEntry, on: date, struck: bool, channel: str, words: str,
            gate: Gate) -> CruEntry:  # fmt: skip
    """Another entry in the place of one that was wrong; both are shown. `struck`: it never was.

    Raises Absent; Refused where it was corrected before, and for a day that cannot be.
    """
    checked(entry, gate, Act.PROCEED_FOI if entry.what == "without" else Act.KEEP_FOI)
    if has_correction(CruEntry, entry.id, gate):
        raise Refused(CORRECTED)
    if entry.what == "sent" and not struck and channel not in CHANNELS:
        raise Refused("Choose the channel.")
    not_to_come(on, gate)
    of = "referral_id" if entry.referral_id else "consultation_id"
    thing = OfAThing(getattr(entry, of), entry.owner_id)
    more = {"corrects_id": entry.id, "struck": struck}
    kept = channel if entry.what == "sent" and channel in CHANNELS else None
    return add_entry(thing, entry.what, on, gate, words=words, of=of, channel=kept, **more)


def has_correction(model: Any, name: str, gate: Gate) -> bool:
    here = sa.select(sa.func.count()).where(model.corrects_id == name)
    return bool(gate.session.execute(here).scalar_one())


# What there is


def referrals(*, gate: Gate, requests: Iterable[str] = (), consultations: Iterable[str] = ()
              ) -> list[Any]:  # fmt: skip
    """Referrals of some requests or consultations, oldest first, unopened."""
    of = CruReferral.__table__.c
    wanted = sa.or_(of.request_id.in_(list(requests)), of.consultation_id.in_(list(consultations)))
    query = sa.select(CruReferral.__table__).where(of.review_id == gate.domain, wanted)
    return plain_rows(gate.connection.execute(query.order_by(of.id)))


def mine(*, gate: Gate) -> list[Any]:
    """Every referral of the body for which the actor reads them, newest first, unopened."""
    of = CruReferral.__table__.c
    query = sa.select(CruReferral.__table__)
    here = query.where(of.review_id == gate.domain, of.owner_id.in_(gate.owners_for(Act.READ_FOI)))
    return plain_rows(gate.connection.execute(here.order_by(of.id.desc())))


def entries(*, of: Iterable[str], gate: Gate) -> list[Any]:
    """All that was entered for referrals or consultations, corrections too, in order."""
    table, ids = CruEntry.__table__, list(of)
    named = sa.or_(table.c.referral_id.in_(ids), table.c.consultation_id.in_(ids))
    return plain_rows(gate.connection.execute(sa.select(table).where(named).order_by(table.c.id)))


def effective(rows: Iterable[Any]) -> list[Any]:
    """Those that nothing corrects and that strike nothing out: what holds now."""
    rows = list(rows)
    gone = {row.corrects_id for row in rows}
    return [row for row in rows if row.id not in gone and not row.struck]


def standing(*, of: Iterable[str], gate: Gate) -> list[Any]:
    return effective(entries(of=of, gate=gate))
