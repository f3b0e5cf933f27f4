"""What waits for somebody: the one form in which every room says it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a membership should do. Each room's `waits(*, gate)` gives those it knows of.

    The gate is the review's, with the membership already taken: a task is made only of what
    `gate` lets that membership see and do.
    """

    what: str
    """What to do, as a sentence without its full stop: "Sign the review agreement"."""
    href: str
    due: date | None
    """The day until whose end it is in time; None where nothing sets one."""
    plain: str = "Something waits for you"
    """What to do in words that are the same for every case: a calendar outside the portal shows
    them. Never made of anything that the case holds.
    """
