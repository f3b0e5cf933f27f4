"""Whether an answer may leave: everything that other rooms know of it is asked here, and nothing is
opened. Closed where this does not say open.
"""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from portal.answers import boxed, drafts, pack, reasons
from portal.answers.models import GIVEN, InternalReview, ReviewedPassage
from portal.cru import standing as cru
from portal.documents.models import Section
from portal.gate.gate import Gate
from portal.proceedings import disclosure
from portal.redaction import acts as redaction
from portal.redaction import consulting, standing
from portal.redaction.models import Passage, Rendition
from portal.redaction.spans import Span, united, within
from portal.renditions import pictures
from portal.requests import steps
from portal.requests.acts import kinds_of
from portal.requests.material import police_touched, touched
from portal.requests.models import AS_A_WHOLE, Stage
from portal.reviews import acts as reviews

NO_REASON = (
    "Say why all of it is refused: choose a redacted copy, whose passages say it, or decide on the "
    "request as a whole."
)
NO_WITHDRAWAL = "No internal review has withdrawn an exemption."
NOT_LISTED = (
    "Sections of the copy that are not on the list of what the request touches: {}. Put them on "
    "the list first: from it is known whether the request must be referred."
)
UPHELD = (
    "Passages or covered places that the internal review left so, and that the copy shows, or may "
    "show in newer words: {}. This answer gives what was withdrawn and nothing else. Begin a copy "
    "from the first one, or take them out."
)
NOT_BESIDE = (
    "Attachments of the copy whose document is not on the list of what the request touches: {}. "
    "Put it on the list first, or take them out."
)
FROM_POLICE = (
    "Words of the copy are said to come from the police, and no review material of that force is "
    "on the list of what the request touches: {}. Say so there first: it must be referred."
)


def why_not(*, answer: Any, request: Any, gate: Gate) -> list[str]:
    """All that stands in the way of signing and sending it, each a sentence with its next step."""
    told = []
    if answer.after_review and request.stage != Stage.ANSWERED:
        told.append("The first answer has not been sent yet.")
    elif why := cru.cleared(request, after_review=answer.after_review, gate=gate):
        told.append(why)
    told += _decided(answer, request, gate)
    told += _copy(answer, request, gate)
    if answer.outcome in GIVEN and (held := disclosure.publication_held(gate=gate)):
        told.append(f"What is given under the Act is given to everybody. {held}")
    return told


def _decided(answer: Any, request: Any, gate: Gate) -> list[str]:
    """Whether what was decided on the request as a whole, and the outcome, are one."""
    if answer.after_review:
        return []
    whole = set(steps.decisions(request=request, gate=gate))
    if answer.outcome == "neither" and "neither" not in whole:
        return ["Decide first under which exemption you neither confirm nor deny."]
    if answer.outcome != "neither" and "neither" in whole:
        return ["It is decided to neither confirm nor deny. Set that aside, or answer so."]
    if answer.outcome in GIVEN and whole & AS_A_WHOLE.keys():
        return ["The request is refused as a whole by a decision. Set that aside, or refuse it."]
    if answer.outcome == "refused" and not answer.rendition_id and not whole & AS_A_WHOLE.keys():
        return [NO_REASON]
    return []


def _copy(answer: Any, request: Any, gate: Gate) -> list[str]:
    if not answer.rendition_id:
        return ["Choose the redacted copy that is given."] if answer.outcome in GIVEN else []
    copy = of_copy(answer.rendition_id, gate=gate)
    fits = copy is not None and (copy.owner_id, copy.regime) == (answer.owner_id, "foi")
    if not fits or copy.audience != "applicant":
        return ["Choose a redacted copy that your organisation made for this Act."]
    told = redaction.why_not_yet(rendition=copy, gate=gate) + _off_the_list(request, copy, gate)
    gone = reasons.gone(rendition=copy.id, gate=gate)
    if answer.after_review and (many := _upheld(answer, gone, gate)):
        told.append(UPHELD.format(many))
    less = gone or boxed.there(rendition=copy.id, gate=gate)
    if answer.outcome == "part" and not less:
        told.append(drafts.ALL)
    if answer.outcome == "whole" and gone:
        told.append(drafts.LESS)
    if answer.outcome == "refused" and not less:
        told.append("Nothing is taken out of the copy, so it gives no reason for refusing.")
    if without := _without_opinion(gone, gate):
        told.append(f"{without}: the qualified person's reasonable opinion is not recorded.")
    if answer.outcome in GIVEN and not told:
        told += [] if copy.stage in {"signed", "released"} else [pack.UNSIGNED]
    return told


