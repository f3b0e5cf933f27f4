"""Who of the cast may read which of the words that stand in the filled world."""

from tests.cast import CAST

POLICE_SIDE = {"author", "manager", "senior", "disclosure"}
FILES = ("draft of", "name of", "bytes of")
"""A file that waits to become sections, and one that is kept as it came."""
EVERY_TITLE = {"Context", "Chronology", "Practice", "Methods"}
SEES = {
    "author": {*EVERY_TITLE, "Conduct", "Welfare", "Advice"},
    "manager": EVERY_TITLE,
    "senior": {*EVERY_TITLE, "Conduct", "Welfare", "Advice"},
    "disclosure": EVERY_TITLE,
    "standards": {"Conduct"},
    "lawyer": {"Advice"},
    "police_panel": EVERY_TITLE,
    "probation_panel": {"Context", "Chronology"},
    "probation_senior": {"Context", "Chronology"},
    "probation_author": {"Context", "Chronology"},
    "chair": {"Context"},
}
"""Which sections of the usual world each of the cast may read; who is not named reads none."""
NAMES = {
    "author",
    "manager",
    "senior",
    "disclosure",
    "chair",
    "probation_author",
    "probation_senior",
}
"""Who may read the names of the people in the case."""
PANEL = {"chair", "lay", "board", "police_panel", "probation_panel", "health_panel"}
READS_REGISTER = {
    "author", "manager", "senior", "disclosure", "probation_author", "probation_senior", "chair",
    "board",
}  # fmt: skip
OTHERWISE = {
    "note of request": {*POLICE_SIDE, "police_panel", "chair", "board"},
    "comments of request": POLICE_SIDE,
    "remark on section": POLICE_SIDE,
    "why of decision": {"senior", "disclosure"},
    "why of rendering": {"disclosure"},
    "why of proposal": {"senior"},
    "why of schedule": {"manager", "senior", "disclosure"},
    "note of telling": {"senior", "chair"},
    "typed on a section": {"author"},
    "typed when signed out": set(),
    "why of stand-down": set(),
    **{
        f"scoping {what}": {*POLICE_SIDE, "police_panel", "chair", "board"}
        for what in ("first", "last", "services", "role", "more", "contact")
    },
    "scoping note": {*POLICE_SIDE, "police_panel", "health_panel", "chair", "board"},
    "health officer": {"health_panel", "chair", "board"},
    "health words": {"health_panel", "chair", "board"},
    "letter line": {*POLICE_SIDE, "police_panel", "chair", "board"},
    "letter contact": {*POLICE_SIDE, "police_panel", "chair", "board"},
    "why of waiver": set(CAST),
    "why of deadline": set(CAST),
    "why of reading": set(CAST),
    "why of pause": set(CAST),
    "account of notification": {"board"},
    "file of Form N": {"board"},
    "content of Form N": {"board"},
    "why of board decision": {"board"},
    "words of first look": {"board", "author", "probation_author"},
    "why of delegation": set(CAST),
    "name of prosecutor": set(CAST),
    "conditions of prosecutor": set(CAST),
    "why of link": {"chair", "board"},
    "organisation of door": {"author", "manager", "senior", "chair", "board"},
    "ring of door": set(),
    **{
        f"{what} of arrival": {"author", "manager", "senior"}
        for what in ("sender", "part", "words", "file", "content", "authorised", "why")
    },
    "answer of form": {*POLICE_SIDE, "board"},
    "answer of full review": {"author", "senior", "disclosure", "board"},
    "why of notice": {"author", "senior", "disclosure"},
    "digest of endorsement": {"author", "senior", "disclosure", "board"},
    "grounds of standard": {"senior"},
    "why of form": {*POLICE_SIDE, "board"},
    "to of dispatch": {*POLICE_SIDE, "board"},
    "why of appointment": set(CAST),
    "words of interest": {"board"},
    "why of interest": {"board"},
    "words of challenge": PANEL,
    "words of answer": PANEL,
    "reference of inquest": READS_REGISTER,
    "scope of inquest": READS_REGISTER,
    "words of coroner": READS_REGISTER,
    "answer to coroner": READS_REGISTER,
    "finding for few": READS_REGISTER,
    "finding before it was corrected": READS_REGISTER,
    "finding for all": set(CAST),
    "why a section meets": POLICE_SIDE,
    "why a section meets no longer": POLICE_SIDE,
    "why none meets": READS_REGISTER,
    "why none meets no longer": READS_REGISTER,
    "why of publication hold": READS_REGISTER,
    "note of relevance": {"author", "senior", "disclosure"},
    "demander of notice": {"senior", "disclosure", "lawyer"},
    "words of notice": {"senior", "disclosure", "lawyer"},
    "claim on notice": {"senior", "disclosure", "lawyer"},
    "who was served": set(),
    **{f"{what} of police version": {"senior", "disclosure"} for what in ("title", "purpose")},
    **{f"{what} of board version": {"chair", "board"} for what in ("title", "purpose")},
    **{
        what: {"senior", "disclosure"}
        for what in (
            "title of police copy",
            "purpose of police copy",
            "jigsaw of signature",
            "recipient of release",
            "printed title",
        )
    },
    "words of opinion": {"senior", "disclosure"},
    **{
        f"{what} of passage": {"senior", "disclosure"}
        for what in ("harm", "interest", "note", "other words")
    },
    "question of consultation": {"senior", "disclosure"},
    "reasons of answer": {"chair"},
    "reasons of consultation": {"senior", "disclosure", "chair", "board"},
    "departure of consultation": {"senior", "disclosure"},
    **{
        f"{what} of {whose}": who
        for what in ("name", "nickname", "address", "reference", "relations", "note", "chosen name")
        for whose, who in {
            "person of disclosure": POLICE_SIDE,
            "changed person": {*POLICE_SIDE, "probation_senior", "chair"},
            "person of probation_senior": {
                "senior",
                "disclosure",
                "probation_senior",
                "probation_author",
                "chair",
            },
        }.items()
    },
    "why a person is shown": POLICE_SIDE | {"probation_senior", "probation_author"},
    "why a person is closed": set(),
    **{
        f"{what} of FOI": {"senior", "disclosure"}
        for what in (
            "applicant",
            "address",
            "words",
            "letter",
            "cost",
            "note",
            "why off",
            "decision",
            "purpose",
        )
    },
    **{
        f"{what} of access": {"senior", "disclosure"}
        for what in (
            "applicant",
            "address",
            "subject",
            "words",
            "letter",
            "step",
            "seen",
            "authority",
            "weighed",
            "purpose",
            "silence",
            "answer",
            "schedule",
            "said back",
            "late",
        )
    },
    **{
        f"{what} of access complaint": {"senior", "disclosure"}
        for what in ("reference", "words", "letter", "step", "correction")
    },
    **{
        f"{what} of referral": {"senior", "disclosure"}
        for what in ("why", "sent", "advice", "evidence")
    },
    **{
        f"{what} of answer": {"senior", "disclosure"}
        for what in ("letter", "notice", "schedule", "said back", "late", "log")
    },
    **{
        f"{what} of internal review": {"senior", "disclosure"}
        for what in ("words", "late", "notice", "passage")
    },
    **{
        f"{what} of complaint": {"senior", "disclosure"} for what in ("reference", "words", "entry")
    },
    "told of consultation": {"senior", "disclosure"},
    "answer of consultation": set(),
}
"""Who may read the words that are in no section."""


def sees(who: str) -> set[str]:
    """The usual world's sections, and the commissioned one with all of the police's shareable."""
    told = SEES.get(who, set())
    return {*told, "Timeline"} if told >= EVERY_TITLE else told


def may_see(who: str, where: str) -> bool:
    if where in OTHERWISE:
        return who in OTHERWISE[where]
    if where.startswith("subject"):
        return who in NAMES
    if where.startswith("agreement"):
        return who in CAST
    if where.startswith(FILES):
        return who == "author" if where.startswith("draft") else who in POLICE_SIDE
    return where.rpartition(" ")[2] in sees(who)
