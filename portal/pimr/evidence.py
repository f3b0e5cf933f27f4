"""The evidence for the decision as one file: what every stage said, both answers, every step."""

from typing import Any

from portal.pimr import acts, drawn, filling, words
from portal.pimr.sheets import STAGES, stage_of
from portal.reviews import acts as reviews
from portal.web.dates import day_and_time
from portal.web.page import Ask


def bundle(ask: Ask, review: Any) -> bytes:
    """Plain text that any office opens; its first and last lines carry the marking."""
    said, agencies = drawn.answers(ask), drawn.agency_names(ask)
    told = [review.marking, "", f"Evidence for the decision: {review.code_name}",
            f"Taken from the portal on {day_and_time(ask.now)}", ""]  # fmt: skip
    for sheet in STAGES:
        told += [stage_of(sheet, ask.thing.opened_on).title, ""]
        for row in drawn.rows(ask, sheet, said, agencies):
            told += [f"  {row['label']}", *(f"    {_in(line)}" for line in row["lines"] or ["-"])]
        told.append("")
    told += ["Does this case require further scrutiny?", ""]
    for one in words.side_by_side(said):
        told += [f"  {one['whose']}: {one['answer']}", f"    {_in(one['why'] or '-')}"]
    told += [filling.apart(said.get("stage_3", {}), said.get("stage_4", {})), "", "Steps", ""]
    found = acts.steps(gate=ask.gate)
    names = reviews.called(gate=ask.gate, person_ids={row.person_id for row in found}, agency=True)
    for row in found:
        step = words.step(row, names[row.person_id])
        told.append(f"  {step['when']}  {step['title']}, {step['by']}. {step['text']}".rstrip())
    return "\r\n".join([*told, "", review.marking, ""]).encode()


def _in(text: str) -> str:
    """A text of several lines, set in under its label."""
    return text.replace("\n", "\r\n    ")
