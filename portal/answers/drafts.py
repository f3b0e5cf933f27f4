"""The texts of an answer as they write themselves from what is decided now."""

from typing import Any

from portal.answers import boxed, notices, reasons
from portal.answers.models import REFUSES
from portal.clocks.rules import today
from portal.gate.gate import Gate, Refused

LESS = "Something is taken out of the copy. Choose that it is given in part."
ALL = "Nothing is taken out of the copy. Choose that it is given whole."
HOLDER = (
    "Which authority holds it stands in the letter alone, and would be lost. Give this answer up, "
    "and begin it again."
)


def texts(answer: Any, request: Any, holder: str, advice: str, gate: Gate) -> dict[str, str]:
    """By field: the letter, and the notice and the schedule where there are any. Raises Refused."""
    facts = notices.Facts(
        request.reference, request.received_on, today(gate.now), answer.outcome, holder, advice
    )
    told = {"letter": notices.letter(facts)}
    rows = boxed.rows(rendition=answer.rendition_id, gate=gate) if answer.rendition_id else []
    if rows and answer.outcome == "whole":
        raise Refused(LESS)
    if answer.outcome == "part" and not rows:
        raise Refused(ALL)
    if rows:
        told["schedule"] = reasons.dump(rows)
    if answer.outcome in REFUSES:
        found = reasons.of_rows(rows, gate)
        whole = [] if answer.after_review else reasons.of_request(request=request, gate=gate)
        told["notice"] = notices.notice(facts, [*whole, *found])
    return told
