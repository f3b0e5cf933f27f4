"""What an owner that is asked about a copy for subject access is told of the applicant: never how
she is reached; and who asks, for whom or in which words only for a purpose, which stays on record.

Here the applicant is known and checked, so that an owner may have to know her to say what of its
words is hers. A request under the Freedom of Information Act names her to nobody (cru/blind.py).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.cru.blind import Strings, fold, found, squeezed, strings_of, taken_out
from portal.cru.pack import Applicant
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.persons.identifiers import identifiers
from portal.reviews import acts as reviews
from portal.subject_access.acts import checked, requests, words_of
from portal.subject_access.models import AccessMove, AccessRequest, OwnerTold

CONTACTS = frozenset({"email", "phone", "address", "postcode"})
"""Kinds of identifiers by which somebody is reached, whoever's they are."""
RUN = 5
"""Words of the request one after another that show whose it is."""
NO_CONTACT = (
    "An address, an email address or a telephone number stands in these words, and the owner would "
    "read it. No owner needs to reach anybody: take it out."
)
UNCHOSEN = (
    "These words say who makes a subject access request, and nobody has said yet for which request "
    "this version is. Say so on the page of the request, or take it out."
)
SAYS_WHO = (
    "What you tell the owner says who asks, for whom, or in which words. Take it out; or say here "
    "for which purpose the owner must know it. Your reason is kept with the request."
)
NO_PURPOSE = "Say for which purpose the owner must know who asks."


@dataclass(frozen=True, slots=True)
class Heard:
    """What was found in words that an owner is to read."""

    rest: str = ""
    """The words without whatever says who asks."""
    request: str = ""
    """The request of which they tell, by its id; empty for none."""
    copy_of: str = ""
    """The request for which the copy is, where somebody has said it."""


def heard(*, rendition: str, words: str, gate: Gate) -> Heard:
    """Looks through words that the owner of something in a copy is to read. Each request that is
    looked at is opened and recorded. Raises Refused for contact details, and for words that tell
    of a request of which nobody has said that the copy is for it.
    """
    if any(one.kind in CONTACTS for one in identifiers([words])):
        raise Refused(NO_CONTACT)
    mine = _request_of(rendition, gate)
    rows = requests(gate=gate) if words.strip() else []
    rest, told = words, ""
    for row in [row for row in rows if mine in {"", row.id}]:
        less, says = _without(rest, words_of(request=row, gate=gate), gate)
        rest, told = less, told or (row.id if says else "")
    if told and not mine:
        raise Refused(UNCHOSEN)
    return Heard(rest, told, mine)


def _request_of(rendition: str, gate: Gate) -> str:
    """For which request a copy was made; empty where nobody has said it."""
    of = AccessMove.__table__.c
    query = sa.select(of.request_id).where(of.what == "copy", of.rendition_id == rendition)
    return gate.connection.execute(query).scalar_one_or_none() or ""


def _without(words: str, told: dict[str, str], gate: Gate) -> tuple[str, bool]:
    """The words without the names of a request, and whether they tell of it. Raises Refused."""
    who = [name for name in (told["applicant"], told.get("subject", "")) if name]
    rest = words
    for name in who:
        rest = taken_out(rest, strings_of(name, ""), Applicant(name).mentioned(rest))
    for text, strings in ((words, _reached(told["address"])), (rest, _mail(told["address"]))):
        if found(_but_bodies(text, gate), strings):
            raise Refused(NO_CONTACT)
    return rest, rest != words or bool(_runs(words) & _runs(told["words"]))


def _reached(address: str) -> Strings:
    """Each line of an address but a town's: one word says of nobody where she lives."""
    lines = [one.strip() for one in re.split(r"[,\n;]+", address)]
    return _wholes(one for one in lines if len(one.split()) > 1 or re.search(r"[\d@]", one))


def _mail(address: str) -> Strings:
    """The parts of email addresses that say whose they are; a name in them is its own matter."""
    return _wholes(re.findall(r"[^\s@,;]+(?=@)", address))


def _wholes(lines: Iterable[str]) -> Strings:
    """Found anywhere, from five letters and digits on."""
    return Strings(frozenset(filter(lambda one: len(one) > 4, map(squeezed, lines))), frozenset())


def _but_bodies(text: str, gate: Gate) -> str:
    """Without the names of those who take part, which may be those of an applicant's own town."""
    for name in reviews.owners(gate=gate).values():
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    return text


def _runs(text: str) -> set[tuple[str, ...]]:
    said = re.findall(r"\w+", fold(text))
    return {tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1)}


def tell(*, request: str, rendition: str, owner: str, purpose: str, gate: Gate) -> OwnerTold:
    """That an owner is told who asks, and what for. Raises Absent; Refused without a purpose."""
    query = sa.select(AccessRequest).where(AccessRequest.id == request)
    row = gate.session.execute(query).scalar_one()
    checked(row, gate)
    if not purpose.strip():
        raise Refused(NO_PURPOSE)
    made = OwnerTold(
        id=new_id(),
        review_id=gate.domain,
        owner_id=row.owner_id,
        row_version=1,
        request_id=row.id,
        rendition_id=rendition,
        body_id=owner,
        told_by=gate.actor.member,
        told_at=gate.now,
    )
    gate.seal(made, purpose=purpose)
    gate.session.add(made)
    gate.session.flush()
    return made


def owners_told(*, request: Any, gate: Gate) -> list[Any]:
    """Which owners were told who asks, oldest first, unopened."""
    of = OwnerTold.__table__.c
    query = sa.select(OwnerTold.__table__).where(of.request_id == request.id)
    return plain_rows(gate.connection.execute(query.order_by(of.id)))
