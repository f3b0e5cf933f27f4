"""How renderings, their proofs and what copies give away are told on pages."""

from typing import Any

from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.redaction import acts as redaction
from portal.redaction import newer
from portal.redaction.models import AUDIENCES, STAGES, Rendition
from portal.renditions import acts, making, pictures, under_way
from portal.renditions.beside import Beside
from portal.renditions.comparing import KINDS, Difference
from portal.renditions.models import (
    FILES,
    Rendering,
    RenditionRelease,
    RenditionSignature,
)
from portal.reviews import acts as reviews
from portal.reviews.words import who
from portal.web.dates import day_and_time
from portal.web.draw import counted
from portal.web.page import Ask

DONE = {
    "proved": "The files are made, and nothing of what was taken out was found in them.",
    "covered": "The boxes are kept. Render and prove anew, and look at every page.",
    "taken-out": "The attachment is taken out.",
    "signed": "They are signed. They can be released now.",
    "released": "It is released. Give the files by the way that you named.",
    "withdrawn": "It is withdrawn. Nobody downloads it here any more.",
}
"""What has just happened, by the code that the address carries."""
MANY = "stretches"
MOST = 40
"""Findings of the prover that a page lists."""


def small(words: str) -> str:
    return words[0].lower() + words[1:]


def only_here(ask: Ask) -> str:
    body = reviews.body_name(body=ask.thing.owner_id, gate=ask.gate)
    return f"Nobody outside {body} sees the files before they are signed and released."


def whole(ask: Ask, row: Any, here: str) -> dict[str, Any]:
    """What the page of one rendition's files shows."""
    gate = ask.gate
    words = gate.open(row, "title", act=Act.READ_RENDITION, model=Rendition)
    rows = acts.renderings(rendition=row.id, gate=gate)
    stands = acts.newest(rendition=row, gate=gate)
    return {
        "title": words["title"],
        "facts": [
            {"key": "For whom", "value": AUDIENCES[row.audience]},
            {"key": "Stage", "value": STAGES[row.stage]},
            *_facts(stands, gate),
        ],
        "files": _files(ask, stands),
        "attachments": _attachments(ask, row),
        "steps": _steps(row, stands, here, gate),
        "waits": redaction.why_not_yet(rendition=row, gate=gate) if row.stage == "deciding" else [],
        "renderings": [_rendering(ask, one, stands) for one in reversed(rows)],
        "under_way": _under_way(ask, row),
    }


def _under_way(ask: Ask, row: Any) -> dict[str, str]:
    """What is being made now, or was not finished, for those who make it; or nothing."""
    last = under_way.newest(rendition=row.id, gate=ask.gate)
    makes = ask.gate.may(Act.MAKE_RENDITION, row, Rendition.shape).allowed
    if last is None or not makes or last.stage in {"kept", "stopped"}:
        return {}
    works = last.stage == "working" and not under_way.silent(last, ask.now)
    said = "The files are being made: see how far" if works else "See why the files were not made"
    return {"text": said, "href": f"/reviews/{ask.gate.domain}/rendering/{last.id}?done=proved"}


def _facts(stands: Any, gate: Gate) -> list[dict[str, str]]:
    """Who signed and released, and what the signer and the releaser said."""
    if stands is None:
        return []
    told = []
    if (signed := acts.signature_of(rendering=stands.id, gate=gate)) is not None:
        fields = ("digest", "jigsaw")
        words = gate.open(signed, *fields, act=Act.READ_RENDITION, model=RenditionSignature)
        by = f"{who(signed.signed_by, gate)}, on {day_and_time(signed.signed_at)}"
        told += [
            {"key": "Signed by", "value": by},
            {"key": "Looked at by hand", "value": words["jigsaw"]},
            {"key": "Findings ticked as seen", "value": str(signed.seen)},
            {"key": "Fingerprint of all files (SHA-256)", "value": words["digest"]},
        ]
    if (given := acts.release_of(rendering=stands.id, gate=gate)) is not None:
        said = ("recipient", "why") if given.withdrawn_at else ("recipient",)
        words = gate.open(given, *said, act=Act.READ_RENDITION, model=RenditionRelease)
        by = f"{who(given.released_by, gate)}, on {day_and_time(given.released_at)}"
        told += [
            {"key": "Released by", "value": by},
            {"key": "To whom", "value": words["recipient"]},
        ]
        if given.withdrawn_at:
            by = f"{who(given.withdrawn_by, gate)}, on {day_and_time(given.withdrawn_at)}"
            told += [{"key": "Withdrawn by", "value": by}, {"key": "Why", "value": words["why"]}]
    return told


