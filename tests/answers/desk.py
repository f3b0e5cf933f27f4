"""What the tests of answers share: a request that can be answered, a signed copy, an answer."""

from datetime import date
from typing import Any

from portal.answers import acts, pack
from portal.answers.models import FoiAnswer, InternalReview
from portal.cru import acts as cru
from portal.gate.gate import Gate
from portal.gate.policy import Act, Role
from portal.proceedings import acts as proceedings
from portal.redaction.exemptions import Grounds
from portal.redaction.known import NOBODY
from portal.requests import material
from tests.build import World
from tests.cast import POLICE
from tests.redaction.desk import decide, looked, made, written
from tests.renditions.desk import rendered, signed
from tests.requests.desk import NOW, asked, of, seated

TEXTS = [
    "Carl Evans saw Jo on 3 May. Carl Evans left, and Jo called 07700 900123.",
    "The visits were planned on the second Tuesday of the month.",
    "Nothing is said here.",
]
NAMED, PLANNED = (1, 0, 10), (2, 0, 40)
PLANS = Grounds(
    codes=("s.31(1)(a)",),
    harm="Offenders would learn when somebody comes.",
    interest="There is an interest in how offenders are managed; safety weighs more.",
)


def concluded(world: World) -> None:
    """The investigation is over, so that nothing waits for it."""
    with world.act("chair") as gate:
        proceedings.record_investigation(state="none", since=NOW, gate=gate)


def ready(world: World, *, referred: bool = True, **given: Any) -> str:
    """A request that touches the police's review, of which the Central Referral Unit has advised;
    its id.
    """
    name = asked(world, **given)
    with world.act("disclosure") as gate:
        request = of(name, gate)
        material.touch(request=request, held="own", document=world.document, gate=gate)
        if referred:
            told = {"topic": "serious_case", "why": "It must be."}
            made = cru.refer(request=request, **told, gate=gate)
            for what, more in (("sent", {"channel": "system"}), ("advice", {"words": "None."})):
                cru.enter(referral=made, what=what, on=NOW, **more, gate=gate)
    return name


def copy(world: World, *cuts: tuple[int, int, int], sign: bool = True) -> str:
    """A redacted copy of one section, rendered, proved and signed by the senior office."""
    written(world, texts=TEXTS)
    name = made(world, "disclosure", "Practice")
    looked(world, name, register=NOBODY)
    for cut in cuts:
        decide(world, name, cut, **({"grounds": PLANS} if cut == PLANNED else {}))
    if sign:
        row = rendered(world, name)
        assert row.clean
        signed(world, name)
    return name


def begun(world: World, request: str, outcome: str = "part", who: str = "disclosure",
          **given: Any) -> str:  # fmt: skip
    with world.act(who) as gate:
        row = of(request, gate)
        return acts.begin(request=row, outcome=outcome, **given, gate=gate).id


def at(name: str, gate: Gate, act: Act = Act.KEEP_FOI) -> FoiAnswer:
    return gate.find(FoiAnswer, name, act)  # type: ignore[no-any-return]


def forward(world: World, answer: str, who: str = "disclosure") -> None:
    with world.act(who) as gate:
        acts.put_forward(answer=at(answer, gate), gate=gate)


def sign(world: World, answer: str, who: str = "senior") -> None:
    with world.act(who) as gate:
        row = at(answer, gate, Act.SIGN_FOI)
        acts.sign(answer=row, as_seen=pack.as_seen(answer=row, gate=gate), gate=gate)


def sent(world: World, answer: str, on: date = NOW, who: str = "disclosure", **given: Any) -> None:
    with world.act(who) as gate:
        told = {"channel": "post", **given}
        acts.record_sent(answer=at(answer, gate), on=on, **told, gate=gate)


def answered(world: World, *cuts: tuple[int, int, int], **given: Any) -> tuple[str, str, str]:
    """A request, its copy and its sent answer."""
    concluded(world)
    request = ready(world, **given)
    name = copy(world, *(cuts or (NAMED, PLANNED)))
    return request, name, gone_out(world, request, name)


def gone_out(world: World, request: str, name: str, outcome: str = "part") -> str:
    """An answer with a signed copy from its draft to its sending; its id."""
    answer = begun(world, request, outcome, copy=name)
    forward(world, answer)
    sign(world, answer)
    sent(world, answer)
    return answer


def colleague(world: World, who: str = "second_officer") -> None:
    """Another disclosure officer of the police."""
    seated(world, who, POLICE, Role.DISCLOSURE_OFFICER)


def review(name: str, gate: Gate, act: Act = Act.REVIEW_FOI) -> InternalReview:
    return gate.find(InternalReview, name, act)  # type: ignore[no-any-return]
