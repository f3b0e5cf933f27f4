"""What a figure is, how two things are measured in turns, and how a process's CPU is read."""

import gc
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the output. `ratio` is what the goal is about."""

    name: str
    ours: float
    reference: float
    ratio: float
    goal: float
    unit: str
    at_least: bool = False
    """Whether the goal is a floor; otherwise it is a ceiling."""

    @property
    def met(self) -> bool:
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def line(self) -> str:
        told = {
            "name": self.name,
            "ours": short(self.ours),
            "reference": short(self.reference),
            "ratio": short(self.ratio),
            "goal": self.goal,
            "unit": self.unit,
            "met": self.met,
        }
        return json.dumps(told)


def short(number: float) -> float:
    """Four digits are more than a shared machine can vouch for."""
    if not number or not math.isfinite(number):
        return number
    return round(number, max(0, 3 - math.floor(math.log10(abs(number)))))


def note(words: str) -> None:
    """For the person who watches; the figures alone go to standard output."""
    print(f"  {words}", file=sys.stderr, flush=True)


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used, all its threads together, to the nanosecond.

    The clock's number is what clock_getcpuclockid(3) gives on Linux.
    """
    return time.clock_gettime((~pid << 3) | 2)


def each(work: Callable[[], object], times: int) -> float:
    """Process CPU seconds of one call, over `times` calls."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times


@dataclass(frozen=True, slots=True)
class Turns:
    """Medians of both sides, and the median of the ratios of each pair of turns."""

    ours: float
    reference: float
    ratio: float
    """Ours divided by the reference's."""


def in_turns(ours: Callable[[], float], reference: Callable[[], float], rounds: int) -> Turns:
    """Each side measures itself once a round; the side that begins alternates."""
    gc.collect()
    mine, theirs = [], []
    for number in range(rounds):
        for side in (ours, reference) if number % 2 else (reference, ours):
            (mine if side is ours else theirs).append(side())
    return paired(mine, theirs)


def paired(ours: Sequence[float], reference: Sequence[float]) -> Turns:
    ratios = [mine / theirs for mine, theirs in zip(ours, reference, strict=True)]
    return Turns(median(ours), median(reference), median(ratios))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def exponent(sizes: Sequence[float], times: Sequence[float]) -> float:
    """The slope of log time by log size: 0 where size does not matter, 1 where time follows it."""
    xs, ys = [math.log(s) for s in sizes], [math.log(t) for t in times]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    across = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    return across / sum((a - x) ** 2 for a in xs)
