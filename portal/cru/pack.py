"""The text that goes to the NPCC Central Referral Unit (CRU), or to a force that is consulted:
blind to the applicant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.clocks.rules import today
from portal.cru.blind import GONE, Strings, strings_of, survives, survives_whole, taken_out
from portal.cru.models import FIELDS
from portal.cru.topics import on_day
from portal.gate.gate import Gate
from portal.persons.identifiers import identifiers
from portal.persons.known import Known
from portal.persons.matching import Matcher
from portal.requests.acts import due_of
from portal.requests.material import forces, touched
from portal.reviews import acts as reviews
from portal.reviews.kinds import kinds
from portal.reviews.titles import called
from portal.timetable.acts import kind_of
from portal.web.dates import in_words

REFERRAL = (
    "Referral to the NPCC Central Referral Unit (CRU) of a request under the Freedom of "
    "Information Act 2000"
)
CONSULTATION = (
    "Consultation of a police force about a request under the Freedom of Information Act 2000"
)
NAMED_STILL = (
    "What you have written says who the applicant is. Take the name, the address and every part "
    "of them out, then try again."
)


CONTACTS = frozenset(
    {"email", "phone", "web", "handle", "address", "postcode", "nhs_number", "nino"}
    | {"date_of_birth"}
)
"""Kinds of identifiers that may say who asked although she gave them nowhere but in her words."""


class NotBlind(ValueError):
    """Something of the applicant is still in the text; the message is a sentence to show."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a pack says that nobody has typed."""

    heading: str
    public: tuple[str, ...] = ()
    """Lines with names of public bodies, which may be those of an applicant's own town."""
    plain: tuple[str, ...] = ()


def gathered(*, request: Any, topic: str, gate: Gate) -> Facts:
    """What is said of a request in a pack: days, kinds, and whose material, with no title."""
    due = due_of(request=request, gate=gate)
    plain = [
        f"Reference: {request.reference}",
        f"Received: {in_words(request.received_on)}",
        f"To be answered by: {in_words(due) if due else 'the applicant has to clarify it first'}",
        f"Kind of review: {kinds()[kind_of(gate)].title}",
    ]
    if topic:
        found = on_day(today(gate.now)).get(topic)
        plain.append(f"Why it is referred: {found.topic if found else topic}")
    heading = REFERRAL if topic else CONSULTATION
    by = reviews.body_name(body=request.owner_id, gate=gate)
    return Facts(heading, (f"From: {by}", *_material(request, gate)), tuple(plain))


def _material(request: Any, gate: Gate) -> list[str]:
    """The police review material that it touches, each document once."""
    rows, named = touched(request=request, gate=gate), called(gate=gate)
    police, whose = forces(rows=rows, request=request, gate=gate), reviews.owners(gate=gate)
    told = {
        f"It touches: {named.get(row.kind, 'papers that are kept elsewhere')}, of "
        f"{' and '.join(sorted(whose.get(body, 'a force') for body in police[row.id]))}"
        for row in rows
        if police[row.id]
    }
    return sorted(told)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whom the text must not tell of; nobody's, where a force refers what it was consulted on."""

    name: str = ""
    address: str = ""

    @property
    def strings(self) -> Strings:
        return strings_of(self.name, self.address)

    def mentioned(self, text: str) -> list[tuple[int, int]]:
        """Where the register of people's own search finds the name: initials and short forms too,
        by other code than that which takes the applicant out.
        """
        if not self.name:
            return []
        found = Matcher([Known("applicant", (self.name,))]).find([text])
        return [(one.start, one.end) for one in found]

    def said_in(self, text: str) -> bool:
        rest = text.replace(GONE, " ")
        return survives(text, self.strings) or bool(self.mentioned(rest))


def blind_words(words: str, who: Applicant) -> str:
    """The request's words without the applicant, and without whatever leads to anybody: a second
    address or number may be hers. Raises NotBlind where something is left.
    """
    leads = [(one.start, one.end) for one in identifiers([words]) if one.kind in CONTACTS]
    left = taken_out(words, who.strings, [*who.mentioned(words), *leads])
    if who.said_in(left):
        raise NotBlind("The applicant cannot be taken out of the request's words. Shorten them.")
    return left


def text_of(
    facts: Facts, words: str, why: str, who: Applicant, *, named: Iterable[tuple[str, str]] = ()
) -> str:
    """The whole pack. `words` are blind already; `named` are fields with what they hold.

    All but those fields and the names of public bodies is searched for every string of the
    applicant before they are added. Raises NotBlind where one survives.
    """
    plain = "\n".join(facts.plain)
    if who.said_in(f"{words}\n{why}") or survives_whole(plain, who.strings):
        raise NotBlind(NAMED_STILL)
    said = [facts.heading, *facts.public, *facts.plain, "", words, "", f"Reasons: {why}"]
    more = [f"{FIELDS[what]}: {held}" for what, held in named]
    return "\n".join([*said, "", "With a policing purpose on record:", *more] if more else said)
