"""Interim letters that write themselves. None names a review: that there is one may itself be what
is asked, so a letter speaks of the request alone.
"""

from collections.abc import Iterable
from datetime import date

from portal.web.dates import in_words

ACT = "the Freedom of Information Act 2000"


def _letter(reference: str, *paragraphs: str, more: str = "") -> str:
    told = [f"Your request {reference}", *paragraphs, *([more] if more else [])]
    return "\n\n".join(told)


def holding(reference: str, received: date, due: date | None, more: str) -> str:
    """That it came, and by when it is answered."""
    until = f" We will answer it promptly, and by {in_words(due)} at the latest." if due else ""
    return _letter(
        reference,
        f"Your request reached us on {in_words(received)}. We deal with it under {ACT}.{until}",
        more=more,
    )


def clarification(reference: str, received: date, question: str) -> str:
    """What the authority needs to know before it can look (section 1(3))."""
    return _letter(
        reference,
        f"Your request reached us on {in_words(received)}. To find what you ask for we need to "
        f"know more. Section 1(3) of {ACT} lets us ask you:",
        question,
        "The time for our answer begins when you have told us. We are glad to help you put your "
        "request, as section 16 of the Act says.",
    )


def extension(
    reference: str, exemption: str, until: date, why: str, complain: Iterable[str] = ()
) -> str:
    """More time to weigh the public interest (sections 10(3) and 17(2))."""
    return _letter(
        reference,
        f"We think that this exemption of {ACT} may apply to what you ask for: {exemption}. Where "
        "it does we must weigh whether the public interest is better served by keeping the "
        "exemption or by disclosing.",
        f"We need more time for that, and expect to decide by {in_words(until)}. We will write "
        "sooner if we can.",
        why,
        *complain,
    )


def redirect(reference: str, holder: str, why: str) -> str:
    """Who holds it, and the offer to send the request on (section 16)."""
    return _letter(
        reference,
        f"We think that what you ask for, if anybody has it, would be held by {holder}. You can "
        "ask there yourself. If you agree we send your request on, with your name and address, "
        "and the time for the answer begins on the day on which it arrives there.",
        why,
    )
