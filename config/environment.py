"""What a process is told from outside, typed and read once; a process with a wrong or missing value does not start.

Sources in order: `KONTOR_*` variables, then `.run/<profile>/services.json`, which the launcher of the embedded services
writes. A web process gets no provisioning login, and the stream process no database, whatever the file says.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, NoReturn, cast
from urllib.parse import urlsplit

Kind = Literal["control", "region", "stream", "tools", "test"]
KINDS = ("control", "region", "stream", "tools", "test")
# For commands that only read code (lint, catalogues, schema): addresses where nothing listens.
OFFLINE = {
    "secret_key": "offline",
    "control_url": "postgresql://offline@127.0.0.1:1/offline",
    "directory_url": "postgresql://offline@127.0.0.1:1/offline",
    "region_eu_url": "postgresql://offline@127.0.0.1:1/offline",
    "region_cn_url": "postgresql://offline@127.0.0.1:1/offline",
    "cache_url": "redis://127.0.0.1:1/0",
    "broker_url": "redis://127.0.0.1:1/0",
}
ROOT = Path(__file__).resolve().parents[1]


class WrongEnvironment(SystemExit):
    """One clear sentence on stderr, exit code 1."""

    def __init__(self, sentence: str) -> None:
        sys.stderr.write(f"kontor: {sentence}\n")
        super().__init__(1)


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything outside the code that a process needs. Urls are `postgresql://user:password@host:port/name`."""

    kind: Kind
    region: str
    secret_key: str
    control_url: str
    region_urls: Mapping[str, str]
    control_admin_url: str
    region_admin_urls: Mapping[str, str]
    cache_url: str
    broker_url: str
    control_hosts: tuple[str, ...]
    base_domain: str
    node_urls: Mapping[str, str]
    stream_urls: Mapping[str, str]
    lane_urls: Mapping[str, str]
    object_root: Path
    object_endpoint: str
    object_bucket: str
    key_ring: Path
    key_bucket: str
    kms_key_ids: Mapping[str, str]
    kms_signing_key_ids: Mapping[str, str]
    egress_allowed: tuple[str, ...]
    mail_host: str
    mail_port: int
    https: bool
    security_contact: str
    support_country: str
    destruction_wait_h: int
    log_level: str
    run_dir: Path
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def regions(self) -> tuple[str, ...]:
        return tuple(self.region_urls)


def fail(sentence: str) -> NoReturn:
    """Refuse to start."""
    raise WrongEnvironment(sentence)


def run_dir_of(profile: str) -> Path:
    """Folder of a profile of the embedded services; the same rule as the launcher's."""
    return Path(os.environ.get("KONTOR_RUN_DIR", str(ROOT / ".run"))) / profile


def _file(profile: str) -> dict[str, Any]:
    path = run_dir_of(profile) / "services.json"
    if not path.is_file():
        return {}
    try:
        return cast(dict[str, Any], json.loads(path.read_text()))
    except (OSError, ValueError) as error:
        fail(f"{path} cannot be read ({error}); run `python manage.py services start` again")


LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def check_transport(env: Environment) -> None:
    """Behind https no service on another machine is spoken to in clear, or without knowing that it is the right one."""
    databases = {
        "control": env.control_url, "control admin": env.control_admin_url, **env.region_urls,
        **{f"{name} admin": url for name, url in env.region_admin_urls.items()},
    }  # fmt: skip
    for name, url in databases.items():
        parts = urlsplit(url)
        if parts.hostname and parts.hostname not in LOOPBACK and "sslmode=verify-full" not in parts.query.split("&"):
            fail(f"the database {name} is on {parts.hostname}: its url must end with ?sslmode=verify-full")
    for name, url in {"CACHE_URL": env.cache_url, "BROKER_URL": env.broker_url}.items():
        parts = urlsplit(url)
        if parts.hostname and parts.hostname not in LOOPBACK and parts.scheme != "rediss":
            fail(f"KONTOR_{name} is on {parts.hostname}: it must begin with rediss://")


