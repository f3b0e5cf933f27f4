"""The portal's own command. Every failure that a keeper can mend ends in one sentence."""

import argparse
import socket
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
import uvicorn

from portal import console, demo
from portal.app import kept, make_app, open_vault
from portal.clocks.tables import TableWrong
from portal.db import open_database
from portal.gate import audit, rotation
from portal.gate.keyfile import KeyFile, KeysWrong
from portal.gate.matrix import matrix
from portal.gate.policy import LawWrong
from portal.migrate import SchemaWrong, check_schema, migrate
from portal.people.models import AGENCY_KINDS
from portal.settings import Settings, SettingsWrong, from_environment

PLAIN = (SettingsWrong, KeysWrong, SchemaWrong, LawWrong, TableWrong, console.CannotDo)
"""Failures whose message is the whole answer."""


def main(argv: Sequence[str] | None = None) -> int:
    """0 done; 1 something was found or could not be done; 2 the command was not understood."""
    told = _parser().parse_args(argv)
    try:
        return int(told.run(told) or 0)
    except PLAIN as why:
        print(why, file=sys.stderr)
    except sa.exc.OperationalError:
        print("The portal cannot reach its database. Is its address right?", file=sys.stderr)
    except KeyboardInterrupt:
        pass
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="portal", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    def verb(name: str, run: Callable[[argparse.Namespace], int | None]) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=run.__doc__, description=run.__doc__)
        made.set_defaults(run=run)
        return made

    made = verb("setup", setup)
    made.add_argument("--agency", required=True, help="the first agency's name")
    made.add_argument("--kind", required=True, choices=AGENCY_KINDS)
    made.add_argument("--name", required=True, help="the first administrator's name")
    made.add_argument("--email", required=True, help="her work e-mail address")
    _address(verb("serve", serve), 8000)
    made = verb("demo", run_demo)
    _address(made, 8000)
    made.add_argument("--database-url", help="a database for the demonstration alone")
    made.add_argument("--fresh", action="store_true", help="begin the demonstration again")
    made.add_argument("--folder", type=Path, default=demo.FOLDER, help="where its files lie")
    verb("migrate", run_migrate)
    made = verb("keys", keys)
    made.add_argument("what", choices=["status", "rotate", "rotate-kek", "forget-keks", "shred"])
    made.add_argument("--review", default="", help="shred: the review whose keys are destroyed")
    made.add_argument("--resume", action="store_true", help="rotate-kek: go on, make no new key")
    verb("verify-ledger", verify_ledger)
    verb("export-ledger", export_ledger).add_argument("--owner", required=True)
    verb("matrix", print_matrix)
    return parser


def _address(parser: argparse.ArgumentParser, port: int) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--proxy", default="", help="the address of the proxy in front, if any")


def setup(told: argparse.Namespace) -> None:
    """Begin a portal in an empty database: keys, schema, first agency and administrator."""
    settings = from_environment()
    code = console.begin(
        settings, agency=told.agency, kind=told.kind, name=told.name, email=told.email
    )
    print(f"The portal is ready. Its administrator enrols at {settings.origin}/enrol")
    print(f"with this enrolment code, which is good for seven days: {code}")
    print(f"The ledger's public key, for those who verify it: {console.public_key(settings)}")


def serve(told: argparse.Namespace) -> None:
    """Serve the portal."""
    settings = from_environment()
    engine = open_database(settings.database_url)
    try:
        check_schema(engine)
        if console.about(engine, demo.MARK):
            raise console.CannotDo(
                "This database is a demonstration. Serve a real one, or `portal demo`."
            )
    finally:
        engine.dispose()
    _run(settings, told, told.host)


def run_demo(told: argparse.Namespace) -> None:
    """Show the portal with invented people, on this machine alone."""
    if told.host not in {"127.0.0.1", "::1", "localhost"}:
        raise console.CannotDo("The demonstration is for this machine alone: --host 127.0.0.1.")
    _free(told.host, told.port)
    settings = demo.settings(told.folder, told.port, told.database_url)
    demo.prepare(settings, fresh=told.fresh)
    print(f"The demonstration is at {settings.origin} - stop it with Ctrl-C.", flush=True)
    _run(settings, told, told.host)


def _run(settings: Settings, told: argparse.Namespace, host: str) -> None:
    listener = _free(host, told.port)
    vault = open_vault(settings)
    config = uvicorn.Config(
        make_app(vault, settings),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        proxy_headers=bool(told.proxy),
        forwarded_allow_ips=told.proxy or None,
        timeout_graceful_shutdown=10,
    )
    with kept(vault, settings):
        uvicorn.Server(config).run(sockets=[listener])


def _free(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises CannotDo where something else does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError):
        raise console.CannotDo(
            f"Port {port} is in use or not allowed. Choose another with --port."
        ) from None
    return listener


def run_migrate(_: argparse.Namespace) -> None:
    """Bring the database to this portal's schema and its reviews to this portal's law."""
    settings = from_environment()
    engine = open_database(settings.database_url)
    migrate(engine)
    print(f"The schema is current; {console.reissue(engine)} reviews were given the current law.")


def keys(told: argparse.Namespace) -> None:
    """Show, rotate or destroy keys; the portal may go on serving."""
    settings = from_environment()
    engine, provider = open_database(settings.database_url), KeyFile(settings.key_file)
    if told.what == "rotate":
        for done in console.rotate(engine, provider):
            print(f"\r{done} envelopes sealed again", end="", flush=True)
        print()
    elif told.what == "rotate-kek":
        count = rotation.rotate_kek(engine, provider, fresh=not told.resume)
        print(f"{count} data keys are wrapped by the new key-encryption key.")
    elif told.what == "forget-keks":
        print(
            f"{len(rotation.forget_keks(engine, provider))} idle key-encryption keys were dropped."
        )
    elif told.what == "shred":
        print(f"{console.shred(engine, told.review)} keys were destroyed.")
    found = rotation.status(engine)
    print(f"Data keys: {found.active} active, {found.retired} retired, {found.shredded} shredded.")
    for kek, count in found.keks.items():
        print(f"Key-encryption key {kek} wraps {count}.")


def verify_ledger(_: argparse.Namespace) -> int:
    """Verify every stream, checkpoint, witness and journal."""
    settings = from_environment()
    result = console.verify(settings)
    for finding in result.findings:
        print(f"{finding.where}: {finding.what}.")
    print(
        f"{result.entries} entries, {result.checkpoints} checkpoints, {result.uncovered} entries "
        f"not covered yet: {len(result.findings)} findings."
    )
    return 1 if result.findings else 0


def export_ledger(told: argparse.Namespace) -> None:
    """Write one owner's streams to standard output, for deploy/verify_ledger.py."""
    settings = from_environment()
    public = KeyFile(settings.key_file).public()
    engine = open_database(settings.database_url)
    for line in audit.export(engine, public, told.owner, now=datetime.now(UTC)):
        print(line)


def print_matrix(_: argparse.Namespace) -> None:
    """Print the law as a matrix of acts by roles."""
    print(matrix(), end="")
