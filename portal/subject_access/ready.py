"""Whether an answer may leave: who asks, by what right, and whether the copy is as decided. Closed
where this does not say open, and no word of a copy is opened.
"""

from typing import Any

from portal.answers import boxed, pack, reasons
from portal.answers.models import GIVEN
from portal.answers.ready import of_copy
from portal.gate.gate import Gate
from portal.redaction import acts as redaction
from portal.redaction import standing
from portal.redaction.access_laws import HEALTH_RECORDS, REGIME
from portal.requests.acts import kinds_of
from portal.subject_access import others, steps
from portal.subject_access.acts import law_for, newest
from portal.subject_access.models import UNKNOWN, WITH_AUTHORITY, Stage

NO_IDENTITY = (
    "Nobody has checked who the applicant is. Nothing is sent before that: ask, and record what "
    "you saw."
)
NO_AUTHORITY = (
    "The applicant asks for somebody else, and has not shown by what authority. Ask, and record "
    "what you saw."
)
CHILD = (
    "The child can decide, and does not agree. Answer that the applicant has not shown a right to "
    "it."
)
FAMILY = (
    "A member of the family as such has no right to a dead person's health record (Access to "
    "Health Records Act 1990, section 3(1)(f)). Answer that, and say what road there is."
)
DECIDED = (
    "It is decided that the request is manifestly unfounded or excessive. Set that aside, or "
    "answer so."
)
NOT_DECIDED = "Decide first, with reasons, that the request is manifestly unfounded or excessive."
SILENT_ONLY = (
    "Where the applicant is not to be told that something is withheld, answer that what there is a "
    "right to is given, or neither confirm nor deny. Any other answer tells."
)
LABELS = (
    "Labels in the copy, or boxes on its attachments, would tell that something is withheld. Take "
    "those sections and attachments out of the copy, or tell the applicant."
)
WHY_SILENT = (
    "Say why telling would itself do the harm: it is kept for the Commissioner (section 45(7))."
)


def why_not(*, answer: Any, request: Any, gate: Gate) -> list[str]:
    """All that stands in the way of signing and sending it, each a sentence with its next step."""
    told = [] if request.stage == Stage.OPEN else [steps.NOT_OPEN]
    told += _asker(answer, request, gate)
    told += _outcome(answer, request, gate)
    told += _copy(answer, request, gate)
    return told


def _asker(answer: Any, request: Any, gate: Gate) -> list[str]:
    if answer.outcome in UNKNOWN:
        return []
    if request.asks_as == "family":
        return [FAMILY]
    told = [] if steps.identified(request=request, gate=gate) else [NO_IDENTITY]
    shown = steps.authority(request=request, gate=gate)
    if request.asks_as in WITH_AUTHORITY and not shown:
        told.append(NO_AUTHORITY)
    if shown == "objects":
        told.append(CHILD)
    return told


def _outcome(answer: Any, request: Any, gate: Gate) -> list[str]:
    decided = steps.unfounded(request=request, gate=gate) is not None
    if (answer.outcome == "unfounded") != decided:
        return [DECIDED if decided else NOT_DECIDED]
    silent = answer.silence is not None
    if silent and answer.outcome not in {"whole", "neither"}:
        return [SILENT_ONLY]
    if answer.outcome == "neither":
        if law_for(request=request, gate=gate).code == HEALTH_RECORDS:
            return ["The Access to Health Records Act does not let you neither confirm nor deny."]
        return [] if silent else [WHY_SILENT]
    if answer.outcome == "not_held" and newest("searched", request=request, gate=gate) is None:
        return ["Record where you searched before you answer that nothing is held."]
    return []


def _copy(answer: Any, request: Any, gate: Gate) -> list[str]:
    if answer.outcome not in GIVEN | {"refused"}:
        return []
    mine = {row.id for row in steps.copies_of(request=request, gate=gate)}
    copy = of_copy(answer.rendition_id, gate=gate) if answer.rendition_id in mine else None
    if copy is None or copy.regime != REGIME:
        return ["Choose a redacted copy that was made for this applicant."]
    told = redaction.why_not_yet(rendition=copy, gate=gate)
    told += _holders(request, copy, gate)
    told += others.wrong_limbs(request=request, copy=copy, gate=gate)
    told += others.not_weighed(request=request, copy=copy, gate=gate)
    told += _as_answered(answer, copy, gate)
    if answer.outcome in GIVEN and not told:
        told += [] if copy.stage in {"signed", "released"} else [pack.UNSIGNED]
    return told


def _as_answered(answer: Any, copy: Any, gate: Gate) -> list[str]:
    gone = reasons.gone(rendition=copy.id, gate=gate)
    less = gone or boxed.there(rendition=copy.id, gate=gate)
    if gone and answer.silence is not None:
        return [LABELS]
    if answer.outcome == "part" and not less:
        return ["Nothing is taken out of the copy. Choose that all that was found is given."]
    if answer.outcome == "whole" and gone:
        return ["Something is taken out of the copy. Choose that a part is given."]
    if answer.outcome == "refused" and not less:
        return ["Nothing is taken out of the copy, so it gives no reason for withholding."]
    return []


def _holders(request: Any, copy: Any, gate: Gate) -> list[str]:
    """Of the dead only health records are given by their Act."""
    if request.road != "dead":
        return []
    owners = {row.words_of for row in standing.sections_of(rendition=copy.id, gate=gate)}
    if all(kinds_of(owners, gate).get(owner) == "health" for owner in owners):
        return []
    return [
        (
            "The copy holds words of an organisation that is no health body. Under the Access to "
            "Health Records Act only a health record is given: take those sections out."
        )
    ]