def _off_the_list(request: Any, copy: Any, gate: Gate) -> list[str]:
    """What of a copy stands not on the list of what the request touches, each a sentence: whether
    police review material leaves is reckoned from that list, so that all that leaves is on it.
    """
    rows = touched(request=request, gate=gate)
    listed = {row.section_id or row.document_id for row in rows}
    sections = standing.sections_of(rendition=copy.id, gate=gate)
    at = Section.__table__.c
    query = sa.select(at.id, at.document_id).where(at.id.in_([r.section_id for r in sections]))
    document = {row.id: row.document_id for row in gate.connection.execute(query)}
    off = [
        row.position for row in sections if not {row.section_id, document[row.section_id]} & listed
    ]
    beside = pictures.not_of(documents={r.document_id for r in rows}, copy=copy.id, gate=gate)
    police = _police(copy, gate) - police_touched(request=request, gate=gate)
    named = [reviews.body_name(body=body, gate=gate) for body in sorted(police)]
    return [
        words.format(", ".join(map(str, some)))
        for words, some in ((NOT_LISTED, off), (NOT_BESIDE, beside), (FROM_POLICE, named))
        if some
    ]


def _police(copy: Any, gate: Gate) -> set[str]:
    """The forces from whom somebody said that words of a copy come, whoever's document they stand
    in; and those who were asked about it.
    """
    there = {row.version_id for row in standing.sections_of(rendition=copy.id, gate=gate)}
    rows = standing.passages(rendition=copy.id, gate=gate)
    said = {row.holder_id for row in rows if row.version_id in there and row.holder_id}
    kinds = kinds_of({*said, *consulting.owners(rendition=copy.id, gate=gate)}, gate)
    return {body for body, kind in kinds.items() if kind == "police"}


def _upheld(answer: Any, gone: list[Any], gate: Gate) -> int:
    """How many passages the internal review left taken out that this copy shows, newer words of
    their section included, in which nobody has reviewed them: it gives what was withdrawn alone.
    """
    of, at, was = InternalReview.__table__.c, ReviewedPassage.__table__.c, Passage.__table__.c
    query = (
        sa.select(was.section_id, was.version_id, was.paragraph, was.starts, was.ends)
        .join(ReviewedPassage, at.passage == was.id)
        .join(InternalReview, of.id == at.internal_review_id)
        .where(
            of.request_id == answer.request_id,
            at.replaced_at.is_(None),
            at.finding != "withdrawn",
        )
    )
    sections = standing.sections_of(rendition=answer.rendition_id, gate=gate)
    there = {row.section_id for row in sections}
    spans: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for row in gone:
        spans[row.version_id, row.paragraph].append((row.starts, row.ends))
    return sum(
        row.section_id in there
        and not within((row.starts, row.ends), united(spans[row.version_id, row.paragraph]))
        for row in gate.connection.execute(query)
    )


def withdrawn(*, request: str, gate: Gate) -> bool:
    """Whether an internal review of a request is decided and withdrew an exemption."""
    of, at = InternalReview.__table__.c, ReviewedPassage.__table__.c
    query = sa.select(at.id).join(InternalReview, of.id == at.internal_review_id)
    here = query.where(
        of.request_id == request,
        of.decided_at.is_not(None),
        at.finding == "withdrawn",
        at.replaced_at.is_(None),
    )
    return gate.connection.execute(here).first() is not None


def of_copy(name: str, *, gate: Gate) -> Any:
    of = Rendition.__table__.c
    query = sa.select(Rendition.__table__).where(of.id == name, of.review_id == gate.domain)
    return gate.connection.execute(query).first()


def _without_opinion(gone: list[Any], gate: Gate) -> str:
    """Codes that need an opinion, of passages that name none."""
    table = reasons.known(gate)
    lacking = {
        code
        for row in gone
        for code in row.codes.split()
        if code in table and table[code].needs_opinion and not row.opinion_id
    }
    return ", ".join(sorted(lacking))
