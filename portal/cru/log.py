"""The log of referrals, for the force and for inspection: codes, days and counts, no applicant."""

from typing import Any

import sqlalchemy as sa

from portal.cru import acts, advising
from portal.cru.models import CHANNELS, STANDS
from portal.cru.topics import Topic, topics
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.requests.models import InformationRequest

HEADS = [
    "Request", "Referral", "Why", "Mandatory", "Made on", "Sent on", "Channel", "Receipt",
    "Asked again", "Advice", "Advised", "Decided", "Departs", "Gone on without", "Applicant named",
    "Corrections",
]  # fmt: skip


def topic_of(code: str) -> Topic:
    """The row of a topic, of whatever day: a referral keeps the one that it was made under."""
    return next(one for one in topics() if one.code == code)


def rows(*, gate: Gate) -> list[list[str]]:
    """A row for each referral of the body, newest first; and one entry that it was looked at."""
    made = acts.mine(gate=gate)
    ids = [row.id for row in made]
    entries, said = acts.entries(of=ids, gate=gate), advising.positions(of=ids, gate=gate)
    named = _references(made, gate)
    for owner in sorted({row.owner_id for row in made}):
        gate.record(Act.READ_FOI, owner, {"cru:log": [r.id for r in made if r.owner_id == owner]})
    return [
        _row(
            row,
            named.get(row.request_id, f"Consultation {str(row.consultation_id)[-6:].upper()}"),
            [one for one in entries if one.referral_id == row.id],
            [one for one in said if one.referral_id == row.id],
        )
        for row in made
    ]


def _references(made: list[Any], gate: Gate) -> dict[str, str]:
    of = InformationRequest.__table__.c
    ids = [row.request_id for row in made if row.request_id]
    query = sa.select(of.id, of.reference).where(of.id.in_(ids))
    return {row.id: row.reference for row in gate.connection.execute(query)}


def _row(row: Any, reference: str, entries: list[Any], said: list[Any]) -> list[str]:
    stands = {one.what: one for one in acts.effective(entries)}
    chased = sum(one.what == "chased" for one in acts.effective(entries))
    holds = acts.effective(said)
    advised, decided = (
        {one.section: one.stand for one in holds if one.side == side}
        for side in ("advice", "decision")
    )
    departs = [section for section, stand in decided.items() if advised.get(section) != stand]
    topic, sent = topic_of(row.topic), stands.get("sent")
    corrections = sum(one.corrects_id is not None for one in (*entries, *said))
    return [
        reference,
        str(row.number),
        topic.topic,
        f"{'Yes' if topic.mandatory else 'No'} ({topic.status})",
        f"{row.made_at:%Y-%m-%d}",
        _on(sent),
        CHANNELS.get(sent.channel, "") if sent else "",
        _on(stands.get("received")),
        str(chased),
        _on(stands.get("advice")),
        _said(advised),
        _said(decided),
        "; ".join(departs),
        _on(stands.get("without")),
        "Yes" if row.named else "No",
        str(corrections),
    ]


def _on(entry: Any) -> str:
    return entry.happened_on.isoformat() if entry is not None else ""


def _said(stands: dict[str, str]) -> str:
    return "; ".join(f"{section}: {STANDS[stand].lower()}" for section, stand in stands.items())
