"""What a section is: its class, and whether it stands. Both can close what is open by releases."""

from typing import Any

import sqlalchemy as sa

from portal.documents.models import BY_NAME_ONLY, KIND_OF, Section, Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import SHAREABLE, Act, Stage
from portal.gate.versions import PolicyRow


def reclassify(*, version: Version, section_class: str, gate: Gate) -> None:
    """Say of a section that it is of another class; it holds for all that was ever written there.

    To a class that is never shared it ends the section's releases at once, of every version of its
    words, and to one that is shared by name only those that name nobody; going back revives none
    (rule 12), and from a class that is never shared it is for the senior office alone. Raises
    Absent, or Refused for the class that it has.
    """
    gate.check(Act.RECLASSIFY, version, Version.shape)
    section = version.section
    if section_class not in KIND_OF or section.section_class == section_class:
        raise Refused("Choose a class that this section does not have already.")
    if section_class not in classes_for(version=version, gate=gate):
        raise Refused(
            "This class is never shared. Only your agency's senior office can change it to one "
            "that may be. Ask them."
        )
    old, section.section_class = section.section_class, section_class
    gate.session.flush()
    if KIND_OF[section_class] != SHAREABLE:
        _close(section, gate)
    elif section_class in BY_NAME_ONLY:
        _close(section, gate, but=BY_NAME)
    told = {f"class:{old}": (section.id,), f"class:{section_class}": (version.id,)}
    gate.record(Act.RECLASSIFY, section.owner_id, told)


def follow(*, section: str, section_class: str, gate: Gate) -> None:
    """Close a section here as well, since its words were said in a linked review to be of a covert
    source (rule 5).

    What narrows needs no seat in this review; the entry in its owner's record names who said it.
    """
    there = sa.select(Section).where(Section.id == section, Section.review_id == gate.domain)
    found = gate.session.execute(there).scalar_one_or_none()
    if found is None or KIND_OF[found.section_class] == KIND_OF[section_class]:
        return
    old, found.section_class = found.section_class, section_class
    gate.session.flush()
    _close(found, gate)
    told = {f"class:{old}": (section,), f"class:{section_class}": (section,)}
    gate.record(Act.RECLASSIFY, found.owner_id, told, outcome="followed")


def classes_for(*, version: Any, gate: Gate) -> list[str]:
    """The classes that a section does not have and whoever reclassifies it may give it."""
    closed = KIND_OF[version.section_class] != SHAREABLE
    apart = closed and not gate.may(Act.BRING_BACK, version, Version.shape).allowed
    found = [name for name in KIND_OF if name != version.section_class]
    return [name for name in found if not (apart and KIND_OF[name] == SHAREABLE)]


def withdraw_section(*, version: Version, gate: Gate) -> None:
    """Take a section back from whoever reads its signed-off words. Nothing of it is deleted.

    Raises Absent, or Refused where no words of it are signed off.
    """
    gate.check(Act.WITHDRAW_SECTION, version, Version.shape)
    section = version.section
    change = (
        sa.update(Version)
        .where(Version.section_id == section.id, Version.stage == Stage.SIGNED_OFF)
        .values(stage=Stage.WITHDRAWN)
    )
    if not gate.session.execute(change).rowcount:  # type: ignore[attr-defined]
        raise Refused("Only signed-off words can be withdrawn, and none of this section are.")
    _close(section, gate)
    gate.record(Act.WITHDRAW_SECTION, section.owner_id, {"section": (section.id,)})


BY_NAME = ("m:", "keyed:member:")
"""How the rows of a release to one membership begin."""


def _close(section: Section, gate: Gate, *, but: tuple[str, ...] = ()) -> None:
    """End every release's rows that name words of this section, in every process.

    Those to subjects that begin with one of `but` stay.
    """
    of, row = Version.__table__.c, PolicyRow.__table__.c
    named = sa.select("ver:" + of.id).where(of.section_id == section.id, of.released)
    standing = sa.select(row.obj, row.sub).where(
        row.domain == gate.domain, row.ended_at.is_(None), row.obj.in_(named), row.eft == "allow"
    )
    for obj, sub in gate.session.execute(standing.distinct()).all():
        if not sub.startswith(but):
            gate.end(obj=obj, sub=sub)
