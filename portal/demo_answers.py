"""What the demonstration's people do with answers under the Freedom of Information Act."""

from collections.abc import Callable

import sqlalchemy as sa

from portal.answers import acts, log, pack, reviewing
from portal.answers.models import FoiAnswer
from portal.demo_steps import Story, Told
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.redaction.models import Rendition
from portal.requests import material
from portal.requests.models import InformationRequest
from portal.web.dates import today


def _request(story: Story, name: str, gate: Gate) -> InformationRequest:
    found: InformationRequest = gate.find(InformationRequest, story.requests[name], Act.KEEP_FOI)
    return found


def _answer(story: Story, name: str, gate: Gate, act: Act = Act.KEEP_FOI) -> FoiAnswer:
    found: FoiAnswer = gate.find(FoiAnswer, story.requests[f"{name} answered"], act)
    return found


def touch_papers(story: Story, step: Told, gate: Gate) -> None:
    """Papers that are not in the portal."""
    row = _request(story, step["name"], gate)
    material.touch(request=row, held="own", note=step["note"], gate=gate)


def begin_answer(story: Story, step: Told, gate: Gate) -> None:
    """With the newest redacted copy, where it gives one."""
    row = _request(story, step["name"], gate)
    copy = ""
    if step["outcome"] == "part":
        of = Rendition
        query = sa.select(of.id).where(of.owner_id == row.owner_id, of.regime == "foi")
        copy = gate.session.execute(query.order_by(of.id.desc()).limit(1)).scalar_one()
    given = {"outcome": step["outcome"], "copy": copy, "advice": step.get("advice", "")}
    made = acts.begin(request=row, **given, gate=gate)
    story.requests[f"{step['name']} answered"] = made.id


def put_answer_forward(story: Story, step: Told, gate: Gate) -> None:
    acts.put_forward(answer=_answer(story, step["name"], gate), gate=gate)


def sign_answer(story: Story, step: Told, gate: Gate) -> None:
    row = _answer(story, step["name"], gate, Act.SIGN_FOI)
    acts.sign(answer=row, as_seen=pack.as_seen(answer=row, gate=gate), gate=gate)


def record_answer_sent(story: Story, step: Told, gate: Gate) -> None:
    """And put into the disclosure log."""
    row = _answer(story, step["name"], gate)
    on = today(gate.now)
    acts.record_sent(answer=row, on=on, channel=step["channel"], gate=gate)
    log.enter(answer=row, words=step["log"], gate=gate)


def ask_internal_review(story: Story, step: Told, gate: Gate) -> None:
    row = _request(story, step["name"], gate)
    reviewing.ask(request=row, on=today(gate.now), words=step["words"], gate=gate)


ANSWERS: dict[str, Callable[[Story, Told, Gate], None]] = {
    each.__name__: each
    for each in (
        touch_papers, begin_answer, put_answer_forward, sign_answer, record_answer_sent,
        ask_internal_review,
    )
}  # fmt: skip
