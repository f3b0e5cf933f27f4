"""The same person in another review, at the same moment: what she may do there is asked there."""

from dataclasses import replace

from portal.gate.gate import WHOLE, Gate
from portal.gate.index import Shape
from portal.gate.policy import Act
from portal.web.page import Ask


def seated(
    ask: Ask, review: str, act: Act = Act.READ_REVIEW, *, same_body: bool = False,
    shape: Shape = WHOLE,
) -> Gate | None:  # fmt: skip
    """The gate of another review, in the first of her memberships there that may do this to a thing
    of that shape; or None.

    With `same_body` only in one for the body for which she acts here. What it opens and refuses is
    recorded there, with what is recorded here: by one commit, or before the answer is sent.
    """
    there = ask.vault.beside(ask.gate, ask.token, review)
    if there is None or there.domain != review or there.shredded:
        return None
    there.actor = replace(ask.gate.actor, member="")
    for seat in there.seats:
        there.actor = replace(ask.gate.actor, member=seat)
        fits = not same_body or there.body == ask.gate.body
        if fits and there.may(Act.READ_REVIEW).allowed and there.may(act, None, shape).allowed:
            return there
    return None
