"""The fixed cast: who is asked in every test, by a short name. All invented."""

from dataclasses import dataclass

from portal.gate.policy import Role

POLICE, PROBATION, HEALTH = "Westmarch Police", "Aldermere Probation", "Fenwick Health Trust"
AGENCIES = {POLICE: "police", PROBATION: "probation", HEALTH: "health"}


@dataclass(frozen=True, slots=True)
class Part:
    """One of the cast: a name, an agency (or "" for the board's people), and the roles."""

    name: str
    agency: str
    roles: tuple[Role, ...]


CAST = {
    "author": Part("Amina Rahman", POLICE, (Role.AUTHOR,)),
    "manager": Part("Brian Oakes", POLICE, (Role.SENIOR_MANAGER,)),
    "senior": Part("Cerys Vaughan", POLICE, (Role.SENIOR_OFFICE,)),
    "disclosure": Part("Dev Patel", POLICE, (Role.DISCLOSURE_OFFICER,)),
    "standards": Part("Edith Marsh", POLICE, (Role.PROFESSIONAL_STANDARDS,)),
    "lawyer": Part("Femi Adeyemi", POLICE, (Role.AGENCY_LAWYER,)),
    "police_panel": Part("Gwen Hollis", POLICE, (Role.PANEL_MEMBER,)),
    "probation_panel": Part("Harvir Gill", PROBATION, (Role.PANEL_MEMBER,)),
    "probation_senior": Part("Isla Byrne", PROBATION, (Role.SENIOR_OFFICE,)),
    "probation_author": Part("Jonah Reid", PROBATION, (Role.AUTHOR,)),
    "health_panel": Part("Kamala Nair", HEALTH, (Role.PANEL_MEMBER,)),
    "chair": Part("Leonard Ashby", "", (Role.CHAIR,)),
    "lay": Part("Moira Kemp", "", (Role.LAY_ADVISER,)),
    "board": Part("Nadia Flint", "", (Role.BOARD_OFFICE,)),
}
OUTSIDE = {
    "administrator": Part("Owen Price", POLICE, ()),
    "auditor": Part("Petra Lowe", "", ()),
    "stranger": Part("Quentin Shaw", HEALTH, ()),
}
EVERYBODY = {**CAST, **OUTSIDE}
