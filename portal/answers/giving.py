"""The pages by which a pack is taken away, and another copy begun from a first one."""

from typing import Any

from portal.answers import again, pack, ready, reviewing
from portal.answers.models import FoiAnswer, InternalReview, ReviewedPassage
from portal.answers.working import OF_REQUEST, copies_of
from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.proceedings.words import field
from portal.requests import acts as requests
from portal.requests.drawn import Step, routes_of
from portal.requests.forms import asking
from portal.requests.models import InformationRequest
from portal.reviews.words import framed
from portal.web.page import Ask, Deed, Download, Page, do, download

PACK = "/reviews/{review}/answers/{foi_answer}/pack"
REVIEW_COPY = "/reviews/{review}/internal-reviews/{internal_review}/copy"


@download(PACK, act=Act.READ_FOI, thing=FoiAnswer)
def taken(ask: Ask) -> Download:
    framed(ask)
    rows = requests.requests(gate=ask.gate)
    request = next(r for r in rows if r.id == ask.thing.request_id)
    waits = ready.why_not(answer=ask.thing, request=request, gate=ask.gate)
    if ask.thing.stage != "sent" and waits:
        raise Refused(waits[0])
    given = {"marking": ask.marking, "handling": ask.handling, "reference": request.reference}
    return Download(pack.parcel(answer=ask.thing, **given, gate=ask.gate), "answer.zip")


def _made(ask: Ask, rendition: Any) -> str:
    return f"/reviews/{ask.gate.domain}/redaction/{rendition.id}"


def _begin(ask: Ask) -> str:
    given = {"first": ask.form.which, "title": f"For request {ask.thing.reference}"}
    return _made(ask, do("which", again.start, **given, gate=ask.gate))


def _begin_reviewed(ask: Ask) -> str:
    row, gate = ask.thing, ask.gate
    first = reviewing.sent(request=row.request_id, gate=gate)
    found = reviewing.findings(review=row, gate=gate)
    varied = [one for one in found.values() if one.finding == "varied"]
    said = gate.open_many(ReviewedPassage, varied, "words", act=Act.READ_FOI) if varied else []
    given = {
        "first": first.rendition_id,
        "title": "After the internal review",
        "given": reviewing.withdrawn(review=row, gate=gate),
        "varied": {one.passage: (one.codes, why) for one, why in said},
    }
    return _made(ask, do("", again.start, **given, gate=gate))


def _nothing_withdrawn(ask: Ask) -> str:
    row, gate = ask.thing, ask.gate
    first = reviewing.sent(request=row.request_id, gate=gate)
    if row.decided_at is None or first is None or not first.rendition_id:
        return "Nothing is to be given by this internal review."
    if not reviewing.withdrawn(review=row, gate=gate):
        return "No exemption was withdrawn, so there is nothing more to give."
    return ""


STEPS: list[Step] = [
    Step(
        f"{OF_REQUEST}/copy", Act.KEEP_FOI, InformationRequest,
        "Start a copy from one that there is",
        "The new copy has the same sections and the same decisions, which become yours. Before it "
        "is signed you see where it differs from the other copies.", "Start it", _begin,
        lambda ask: f"/reviews/{ask.gate.domain}/foi/{ask.thing.id}/answer",
        lambda ask: [field("select", "which", "From which copy?", "", copies_of(ask))],
        asking(which="Choose a copy."),
        lambda ask: "" if copies_of(ask) else "There is no copy under the Act yet.",
    ),
    Step(
        REVIEW_COPY, Act.KEEP_FOI, InternalReview, "Start the copy that gives what was withdrawn",
        "It has the decisions of the first copy. What was withdrawn is kept, and what was varied "
        "has its other exemption.", "Start it", _begin_reviewed,
        lambda ask: f"/reviews/{ask.gate.domain}/internal-reviews/{ask.thing.id}",
        why_not=_nothing_withdrawn,
    ),
]  # fmt: skip
ROUTES: list[Page | Deed] = [taken, *[route for step in STEPS for route in routes_of(step)]]
