"""What the tests of subject access do again and again, each through the acts."""

from datetime import date
from typing import Any

from portal.answers import pack
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.redaction.exemptions import Grounds
from portal.redaction.known import NOBODY
from portal.subject_access import acts, answering, steps
from portal.subject_access.models import AccessAnswer, AccessRequest
from tests.build import World
from tests.redaction.desk import decide, looked, made, written
from tests.renditions.desk import rendered, signed
from tests.requests.desk import NOW

APPLICANT, ADDRESS = "Meera Thistlewood-Okafor", "meera.t@post.example, 4 Larch Row, AL4 9QZ"
ASKED = "ਮੇਰੀ ਜਾਣਕਾਰੀ: all that you hold about me <script>x</script>"
SELF = {"came": "email", "road": "living", "asks_as": "self", "applicant": APPLICANT,
        "address": ADDRESS, "subject": "", "words": ASKED, "received_on": NOW}  # fmt: skip
TEXTS = [
    "Carl Evans saw Jo on 3 May. Carl Evans left, and Jo called 07700 900123.",
    "The visits were planned on the second Tuesday of the month.",
    "Nothing is said here.",
]
NAMED, PLANNED = (1, 0, 10), (2, 0, 40)
RIGHTS = Grounds(codes=("s.45(4)(e)",), harm="He would be found, and he has not agreed.")
CRIME = Grounds(codes=("s.45(4)(b)",), harm="Offenders would learn when somebody comes.")
THIRD = Grounds(codes=("Sch.2.16",))


def asked(world: World, who: str = "disclosure", **given: Any) -> str:
    """A request registered by one of the cast; its id."""
    with world.act(who) as gate:
        return acts.register(**{**SELF, **given}, gate=gate).id


def of(name: str, gate: Gate, act: Act = Act.KEEP_SAR) -> AccessRequest:
    return gate.find(AccessRequest, name, act)  # type: ignore[no-any-return]


def at(name: str, gate: Gate, act: Act = Act.KEEP_SAR) -> AccessAnswer:
    return gate.find(AccessAnswer, name, act)  # type: ignore[no-any-return]


def do(world: World, act: Any, name: str, who: str = "disclosure", **given: Any) -> None:
    """One act on a request."""
    with world.act(who) as gate:
        act(request=of(name, gate), **given, gate=gate)


def identified(world: World, name: str, on: date = NOW) -> None:
    do(world, steps.show_identity, name, on=on, seen="passport", words="")


def copy(
    world: World, request: str, *cuts: tuple[int, int, int], grounds: Grounds = CRIME,
    sign: bool = True, version: str = "Practice", **more: Any,
) -> str:  # fmt: skip
    """A copy for this applicant, of one section, rendered, proved and signed."""
    written(world, title=version, texts=TEXTS)
    name = made(world, "disclosure", version, regime="subject_access", title="For one applicant")
    looked(world, name, register=NOBODY)
    for cut in cuts:
        decide(world, name, cut, grounds=grounds, **more)
    do(world, steps.choose_copy, request, rendition=name)
    if sign:
        assert rendered(world, name).clean
        signed(world, name)
    return name


def begun(
    world: World, request: str, outcome: str = "part", who: str = "disclosure", **given: Any
) -> str:
    with world.act(who) as gate:
        return answering.begin(request=of(request, gate), outcome=outcome, **given, gate=gate).id


def forward(world: World, answer: str, who: str = "disclosure") -> None:
    with world.act(who) as gate:
        answering.put_forward(answer=at(answer, gate), gate=gate)


def sign(world: World, answer: str, who: str = "senior") -> None:
    with world.act(who) as gate:
        row = at(answer, gate, Act.SIGN_SAR)
        answering.sign(answer=row, as_seen=pack.as_seen(answer=row, gate=gate), gate=gate)


def sent(world: World, answer: str, on: date = NOW, who: str = "disclosure", **given: Any) -> None:
    with world.act(who) as gate:
        told = {"channel": "post", **given}
        answering.record_sent(answer=at(answer, gate), on=on, **told, gate=gate)


def letter(world: World, answer: str) -> dict[str, str]:
    with world.act("disclosure") as gate:
        return answering.texts_of(answer=at(answer, gate, Act.READ_SAR), gate=gate)


def first_subject(world: World) -> str:
    """Somebody of the case whom the disclosure officer may know."""
    with world.act("disclosure") as gate:
        return next(iter(steps.known(gate=gate)))