def files_of(ask: Ask, rendition: str) -> str:
    return f"/reviews/{ask.gate.domain}/renditions/{rendition}"


def address(ask: Ask, row: Any) -> str:
    return f"/reviews/{ask.gate.domain}/renderings/{row.id}"


def _way(name: str) -> str:
    kind, _, part = name.partition("-")
    return f"pictures/{part}" if part else {"pdf": "pdf", "docx": "word"}[kind]


def _order(name: str) -> tuple[int, str]:
    return list(FILES).index(name.partition("-")[0]), name


def _called(name: str) -> str:
    kind, _, part = name.partition("-")
    return f"{FILES[kind]}, number {part}" if part else FILES[kind]


def _attachments(ask: Ask, row: Any) -> list[dict[str, str]]:
    """What goes along as pictures: by number, for its name says who knows what."""
    makes = ask.gate.may(Act.MAKE_RENDITION, row, Rendition.shape).allowed
    return [
        {
            "what": f"Attachment {one.position}",
            "href": f"/reviews/{ask.gate.domain}/pictures/{one.id}" if makes else "",
        }
        for one in pictures.standing_in(rendition=row.id, gate=ask.gate)
    ]


def _files(ask: Ask, stands: Any) -> list[dict[str, str]]:
    if stands is None:
        return []
    told = acts.digests_of(row=stands, gate=ask.gate)
    gone = acts.why_shut(row=stands, gate=ask.gate)
    return [
        {
            "what": _called(name),
            "size": f"{max(1, round(size / 1000))} KB",
            "sha256": sha,
            "href": "" if gone else f"{address(ask, stands)}/{_way(name)}",
        }
        for name, (sha, size) in sorted(told.items(), key=lambda one: _order(one[0]))
    ]


def _steps(row: Any, stands: Any, here: str, gate: Gate) -> list[dict[str, str]]:
    """Every step with the reason why it cannot be taken now."""
    told = []
    if gate.may(Act.MAKE_RENDITION, row, Rendition.shape).allowed:
        waits = redaction.why_not_yet(rendition=row, gate=gate)
        open_ = row.stage in {"deciding", "proved"}
        why = " ".join(waits) if open_ else "It is signed already."
        told.append({"text": "Render and prove", "href": f"{here}/render", "why": why})
        if row.stage not in {"released", "withdrawn"}:
            said = "Put in an attachment, as pictures of its pages"
            told.append({"text": said, "href": f"{here}/pictures", "why": ""})
    if gate.may(Act.SIGN_RENDITION, row, Rendition.shape).allowed:
        why = acts.why_not_signed(rendition=row, row=stands, gate=gate)
        told.append({"text": "Compare and sign", "href": f"{here}/sign", "why": why})
    if gate.may(Act.RELEASE_RENDITION, row, Rendition.shape).allowed:
        if row.stage in {"released", "withdrawn"}:
            why = "" if row.stage == "released" else "It is withdrawn already."
            told.append({"text": "Withdraw it", "href": f"{here}/withdraw", "why": why})
        else:
            why = acts.why_not_released(rendition=row, gate=gate)
            told.append({"text": "Release it", "href": f"{here}/release", "why": why})
    return told


def _rendering(ask: Ask, row: Any, stands: Any) -> dict[str, str]:
    counts = stands is not None and row.id == stands.id
    result = "Nothing was found" if row.clean else "Something was found: the files were thrown away"
    return {
        "what": f"Rendering {row.number}",
        "stands": f"{result}. {who(row.made_by, ask.gate)}, {day_and_time(row.made_at)}. "
        + ("It counts." if counts else "It does not count any more."),
        "href": address(ask, row),
    }


