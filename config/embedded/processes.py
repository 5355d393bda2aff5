"""Start, recognise and end the processes we own, and none that we do not.

A pid alone says little: after a reboot another program may have it. The kernel's start time of the process is kept
beside the pid, and only a process with both is ours.
"""

import contextlib
import os
import pwd
import signal
import socket
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FIRST_PORT, LAST_PORT = 20000, 32000


class StartError(RuntimeError):
    """A service could not be started; the text is one sentence for people."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A process of ours: pid and the kernel's start time in clock ticks."""

    pid: int
    started: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def start_time(pid: int) -> str:
    """Start time of a living process, empty when there is none (a zombie counts as none)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return _ps_start(pid)
    return "" if fields[0] == "Z" else fields[19]


def _ps_start(pid: int) -> str:
    if Path("/proc/self/stat").exists():
        return ""
    done = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def is_alive(owned: Owned | None) -> bool:
    return owned is not None and owned.started != "" and start_time(owned.pid) == owned.started


def own(pid: int) -> Owned:
    return Owned(pid, start_time(pid))


def end(owned: Owned | None, how: signal.Signals, patience_s: float) -> bool:
    """Signal a process of ours and wait; kill its group at last. True when it was running."""
    if owned is None or not is_alive(owned):
        return False
    os.kill(owned.pid, how)
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        with contextlib.suppress(ChildProcessError, OSError):
            os.waitpid(owned.pid, os.WNOHANG)
        if not is_alive(owned):
            return True
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(owned.pid, signal.SIGKILL)
    return True


def end_orphans(title: str, home: Path, patience_s: float = 10) -> int:
    """End processes that a killed parent of ours left behind; return how many there were.

    They are known by the start of their title and their working folder `home`, which is ours alone; a parent that lives
    has the same folder. A child that computes does not notice its parent's death and holds what the next start needs.
    """
    pids = [int(place.name) for place in Path("/proc").glob("[0-9]*")]
    left = [own(pid) for pid in pids if _is_orphan(pid, title, home)]
    for how, patience in ((signal.SIGQUIT, patience_s), (signal.SIGKILL, 2.0)):
        for owned in filter(is_alive, left):
            with contextlib.suppress(ProcessLookupError):
                os.kill(owned.pid, how)
        until = time.monotonic() + patience
        while any(map(is_alive, left)) and time.monotonic() < until:
            time.sleep(0.05)
    return len(left)


def _is_orphan(pid: int, title: str, home: Path) -> bool:
    place = Path(f"/proc/{pid}")
    try:
        if not (place / "cmdline").read_bytes().startswith(title.encode()) or os.readlink(place / "cwd") != str(home):
            return False
        parent = int((place / "stat").read_text().rsplit(")", 1)[1].split()[1])
        return parent == 1 or os.readlink(f"/proc/{parent}/cwd") != str(home)
    except (OSError, ValueError, IndexError):
        return False


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(wanted: int, taken: set[int], patience_s: float = 0) -> int:
    """The wanted port, waited for a while, or the next free one below the kernel's ephemeral range."""
    until = time.monotonic() + patience_s
    while wanted not in taken and not is_free(wanted) and time.monotonic() < until:
        time.sleep(0.05)
    for port in [*range(wanted, LAST_PORT), *range(FIRST_PORT, wanted)]:
        if port not in taken and is_free(port):
            taken.add(port)
            return port
    raise StartError("no port between 20000 and 32000 is free on 127.0.0.1")


def unprivileged() -> tuple[int, int] | None:
    """User and group the servers run as when we are root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def reachable_by(ids: tuple[int, int] | None, path: Path) -> bool:
    """Whether the unprivileged user may walk down to `path`."""
    if ids is None:
        return True
    done = subprocess.run(["test", "-r", str(path)], user=ids[0], group=ids[1], extra_groups=[], check=False)
    return done.returncode == 0


def spawn(
    command: list[str], log: Path, ids: tuple[int, int] | None = None, env: dict[str, str] | None = None
) -> Owned:
    """Start in a session of its own, output to a log file."""
    identity: dict[str, Any] = {"user": ids[0], "group": ids[1], "extra_groups": []} if ids else {}
    with log.open("ab") as out:
        try:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, env=env, **identity
            )
        except OSError as error:
            raise StartError(f"{command[0]} cannot be started: {error.strerror}") from error
    return own(child.pid)


def tail(log: Path, lines: int = 3) -> str:
    """The end of a log file, on one line."""
    try:
        return " | ".join(log.read_text(errors="replace").strip().splitlines()[-lines:])
    except OSError:
        return ""
