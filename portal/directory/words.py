"""How agencies and roles are told to whoever sets a review up, and what has just been done."""

from portal.gate.policy import Role

KIND_WORDS = {
    "police": "Police",
    "probation": "Probation",
    "prison": "Prison",
    "children": "Children's services",
    "health": "Health",
    "council": "Council",
    "safeguarding": "Safeguarding board or partnership",
    "voluntary": "Voluntary body",
    "other": "Another kind of body",
}

HINTS = {
    Role.SENIOR_OFFICE: "For an agency: signs for the agency, and says who takes part for it.",
    Role.SENIOR_MANAGER: "For an agency: signs off what the authors wrote.",
    Role.AUTHOR: "Writes an agency's contribution, or for the board the overview report.",
    Role.PANEL_MEMBER: "For an agency: sits on the review panel and reads what is released to it.",
    Role.DISCLOSURE_OFFICER: "For an agency: sees who has read the agency's words.",
    Role.PROFESSIONAL_STANDARDS: "For an agency: reads sections on conduct and "
    "discipline, and nothing else.",
    Role.AGENCY_LAWYER: "For an agency: reads sections of legal advice, and nothing else.",
    Role.BOARD_OFFICE: "For the board: signs for it, and says who takes part for it.",
    Role.CHAIR: "For the board: chairs the panel.",
    Role.LAY_ADVISER: "For the board: sits on the panel as a member of the public.",
}

PORTAL_HINTS = {
    Role.ADMINISTRATOR: "Adds agencies and accounts, opens reviews, proposes who takes part and "
    "appoints other administrators. Reads no words of any review.",
    Role.AUDITOR: "Verifies that nothing on record was altered or taken away. Reads no words of "
    "any review.",
}

DONE = {
    "appointed": "The appointment holds from the person's next click on.",
    "dismissed": "The appointment has ended. You can appoint the person again at any time.",
    "suspended": "The account is suspended. Every session it had has ended, and nobody can sign in "
    "with it. You can let the person in again at any time.",
    "let-in": "The account is open again. The person signs in anew with their password and app.",
    "agency": "The agency is in the directory. Next, add its people.",
    "opened": "The review is open under this code name. Next, say who is to take part: begin with "
    "the office of each body.",
    "seated": "This office takes part from its first day. It now says who else takes part for its "
    "body.",
    "asked": "An office is asked to confirm this, on its first page. Until then the person sees "
    "nothing of the review.",
    "board": "The board is in the directory. Next, appoint who stands for it.",
    "titled": "Pages of the board's reviews of this kind say so from now on.",
    "at-desk": "The appointment holds from the person's next click on.",
    "desk-proposed": "It is proposed. It gives nothing until somebody else has accepted it, which "
    "waits for them on their first page.",
    "desk-ended": "It has ended. You can propose the person again at any time.",
    "closed": "It is closed, and its successor answers for its papers. Who can read what is as it "
    "was. Next, appoint the successor's people where somebody is missing.",
    "taken-back": "It is proposed no more. Nobody was let in.",
}
"""What has just happened and what is next, by the code that the address carries."""
