"""What leaves: the signed copy to the byte, with the letter and the schedule, as one parcel whose
names hold nothing of anybody; and the log of what was answered, without who asked.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portal.answers import pack
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction.models import GONE, Passage
from portal.subject_access import acts, answering, ready
from portal.subject_access.models import OUTCOMES, ROADS, AccessAnswer

HEADS = ["Request", "Under", "Received", "Answered", "Outcome", "Limbs", "Days late", "Extended"]


def parcel(*, answer: Any, marking: str, handling: str, gate: Gate) -> bytes:
    """The pack of a signed answer. Raises Absent; Refused for what is not as it was signed, for
    what may not leave any more, and where the proof finds anything.
    """
    request = answering.of(answer, gate)
    waits = ready.why_not(answer=answer, request=request, gate=gate)
    if answer.digest is not None and answer.stage != "sent" and waits:
        raise Refused(waits[0])
    return pack.parcel(
        answer=answer, marking=marking, handling=handling, reference=request.reference,
        act=Act.READ_SAR, model=AccessAnswer, gate=gate,
    )  # fmt: skip


def log(*, gate: Gate) -> list[list[str]]:
    """Each answer that was sent, newest first: codes, days and numbers. It opens nothing."""
    known = {row.id: row for row in acts.requests(gate=gate)}
    sent = [row for row in answering.every(gate=gate) if row.stage == "sent"]
    steps = acts.moves(gate=gate, requests=[row.request_id for row in sent]) if sent else {}
    limbs = _limbs([row.rendition_id for row in sent if row.rendition_id], gate)
    return [
        [
            known[row.request_id].reference,
            ROADS[known[row.request_id].road].partition(":")[0],
            known[row.request_id].received_on.isoformat(),
            row.sent_on.isoformat(),
            OUTCOMES[row.outcome],
            ", ".join(limbs.get(row.rendition_id, ())) or "None",
            str(row.days_late),
            "Yes" if any(m.what == "extended" for m in steps[row.request_id]) else "No",
        ]
        for row in sent
    ]


def _limbs(copies: Iterable[str], gate: Gate) -> dict[str, list[str]]:
    """By copy the limbs by which something stands taken out, each once."""
    of = Passage.__table__.c
    query = sa.select(of.rendition_id, of.codes).where(
        of.rendition_id.in_(list(copies)), of.superseded_at.is_(None), of.decision.in_(GONE)
    )
    told: dict[str, dict[str, None]] = defaultdict(dict)
    for row in gate.connection.execute(query.distinct().order_by(of.codes)):
        told[row.rendition_id] |= dict.fromkeys(row.codes.split())
    return {name: list(codes) for name, codes in told.items()}
