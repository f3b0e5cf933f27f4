"""The geometry of the timetable's picture: months across, a bar for each clock, days as points.

Plain numbers in the units of the drawing; the template draws them and a table says the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.clocks.reckoning import months_on
from portal.timetable.standing import Clock
from portal.timetable.words import STATES
from portal.web.dates import in_words

WIDTH, LEFT, TOP, ROW, BAR = 900, 10, 34, 46, 14
"""The drawing is WIDTH wide; a row has its words above its bar."""
MOST_MONTHS = 14
"""Lines are drawn for months, or for as many as leave room for their names."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that the picture shows."""

    first: date
    last: date

    def x(self, day: date) -> float:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(LEFT + share * (WIDTH - 2 * LEFT), 1)


def picture(
    told: Sequence[tuple[Clock, str, str]],
    on: date,
    readings: Mapping[str, Sequence[date]] | None = None,
) -> dict[str, object] | None:
    """Of clocks, each with its words and its state, on a day; None where none has begun.

    By a clock's code, `readings` are the last days by other readings of its source.
    """
    readings = readings or {}
    drawn = [(clock, words, state) for clock, words, state in told if clock.begun]
    if not drawn:
        return None
    days = [on]
    for clock, _, _ in drawn:
        days += [day for day in (clock.begun, clock.due, clock.ended) if day]
        days += _read_otherwise(clock, readings)
    span = Span(min(days).replace(day=1), months_on(max(days).replace(day=1), 1))
    return {
        "width": WIDTH,
        "height": TOP + ROW * len(drawn) + 8,
        "top": TOP,
        "today": span.x(on),
        "months": _months(span),
        "bars": [
            {
                **_bar(clock, state, span, on, TOP + ROW * number),
                "words": words,
                "told": _told(clock, words, state),
                "readings": [span.x(day) for day in _read_otherwise(clock, readings)],
            }
            for number, (clock, words, state) in enumerate(drawn)
        ],
    }


def _read_otherwise(clock: Clock, readings: Mapping[str, Sequence[date]]) -> Sequence[date]:
    return readings.get(clock.rule.code, ()) if clock.rule else ()


def _told(clock: Clock, words: str, state: str) -> str:
    """A bar in words, for those who do not see it."""
    said = f"{words}: {STATES[state][0].lower()}"
    if clock.begun:
        said += f", from {in_words(clock.begun)}"
    if clock.due:
        said += f", last day {in_words(clock.due)}"
    return f"{said}, done {in_words(clock.ended)}" if clock.ended else said


def _months(span: Span) -> list[dict[str, object]]:
    count = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month
    step = -(-count // MOST_MONTHS)
    firsts = [months_on(span.first, n) for n in range(0, count, step)]
    years = [day.year for day in firsts]
    return [
        {"x": span.x(day), "name": f"{day:%b}", "year": "" if day.year == before else str(day.year)}
        for day, before in zip(firsts, [0, *years], strict=False)
    ]


def _bar(clock: Clock, state: str, span: Span, on: date, y: int) -> dict[str, object]:
    begun = clock.begun or on
    stop = clock.ended or on
    due = clock.due or stop
    x, end = span.x(begun), span.x(due)
    text_left = x < WIDTH * 0.6
    stood = [
        (span.x(max(one.since, begun)), span.x(min(one.until or stop, due)))
        for one in clock.pauses
        if one.since < due and (one.until or stop) > begun
    ]
    return {
        "state": state,
        "text_x": x if text_left else end,
        "anchor": "start" if text_left else "end",
        "text_y": y + 16,
        "y": y + 22,
        "x": x,
        "width": max(round(end - x, 1), 3),
        "bar": BAR,
        "over": round(max(span.x(stop) - end, 0), 1) if state in {"late", "was_late"} else 0,
        "over_x": end,
        "pauses": [{"x": a, "width": round(b - a, 1)} for a, b in stood if b > a],
        "ended": span.x(clock.ended) if clock.ended else None,
        "middle": y + 22 + BAR / 2,
    }
