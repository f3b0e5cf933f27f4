"""The key file: each way in which it can be wrong is one sentence, and it is never overwritten."""

import base64
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.gate.keyfile import KeyFile, KeysWrong, make_key_file
from portal.gate.rotation import forget_keks, rotate_kek, status
from tests.gate.ground import Ground, together

SENTENCE = re.compile(r"[A-Z][^\n]*\.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_key_file(tmp_path / "keys.json").path


def rewritten(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    told = json.loads(path.read_text())
    change(told)
    path.chmod(0o600)
    path.write_text(json.dumps(told))


def set_in(**values: Any) -> Callable[[Path], object]:
    return lambda path: rewritten(path, lambda told: told.update(values))


def cut(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-20])


def written(words: bytes) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        path.chmod(0o600)
        path.write_bytes(words)

    return write


def linked(path: Path) -> None:
    path.rename(path.with_name("real"))
    path.symlink_to("real")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir(mode=0o700)


def somebody_else_s(path: Path) -> None:
    """Root gives it away; anybody else is shown a file of root's."""
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
    else:
        path.unlink()
        os.link("/etc/hostname", path)


SHORT = base64.b64encode(bytes(31)).decode()
WRONG = {
    "missing": (lambda path: path.unlink(), "There is no key file"),
    "no folder": (lambda path: path.parent.rename(path.parent / "../gone"), "There is no key file"),
    "readable by the group": (lambda path: path.chmod(0o440), "Others may read"),
    "readable by all": (lambda path: path.chmod(0o404), "Others may read"),
    "writable by the group": (lambda path: path.chmod(0o420), "Others may read"),
    "a symbolic link": (linked, "plain file of the portal's user"),
    "a folder": (a_folder, "plain file of the portal's user"),
    "another user's": (somebody_else_s, "plain file of the portal's user"),
    "empty": (written(b""), "is damaged"),
    "cut short": (cut, "is damaged"),
    "not text": (written(b"\xff\xfe\0"), "is damaged"),
    "a list": (written(b"[]"), "is damaged"),
    "without a current key": (set_in(current="0" * 32), "is damaged"),
    "an odd current key": (set_in(current=["a"]), "is damaged"),
    "without keys": (set_in(keys={}), "is damaged"),
    "a short key": (set_in(keys={"a": SHORT}, current="a"), "is damaged"),
    "no base64": (set_in(keys={"a": "?"}, current="a"), "is damaged"),
    "a short signing key": (set_in(signing=SHORT), "is damaged"),
    "no signing key": (set_in(signing=None), "is damaged"),
}


@pytest.mark.parametrize(("spoil", "says"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_one_sentence(
    path: Path, spoil: Callable[[Path], object], says: str
) -> None:
    secrets = [path.read_text()[60:90]]
    spoil(path)
    with pytest.raises(KeysWrong, match=says) as caught:
        KeyFile(path)
    assert SENTENCE.fullmatch(str(caught.value))
    assert str(path) in str(caught.value)
    assert not any(secret in str(caught.value) for secret in secrets)


def test_a_new_file_is_ours_alone(path: Path) -> None:
    found = path.stat()
    assert (found.st_mode & 0o777, found.st_uid) == (0o400, os.geteuid())
    assert [p.name for p in path.parent.iterdir()] == ["keys.json"]


def test_a_file_that_stands_is_never_overwritten(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(KeysWrong, match="left as it is"):
        make_key_file(path)
    assert path.read_bytes() == before


def test_neither_is_a_damaged_one_or_a_link_to_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")
    with pytest.raises(KeysWrong, match="left as it is"):
        make_key_file(path)
    assert path.is_symlink()
    path.unlink()
    path.write_bytes(b"damaged")
    with pytest.raises(KeysWrong, match="left as it is"):
        make_key_file(path)
    assert path.read_bytes() == b"damaged"


def test_of_eight_who_make_it_at_once_one_does(tmp_path: Path) -> None:
    told = together(*[lambda: make_key_file(tmp_path / "keys.json")] * 8)
    made = [one for one in told if isinstance(one, KeyFile)]
    assert len(made) == 1
    assert [type(one) for one in told if one not in made] == [KeysWrong] * 7
    assert KeyFile(tmp_path / "keys.json").current() == made[0].current()


def test_keys_added_at_once_are_all_kept(path: Path) -> None:
    files = [KeyFile(path) for _ in range(8)]
    added = together(*[file.add for file in files])
    assert KeyFile(path).held() > set(added)
    assert len(set(added)) == 8


def test_what_is_wrapped_unwraps_in_its_place_alone(path: Path) -> None:
    file = KeyFile(path)
    kek, wrapped = file.wrap(b"k" * 32, bound=b"here")
    assert file.unwrap(kek, wrapped, bound=b"here") == b"k" * 32
    for odd, bound in ((wrapped, b"there"), (wrapped[:-1], b"here"), (b"", b"here")):
        with pytest.raises(KeysWrong, match="wrong key"):
            file.unwrap(kek, odd, bound=bound)


def test_the_current_key_is_never_forgotten(path: Path) -> None:
    file = KeyFile(path)
    old = file.current()
    new = file.add()
    file.forget({old, new})
    assert KeyFile(path).held() == {new}


# With a database


def told_at_start(ground: Ground) -> str:
    """What a process that starts now is told."""
    with pytest.raises(KeysWrong) as caught, ground.second().read(""):
        pass
    assert SENTENCE.fullmatch(str(caught.value))
    return str(caught.value)


def test_another_portals_file_does_not_fit(ground: Ground) -> None:
    ground.provider.path.unlink()
    make_key_file(ground.provider.path)
    assert "another portal's file or an older copy" in told_at_start(ground)


def test_a_file_rotated_back_does_not_fit(ground: Ground) -> None:
    """A copy from before the newest key-encryption key was made."""
    path = ground.provider.path
    older = path.read_bytes()
    rotate_kek(ground.engine, ground.provider)
    assert forget_keks(ground.engine, ground.provider)
    path.unlink()
    path.write_bytes(older)
    path.chmod(0o400)
    assert "another portal's file or an older copy" in told_at_start(ground)


def test_a_wrong_key_under_the_right_name_is_told(ground: Ground) -> None:
    wrong = base64.b64encode(bytes(32)).decode()
    kek = ground.provider.current()
    rewritten(ground.provider.path, lambda told: told["keys"].update({kek: wrong}))
    assert "wrong key under the id" in told_at_start(ground)


def test_a_process_that_serves_goes_on_without_its_file(ground: Ground) -> None:
    """What it holds it can open; but it makes no key that nobody else could unwrap."""
    ground.write("first words")
    ground.provider.path.unlink()
    assert ground.words() == ["first words"]
    with pytest.raises(KeysWrong, match="There is no key file"):
        ground.write("words of a new owner", owner="9" * 32)
    assert len(ground.data_keys(owner_id="9" * 32)) == 0


def test_a_process_that_serves_uses_no_file_put_in_place_of_its_own(ground: Ground) -> None:
    ground.provider.path.unlink()
    make_key_file(ground.provider.path)
    with pytest.raises(KeysWrong, match="another portal's"):
        ground.write("words of a new owner", owner="9" * 32)


def test_a_process_that_serves_wraps_with_the_newest_key(ground: Ground) -> None:
    """It began before the rotation, and the key that it knew as current is gone."""
    serving = ground.second()
    assert ground.words(serving) == []
    rotate_kek(ground.engine, ground.provider)
    forget_keks(ground.engine, ground.provider)
    ground.write("words of a new owner", owner="9" * 32, vault=serving)
    assert status(ground.engine).keks.keys() == {ground.provider.current()}
    assert [key.kek for key in ground.data_keys(owner_id="9" * 32)] == [ground.provider.current()]
