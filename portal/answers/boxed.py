"""What is covered on the attachments that go with a redacted copy, as rows of its schedule."""

from portal.answers import reasons
from portal.gate.gate import Gate
from portal.redaction import schedule
from portal.renditions import pictures


def rows(*, rendition: str, gate: Gate, regime: str = "foi") -> list[schedule.Row]:
    """The schedule of all that was taken out: passages first, then each box by its attachment and
    page. Opened and recorded for whoever asks. Raises Refused.
    """
    told = reasons.rows(rendition=rendition, gate=gate, regime=regime)
    known = reasons.known(gate, regime)
    for number, one in _covered(rendition, gate):
        codes = tuple(
            (code, known[code].title, known[code].kind)
            for code in one.codes.split()
            if code in known
        )
        place = f"Attachment {number}", f"Page {one.box.page}"
        said = one.harm, one.interest
        told.append(schedule.Row(len(told) + 1, 0, 0, codes, *said, "", pseudonym=False, box=place))
    return told


def there(*, rendition: str, gate: Gate) -> bool:
    """Whether attachments go along, on which something may be covered. It opens nothing."""
    return bool(pictures.standing_in(rendition=rendition, gate=gate))


def _covered(rendition: str, gate: Gate) -> list[tuple[int, pictures.Covered]]:
    return [
        (row.position, one)
        for row in pictures.standing_in(rendition=rendition, gate=gate)
        for one in sorted(
            pictures.covered_of(picture=row, gate=gate),
            key=lambda told: (told.box.page, told.box.top, told.box.left),
        )
    ]
