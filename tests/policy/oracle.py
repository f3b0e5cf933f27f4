"""Who reads what, written down once more from the rules of release alone, in sets and loops.

It knows nothing of policy rows, of the index or of Casbin, and imports nothing of the portal: only
facts as people would tell them. The numbers are those of the rules.
"""

from dataclasses import dataclass, field
from datetime import datetime

SHAREABLE = "shareable"
WORKS_ON_WORDS = {"author", "senior_manager", "senior_office", "disclosure_officer"}
OPENS_CLOSED_WORDS = {
    "conduct": {"senior_office", "professional_standards"},
    "staff_welfare": {"senior_office"},
    "legal_advice": {"senior_office", "agency_lawyer"},
    "covert": set[str](),
}


@dataclass
class Seat:
    """A membership: a person, on behalf of a body, in roles, for a time."""

    id: str
    person: str
    body: str
    roles: set[str]
    starts: datetime
    ends: datetime

    def stands(self, at: datetime) -> bool:
        return self.starts <= at < self.ends


@dataclass
class Words:
    """One version of a section."""

    id: str
    section: str
    number: int
    stage: str = "draft"


@dataclass
class Section:
    id: str
    owner: str
    kind: str
    author: str
    """The membership that writes it."""


@dataclass
class Release:
    """A schedule: some versions, to a recipient, from and until."""

    id: str
    owner: str
    to_kind: str
    to_name: str
    words: set[str]
    starts: datetime
    ends: datetime
    ended: bool = False
    closed_words: set[str] = field(default_factory=set)
    """Rows that ended by themselves, such as those of a section that was reclassified."""
    urgent: bool = False
    """To one membership at once, without a receiving key (11)."""

    def in_force(self, at: datetime) -> bool:
        return not self.ended and self.starts <= at < self.ends

    def needs_keys(self) -> bool:
        return not self.urgent  # 11


@dataclass
class StandDown:
    """Somebody kept from a review, from one owner's part of it, or from one section."""

    person: str
    what: str
    """ "review", "owner" or "section"."""
    name: str = ""


@dataclass
class Facts:
    seats: dict[str, Seat] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    words: dict[str, Words] = field(default_factory=dict)
    releases: dict[str, Release] = field(default_factory=dict)
    stood_down: list[StandDown] = field(default_factory=list)
    signed: set[str] = field(default_factory=set)
    """Bodies whose signature on the agreement stands."""

    def may_read(self, seat: Seat, words: Words, at: datetime) -> bool:
        section = self.sections[words.section]
        if not seat.stands(at):  # 1
            return False
        if self.kept_away(seat, section):  # 2
            return False
        if section.kind == "covert":  # 5
            return False
        return self._owners_side(seat, section, words) or self._released_to(
            seat, section, words, at
        )

    def reads(self, seat: Seat, at: datetime) -> set[str]:
        """Of each section the highest version that is open to this membership (10)."""
        best: dict[str, Words] = {}
        for words in self.words.values():
            if self.may_read(seat, words, at):
                held = best.get(words.section)
                if held is None or held.number < words.number:
                    best[words.section] = words
        return {words.id for words in best.values()}

    def corrected_by(self, words: Words, at: datetime) -> list[Release]:
        """9: releases that are not over and name older words of the section, and none as new."""
        told = []
        for release in self.releases.values():
            named = [self.words[name] for name in release.words - release.closed_words]
            numbers = [one.number for one in named if one.section == words.section]
            over = release.ended or release.ends <= at
            if numbers and max(numbers) < words.number and not over and not release.urgent:
                told.append(release)
        return told

    def disclosable(self, seat: Seat) -> list[Words]:
        """2, 5, 11: signed-off words of the seat's own body that she is not kept from herself."""
        return [
            one
            for one in self.words.values()
            for section in [self.sections[one.section]]
            if one.stage == "signed_off" and section.owner == seat.body
            if section.kind == SHAREABLE and not self.kept_away(seat, section)
        ]

    def given_urgently(self, seat: Seat, at: datetime) -> set[str]:
        """11: sections that this membership has by urgent disclosure at that moment."""
        running = [r for r in self.releases.values() if r.urgent and r.in_force(at)]
        return {
            self.words[name].section for r in running if r.to_name == seat.id for name in r.words
        }

    def kept_away(self, seat: Seat, section: Section) -> bool:
        for one in self.stood_down:
            if one.person != seat.person:
                continue
            if one.what == "review":
                return True
            if one.what == "owner" and one.name == section.owner:
                return True
            if one.what == "section" and one.name == section.id:
                return True
        return False

    def _owners_side(self, seat: Seat, section: Section, words: Words) -> bool:
        """4: unreleased words."""
        if section.kind != SHAREABLE:
            if section.author == seat.id and "author" in seat.roles:
                return True
            return seat.body == section.owner and bool(
                seat.roles & OPENS_CLOSED_WORDS[section.kind]
            )
        if seat.body != section.owner:
            return False
        if seat.roles & WORKS_ON_WORDS:
            return True
        if seat.body == "board" and "board_office" in seat.roles and words.stage == "signed_off":
            return True  # 19
        return "panel_member" in seat.roles and words.stage == "signed_off"

    def _released_to(self, seat: Seat, section: Section, words: Words, at: datetime) -> bool:
        """6 to 8: both keys hold, and the release names these words and this recipient."""
        if section.kind != SHAREABLE:
            return False
        signed = {section.owner, seat.body, "board"} <= self.signed
        for release in self.releases.values():
            if words.id not in release.words - release.closed_words:
                continue
            if not release.in_force(at) or (release.needs_keys() and not signed):
                continue
            if release.to_kind == "member" and release.to_name == seat.id:
                return True
            if release.to_kind == "role" and release.to_name in seat.roles:
                return True
            if release.to_kind == "body" and release.to_name == seat.body:
                return True
        return False
