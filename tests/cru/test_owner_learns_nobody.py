"""An owner that is asked about its words in a copy learns nothing of who made the request."""

from typing import Any

import pytest

from portal.gate.policy import Role
from tests.build import World, release
from tests.cast import POLICE, PROBATION
from tests.redaction.desk import made
from tests.requests.desk import asked, seated
from tests.subject_access.desk import asked as subjects
from tests.visit import Visitor

pytestmark = pytest.mark.slow


def test_a_question_to_an_owner_names_no_applicant(world: World, client: Any) -> None:
    seated(world, "other", PROBATION, Role.DISCLOSURE_OFFICER)
    release(world, "to probation", ["Practice"])
    asked(world, "other")
    name = made(world, "other", "Practice")
    officer = Visitor(client, world.sign_in("stranger"))
    path = f"/reviews/{world.review}/redaction/{name}/consult"
    owner = world.agencies[POLICE]
    for said in (
        "Ms Thistlewood asks for it.",
        "Reply to meera.t@post.example",
        "T h i s t l e w o o d",
    ):
        answer = officer.post(path, {"owner": owner, "question": said})
        assert answer.status_code == 422
        assert "applicant" in answer.text
        assert said in answer.text, "nothing typed is lost"
    subjects(world, "other", applicant="Tobias Wren", address="PO Box 9, AL1 1AA")
    for said in ("Mr Wren asks for his own.", "Write to PO Box 9"):
        answer = officer.post(path, {"owner": owner, "question": said})
        assert answer.status_code == 422, "who asks for herself is named to nobody either"
        assert "applicant" in answer.text
    done = officer.post(path, {"owner": owner, "question": "Do you agree?"})
    assert done.headers["location"].endswith("?done=asked")
