"""A drop-off link made by the chair, and somebody without an account who stands before it."""

import re
from dataclasses import dataclass, field
from typing import Any

import httpx

from portal.doors import acts, arrivals, threshold
from portal.gate.sessions import form_token
from portal.web.answer import BEFORE
from tests.build import World
from tests.cast import HEALTH, POLICE
from tests.visit import HERE

SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"
FIELDS = {"sender": f"Carys {SAID}", "part": "Practice manager", "secured": "yes", "marked": "no"}
ONCE = re.compile(r'name="once" value="(\w+)"')


@dataclass(frozen=True)
class Made:
    id: str
    link: str
    code: str

    @property
    def wrong(self) -> str:
        return f"{(int(self.code) + 1) % 10**8:08d}"


def made(world: World, who: str = "chair", agency: str = POLICE) -> Made:
    """A link; its things are taken in by the police, unless another agency is named."""
    with world.act(who) as gate:
        door, link, code = acts.make(
            owner=world.agencies.get(agency, agency), organisation=f"Millbrook Surgery {SAID}",
            agency=world.agencies[HEALTH], purpose="chronology", ring="Leonard, 01632 960001",
            gate=gate,
        )  # fmt: skip
        return Made(door.id, link, code)


def brought(words: str = SAID, content: bytes = b"") -> arrivals.Brought:
    file = {"file_name": f"{SAID}.txt", "file_kind": "text", "content": content} if content else {}
    return arrivals.Brought("Dr Carys Hale", "Practice manager", words, "yes", **file)


def entered(world: World, door: Made, client: str = "192.0.2.1") -> str:
    """The right code, from some network; the pass."""
    pair = threshold.knock(link=door.link, client=client, vault=world.vault)
    review = threshold.review_behind(link=door.link, vault=world.vault)
    with world.vault.act("", review) as gate:
        return threshold.enter(link=door.link, code=door.code, pair=pair, gate=gate)


def sent(
    world: World, proof: str, form: str = "a" * 32, what: arrivals.Brought | None = None
) -> threshold.Receipt:
    with world.vault.act("", threshold.review_behind(proof=proof, vault=world.vault)) as gate:
        return threshold.send(proof=proof, brought=what or brought(), form=form, gate=gate)


@dataclass
class Nobody:
    """Somebody with a browser that keeps cookies, and no account."""

    client: Any
    cookies: dict[str, str] = field(default_factory=dict)
    drawn: str = ""

    def get(self, path: str) -> httpx.Response:
        return self._kept(self.client.get(path, headers=self._sent(), follow_redirects=False))

    def post(
        self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None, **more: str
    ) -> httpx.Response:
        """A form as the last page drew it; as many parts where it has a file or could have one."""
        once = ONCE.search(self.drawn)
        told = {"token": form_token(self.cookies.get(BEFORE, "")), "once": once[1] if once else ""}
        told |= fields
        headers = {**self._sent(), **HERE, **more}
        if path.endswith("/send"):
            parts: dict[str, Any] = {name: (None, said) for name, said in told.items()}
            given = {"files": {**parts, **({"file": file} if file else {})}}
        else:
            given = {"data": told}
        return self._kept(self.client.post(path, headers=headers, follow_redirects=False, **given))

    def _sent(self) -> dict[str, str]:
        self.client.cookies.clear()
        held = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"cookie": held} if held else {}

    def _kept(self, answer: httpx.Response) -> httpx.Response:
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in line:
                del self.cookies[name]
        self.drawn = answer.text or self.drawn
        return answer
