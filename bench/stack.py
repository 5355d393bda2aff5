"""Services and nodes of one bench: own data directory, own ports, gone afterwards.

The data lies under `.run/bench-<pid>`, because PostgreSQL must be able to enter it as an unprivileged user, and is
removed at the end unless `KONTOR_BENCH_KEEP=1`.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bench.harness import ROOT, say
from config.embedded.demo import Demo, Node


class Stack:
    """A running product. Benches start and kill nodes by name: `web-eu`, `worker-eu`, `web-control`, ..."""

    def __init__(self, profile: str, regions: tuple[str, ...], *, apart: bool) -> None:
        self.profile = profile
        self.regions = regions
        self.runner = Demo(profile, regions, apart=apart)
        self.told: dict[str, Any] = {}

    @property
    def env(self) -> dict[str, str]:
        """Environment of a tool that works on this stack."""
        return os.environ | {
            "KONTOR_PROFILE": self.profile,
            "KONTOR_KIND": "tools",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "config.settings.base",
        }

    def manage(self, *words: str, capture: bool = False) -> str:
        """Run a management command; its output is the bench's progress unless captured."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE if capture else sys.stderr,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(words)} ended with {done.returncode}")
        return done.stdout or ""

    def node(self, name: str) -> Node:
        return next(node for node in self.runner.nodes if node.name == name)

    def another_worker(self, region: str, number: int) -> str:
        """One more worker process of a region, without the clock; return its name."""
        first = self.node(f"worker-{region}")
        name = f"{first.name}-{number}"
        beat = first.command.index("-s")
        command = [word for word in first.command[:beat] + first.command[beat + 2 :] if word != "-B"]
        named = [word.replace(f"{region}@", f"{region}-{number}@") for word in command]
        self.runner.nodes.append(Node(name, named, first.env))
        return name

    def start(self, *names: str) -> None:
        """Start nodes and wait until those with a port answer."""
        for name in names:
            self.runner._start(self.node(name))
        self._wait(names)

    def kill(self, name: str, sign: signal.Signals = signal.SIGKILL) -> None:
        """End a node's whole process group at once."""
        process = self.node(name).process
        if process is not None and process.poll() is None:
            os.killpg(process.pid, sign)
            process.wait(30)

    def kill_and_start(self, name: str) -> None:
        """SIGKILL a node, `postgres` or `valkey`, and start it again after a second."""
        if name in ("postgres", "valkey"):
            owned = self.runner.services.owned()["postgres-eu" if name == "postgres" else name]
            os.kill(owned.pid, signal.SIGKILL)
            time.sleep(1)
            self.runner.services.start()
        else:
            self.kill(name)
            time.sleep(1)
            self.start(name)

    def _wait(self, names: Sequence[str]) -> None:
        from config.embedded.demo import _answers

        for name in names:
            node = self.node(name)
            until = time.monotonic() + 60
            while node.port is not None and not _answers(node.port):
                if node.process is None or node.process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{name} did not start; see {self.runner.services.dir / 'log' / name}.log")
                time.sleep(0.05)

    def provision(self, slug: str, region: str, name: str) -> str:
        """Open a marketplace and return its address."""
        words = ("provision", slug, "--region", region, "--name", name, "--admin-email", f"owner@{slug}.example")
        return self.manage(*words, capture=True).strip().splitlines()[-1]


@contextmanager
def stack(name: str, regions: tuple[str, ...] = ("eu",), *, apart: bool = True) -> Iterator[Stack]:
    """Services of a bench, migrated, and nodes that are not started; pages and lane are two processes, or one."""
    made = Stack(f"bench-{name}-{os.getpid()}", regions, apart=apart)
    say(f"{name}: starting services in {made.runner.services.dir}")
    try:
        made.told = made.runner.services.start()
        made.manage("migrate_all")
        made.manage("collectstatic", "--noinput", "-v", "0")
        made.runner._nodes(made.told)
        yield made
    finally:
        for node in made.runner.nodes:
            if node.process is not None and node.process.poll() is None:
                os.killpg(node.process.pid, signal.SIGTERM)
        for node in made.runner.nodes:
            if node.process is not None:
                try:
                    node.process.wait(15)
                except subprocess.TimeoutExpired:
                    os.killpg(node.process.pid, signal.SIGKILL)
        made.runner.services.stop()
        if os.environ.get("KONTOR_BENCH_KEEP") != "1":
            shutil.rmtree(made.runner.services.dir, ignore_errors=True)