@cache
def load() -> Environment:
    """The environment of this process."""
    env = os.environ
    kind = env.get("KONTOR_KIND", "tools")
    if kind not in KINDS:
        fail(f"KONTOR_KIND is {kind!r}; it must be one of {', '.join(KINDS)}")
    profile = env.get("KONTOR_PROFILE", "test" if kind == "test" else "demo")
    told = _file(profile)
    if env.get("KONTOR_OFFLINE") == "1":
        told = OFFLINE | told

    def value(name: str, default: str | None = None) -> str:
        found = env.get(f"KONTOR_{name}") or told.get(name.lower()) or default
        if found is None:
            fail(f"KONTOR_{name} is not set and no embedded service runs; run `python manage.py services start`")
        return str(found)

    def port(name: str, default: str) -> int:
        found = value(name, default)
        if not found.isdecimal():
            fail(f"KONTOR_{name} is {found!r}; it must be a whole number")
        return int(found)

    regions = [r for r in value("REGIONS", "eu,cn").split(",") if r]
    region = env.get("KONTOR_REGION", "")
    if kind in ("region", "stream") and region not in regions:
        fail(f"KONTOR_REGION is {region!r}; a {kind} process must name one of {', '.join(regions)}")
    serves = [region] if kind == "region" else [] if kind in ("control", "stream") else regions
    worker = env.get("KONTOR_WORKER") == "1" or kind in ("tools", "test")
    control = "DIRECTORY_URL" if kind == "region" else "CONTROL_URL"
    run_dir = run_dir_of(profile)
    # How long at least passes between asking for the keys of a marketplace to be destroyed and agreeing to it.
    wait_h = port("DESTRUCTION_WAIT_HOURS", "24")
    if not 24 <= wait_h <= 144:
        fail(f"KONTOR_DESTRUCTION_WAIT_HOURS is {wait_h}; it must be 24 to 144")
    made = Environment(
        kind=cast(Kind, kind),
        region=region,
        secret_key=value("SECRET_KEY"),
        control_url=value(control) if kind != "stream" else "",
        region_urls={name: value(f"REGION_{name.upper()}_URL") for name in serves},
        control_admin_url=value("CONTROL_ADMIN_URL", "") if worker and kind != "region" else "",
        region_admin_urls={n: value(f"REGION_{n.upper()}_ADMIN_URL", "") for n in serves} if worker else {},
        cache_url=value("CACHE_URL"),
        broker_url=value("BROKER_URL") if kind != "stream" else "",
        control_hosts=tuple(value("CONTROL_HOSTS", "localhost,127.0.0.1").split(",")),
        base_domain=value("BASE_DOMAIN", "localhost"),
        node_urls={name: value(f"NODE_{name.upper()}_URL", "") for name in ("control", *regions)},
        # Where browsers reach the live rooms; `{host}` stands for the marketplace's own host name.
        stream_urls={name: value("STREAM_URL", "") or value(f"STREAM_{name.upper()}_URL", "") for name in serves},
        # Where other systems may send bids; without one they go where everything else goes.
        lane_urls={name: value("LANE_URL", "") or value(f"LANE_{name.upper()}_URL", "") for name in serves},
        object_root=Path(value("OBJECT_ROOT", str(run_dir / "objects"))),
        object_endpoint=value("OBJECT_ENDPOINT", ""),
        object_bucket=value("OBJECT_BUCKET", ""),
        key_ring=Path(value("KEY_RING", str(run_dir / "keys"))),
        # Wrapped data keys; without versions and outside every backup, or a destroyed key could be brought back.
        key_bucket=value("KEY_BUCKET", ""),
        kms_key_ids={name: value(f"KMS_{name.upper()}_KEY", "") for name in serves},
        # Of the kind ECC_NIST_EDWARDS25519; they sign the heads of logs.
        kms_signing_key_ids={n: value(f"KMS_{n.upper()}_SIGNING_KEY", "") for n in (*serves, "control")},
        # Hosts with ports that may be private and plain http: development and the simulator, never a real region.
        egress_allowed=tuple(filter(None, value("EGRESS_ALLOWED", "").split(","))),
        mail_host=value("MAIL_HOST", "127.0.0.1"),
        mail_port=port("MAIL_PORT", "1025"),
        https=value("HTTPS", "0") == "1",
        # Whoever finds a hole is told to write here (RFC 9116).
        support_country=value("SUPPORT_COUNTRY", "").upper(),
        destruction_wait_h=wait_h,
        security_contact=value("SECURITY_CONTACT", f"mailto:security@{value('BASE_DOMAIN', 'localhost')}"),
        log_level=value("LOG_LEVEL", "INFO"),
        run_dir=run_dir,
    )
    if made.https:
        check_transport(made)
    return made