# The proof


def proof(ask: Ask, row: Any) -> dict[str, Any]:
    """What the page of one rendering's proof shows: places, never words."""
    told = acts.proof_of(row=row, gate=ask.gate)
    digests = acts.digests_of(row=row, gate=ask.gate)
    return {
        "number": row.number,
        "clean": row.clean,
        "made": f"{who(row.made_by, ask.gate)}, {day_and_time(row.made_at)}. Marked {row.marking}",
        "files": [
            {
                "what": _called(name),
                "facts": [
                    {"key": "Fingerprint (SHA-256)", "value": digests[name][0]},
                    {"key": "Looked for", "value": f"{counted(one['looked_for'], 'stretch', MANY)}"
                     " of words, and the people who are taken out"},
                    {"key": "Ways of looking", "value": ", ".join(one["routes"])},
                    {"key": "With these tools", "value": _versions(one["versions"])},
                ],
                "findings": [_finding(found) for found in one["findings"][:MOST]],
                "more": max(0, len(one["findings"]) - MOST),
            }
            for name, one in sorted(told.items(), key=lambda both: _order(both[0]))
        ],
    }  # fmt: skip


def _versions(told: dict[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in told.items())


def _finding(found: dict[str, str]) -> dict[str, str]:
    """A finding by where it was; ids of passages and people are of no use to a reader."""
    plain = found["kind"]
    if "#" in plain:
        plain = "Words that were taken out"
    elif len(plain) == 32 and " " not in plain:
        plain = "A person who is taken out"
    return {"what": plain, "way": found["route"], "where": found["place"]}


# Before signing


def to_sign(ask: Ask, row: Any, found: Beside) -> str:
    digests = ask.gate.open(row, "digests", act=Act.READ_RENDITION, model=Rendering)["digests"]
    elsewhere = (
        f"Other bodies released {counted(found.elsewhere, 'version')} of this case, whose words "
        "are not open here: ask them what stands in theirs. "
        if found.elsewhere
        else ""
    )
    older = " ".join(newer.told(rendition=ask.thing.id, gate=ask.gate))
    older = f"{older} What you sign holds the earlier words. " if older else ""
    copies = counted(len(found.others), "other copy", "other copies")
    return (
        f"You sign the exact bytes of rendering {row.number}, whose SHA-256 is "
        f"{_grouped(making.whole_digest(digests))}. Download and read the files first. They "
        f"were compared with {copies} of this body. "
        f"{elsewhere}{older}After that the version can be released to: "
        f"{small(AUDIENCES[ask.thing.audience])}."
    )


def _grouped(digest: str) -> str:
    """In groups, so that it is read out without a slip and breaks on a narrow page."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def findings(found: Beside, gate: Gate) -> list[dict[str, str]]:
    """Each group of findings as a line to tick."""
    audiences = {row.id: row for row in redaction.renditions(gate=gate)}
    told = []
    for code, several in found.groups.items():
        other = found.others.get(several[0].other)
        of = audiences.get(other.rendition_id) if other is not None else None
        beside = f", beside the version for: {small(AUDIENCES[of.audience])}" if of else ""
        text = f"{KINDS[several[0].kind]}{beside}"
        told.append({"id": code, "text": text, "hint": _places(several)})
    return told


def _places(several: list[Difference]) -> str:
    here = sorted({one.paragraph for one in several if one.paragraph})
    there = sorted({one.there for one in several if one.there})
    told = []
    if here:
        told.append(f"Paragraphs counted from the top here: {_listed(here)}.")
    if there:
        told.append(f"In the other copy: {_listed(there)}.")
    details = sorted({name for one in several for name in one.details.split()})
    if details:
        told.append(f"What stands together: {', '.join(details)}.")
    return " ".join(told)


def _listed(numbers: list[int]) -> str:
    first = ", ".join(map(str, numbers[:20]))
    return f"{first} and {len(numbers) - 20} more" if len(numbers) > 20 else first
