"""The whole product on one machine: services, migrations, demo data, nodes; one supervisor that owns them all.

Each node is a process group of its own. A crashed node starts again with a growing pause; when the supervisor ends,
every node ends with it, also one that was still starting. Data stays for the next time.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.embedded.processes import Owned, StartError, end, is_alive, own, tail
from config.embedded.services import ROOT, Services

ANSWER_S = 60


@dataclass(slots=True)
class Node:
    """One process of the product."""

    name: str
    command: list[str]
    env: dict[str, str]
    port: int | None = None
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    not_before: float = 0.0
    started_at: float = field(default_factory=time.monotonic)


class Demo:
    """`run` until a signal, or in the background.

    `apart`: a region's pages and its lane are two processes, as on a larger machine; otherwise they are one.
    """

    def __init__(self, profile: str, regions: tuple[str, ...], *, apart: bool = False) -> None:
        self.services = Services(profile, regions)
        self.profile = profile
        self.regions = regions
        self.apart = apart
        self.nodes: list[Node] = []
        self.ending = False

    @property
    def nodes_file(self) -> Path:
        return self.services.dir / "nodes.json"

    # -- verbs -------------------------------------------------------------------------------------------------------

    def run(self, *, background: bool) -> int:
        running = self._supervisor()
        if running:
            raise StartError(f"the demo is running already (process {running.pid}); `make demo-stop` ends it")
        if background:
            return self._background()
        began = time.monotonic()
        told = self.services.start()
        self._say("services are running")
        self._manage("migrate_all", "--quiet")
        self._manage("collectstatic", "--noinput", "-v", "0")
        self._nodes(told)
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._on_signal)
        try:
            for node in self.nodes:
                self._start(node)
            self._write()
            self._wait_for_answers()
            self._manage("seed_demo")
            self._print(told, time.monotonic() - began)
            (self.services.dir / "ready").write_text(f"{time.monotonic() - began:.2f}")
            self._watch()
        finally:
            self._end()
        return 0

    def stop(self) -> int:
        supervisor = self._supervisor()
        ended = end(supervisor, signal.SIGTERM, 60)
        self._end_leftovers()
        self.services.stop()
        self._say("stopped" if ended else "no demo was running")
        return 0

    def _background(self) -> int:
        ready = self.services.dir / "ready"
        ready.unlink(missing_ok=True)
        self.services.dir.mkdir(parents=True, exist_ok=True)
        log = self.services.dir / "demo.log"
        with log.open("ab") as out:
            child = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "demo", "--profile", self.profile, "--regions",
                 ",".join(self.regions)],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, cwd=ROOT,
            )  # fmt: skip
        while child.poll() is None:
            if ready.exists():
                self._say(f"running in the background; {log} has the addresses and sign-ins")
                return 0
            time.sleep(0.2)
        raise StartError(f"the demo did not start: {tail(log)}")

    # -- nodes -------------------------------------------------------------------------------------------------------

    def _nodes(self, told: dict[str, Any]) -> None:
        self._web("control", {"KONTOR_KIND": "control"}, int(told["port_node_control"]))
        self._worker("control", {"KONTOR_KIND": "control"}, "control")
        for region in self.regions:
            env = {"KONTOR_KIND": "region", "KONTOR_REGION": region}
            if self.apart:
                self._web(region, env, int(told[f"port_node_{region}"]))
                self._lane(region, env, int(told[f"port_lane_{region}"]))
            else:
                self._node(region, env, int(told[f"port_node_{region}"]))
            self._worker(region, env, f"region-{region}")
            self._stream(region, int(told[f"port_stream_{region}"]))

    def _web(self, name: str, env: dict[str, str], port: int) -> None:
        command = [
            _tool("granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
            "--blocking-threads", "4", "--backlog", "256", "--no-ws", "config.wsgi:application",
        ]  # fmt: skip
        self.nodes.append(Node(f"web-{name}", command, self._env(env), port))

    def _worker(self, name: str, env: dict[str, str], queue: str) -> None:
        command = [
            _tool("celery"), "-A", "config.celery", "worker", "-P", "threads", "-c", "2", "-B", "-Q", queue,
            "-n", f"{name}@kontor", "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING",
            "-s", str(self.services.dir / f"beat-{name}"),
        ]  # fmt: skip
        self.nodes.append(Node(f"worker-{name}", command, self._env(env | {"KONTOR_WORKER": "1"})))

    def _stream(self, region: str, port: int) -> None:
        command = [sys.executable, "-m", "config.stream", "--host", "127.0.0.1", "--port", str(port)]
        env = self._env({"KONTOR_KIND": "stream", "KONTOR_REGION": region})
        self.nodes.append(Node(f"stream-{region}", command, env, port))

    def _lane(self, region: str, env: dict[str, str], port: int) -> None:
        command = [
            _tool("granian"), "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
            "--loop", "asyncio", "--backlog", "1024", "--no-ws", "config.lane:application",
        ]  # fmt: skip
        self.nodes.append(Node(f"lane-{region}", command, self._env(env), port))

    def _node(self, region: str, env: dict[str, str], port: int) -> None:
        command = [sys.executable, "-m", "config.node", "--host", "127.0.0.1", "--port", str(port)]
        env = self._env(env | {"KONTOR_LANE_URL": f"http://{{host}}:{port}"})
        self.nodes.append(Node(f"node-{region}", command, env, port))

    def _env(self, more: dict[str, str]) -> dict[str, str]:
        return os.environ | {
            "KONTOR_PROFILE": self.profile,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "PYTHONNODEBUGRANGES": "1",  # columns of code, for tracebacks alone: 2 MiB in each process
            "DJANGO_SETTINGS_MODULE": "config.settings.base",
        } | more  # fmt: skip

    def _start(self, node: Node) -> None:
        log = self.services.dir / "log" / f"{node.name}.log"
        with log.open("ab") as out:
            node.process = subprocess.Popen(
                node.command, cwd=ROOT, env=node.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
        node.started_at = time.monotonic()

    def _watch(self) -> None:
        while not self.ending:
            time.sleep(0.5)
            self._mend_services()
            for node in self.nodes:
                if node.process is None or node.process.poll() is None or self.ending:
                    continue
                now = time.monotonic()
                if node.not_before == 0.0:
                    node.failures = node.failures + 1 if now - node.started_at < 60 else 1
                    node.not_before = now + min(2**node.failures, 30)
                    self._say(f"{node.name} ended with {node.process.returncode}; it starts again")
                elif now >= node.not_before:
                    node.not_before = 0.0
                    self._start(node)
                    self._write()

    def _mend_services(self) -> None:
        """A killed server starts again where it was; the nodes connect anew by themselves."""
        dead = [name for name, alive in self.services.status().items() if not alive]
        if dead and not self.ending:
            self._say(f"{', '.join(dead)} ended; it starts again")
            try:
                self.services.start()
            except StartError as error:
                self._say(str(error))

    def _wait_for_answers(self) -> None:
        for node in self.nodes:
            if node.port is None:
                continue
            until = time.monotonic() + ANSWER_S
            while not _answers(node.port):
                if self.ending:
                    return
                if node.process is None or node.process.poll() is not None or time.monotonic() > until:
                    raise StartError(
                        f"{node.name} did not start: {tail(self.services.dir / 'log' / f'{node.name}.log')}"
                    )
                time.sleep(0.05)

    def _end(self) -> None:
        self.ending = True
        for node in self.nodes:
            if node.process and node.process.poll() is None:
                _signal_group(node.process.pid, signal.SIGTERM)
        until = time.monotonic() + 15
        for node in self.nodes:
            if node.process is None:
                continue
            with contextlib.suppress(subprocess.TimeoutExpired):
                node.process.wait(max(0.1, until - time.monotonic()))
            # The group may outlive its leader: a worker that was still starting, a beat.
            _signal_group(node.process.pid, signal.SIGKILL)
        self.nodes_file.unlink(missing_ok=True)
        (self.services.dir / "ready").unlink(missing_ok=True)
        self.services.stop()

    def _end_leftovers(self) -> None:
        """Nodes of a supervisor that was killed."""
        if not self.nodes_file.exists():
            return
        for entry in json.loads(self.nodes_file.read_text()).values():
            process = Owned(**entry["process"])
            if is_alive(process):
                _signal_group(process.pid, signal.SIGTERM)
                end(process, signal.SIGTERM, 10)
        self.nodes_file.unlink(missing_ok=True)

    # -- the rest ----------------------------------------------------------------------------------------------------

    def _on_signal(self, number: int, frame: object) -> None:
        self.ending = True

    def _supervisor(self) -> Owned | None:
        if not self.nodes_file.exists():
            return None
        entry = json.loads(self.nodes_file.read_text()).get("supervisor")
        process = Owned(**entry["process"]) if entry else None
        if is_alive(process):
            return process
        self._end_leftovers()
        return None

    def _write(self) -> None:
        table: dict[str, Any] = {"supervisor": {"process": own(os.getpid()).as_json(), "port": None}}
        for node in self.nodes:
            if node.process:
                table[node.name] = {"process": own(node.process.pid).as_json(), "port": node.port}
        self.nodes_file.write_text(json.dumps(table, indent=1))

    def _manage(self, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words], cwd=ROOT, env=self._env({"KONTOR_KIND": "tools"}),
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise StartError(f"`manage.py {words[0]}` failed; the lines above say why")

    def _print(self, told: dict[str, Any], took_s: float) -> None:
        path = self.services.dir / "signins.json"
        signins = json.loads(path.read_text()) if path.exists() else []
        print(f"\nKontor is running (ready after {took_s:.1f} s). Ctrl-C ends it; the data stays.\n")
        for entry in signins:
            print(f"  {entry['title']}\n    {entry['url']}")
            for person in entry["people"]:
                print(f"      {person['email']:<38} {person['password']}   {person['note']}".rstrip())
            print()
        print(f"  Mail sent by the demo: {told.get('mail_web_url', '')}")
        print("  Authenticator codes:   .venv/bin/python manage.py demo_code EMAIL\n", flush=True)

    def _say(self, text: str) -> None:
        print(f"demo: {text}", file=sys.stderr, flush=True)


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _answers(port: int) -> bool:
    """Any HTTP answer will do: an unknown host is a 404 from a living node."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _signal_group(pid: int, sign: signal.Signals) -> None:
    try:
        os.killpg(pid, sign)
    except (ProcessLookupError, PermissionError):
        return
