"""Which databases a process may reach, by its kind.

A region process serves exactly one region and holds no credentials of another; `default` is always the process's own
database, so a bare `atomic()` of third-party code is right.
"""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from config.environment import Environment

TENANT_ENGINE = "shared_apps.tenancy.backend"
PLAIN_ENGINE = "django.db.backends.postgresql"


def parse(url: str, engine: str, *, pool: bool) -> dict[str, Any]:
    """Django's settings for one `postgresql://user:password@host:port/name?sslmode=verify-full` url."""
    parts = urlsplit(url)
    options: dict[str, Any] = {"connect_timeout": 10}
    asked = dict(parse_qsl(parts.query))
    if "sslmode" in asked:
        # TLS 1.3 only, unless the url says otherwise of a server that is not able to.
        options |= {"ssl_min_protocol_version": "TLSv1.3"} | asked
    if pool:
        options["pool"] = {"min_size": 1, "max_size": 10, "timeout": 10, "max_lifetime": 1800}
    return {
        "ENGINE": engine,
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "TEST": {"MIGRATE": False},
    }


def databases_for(env: Environment) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Return DATABASES and `{region: alias}` of the regions this process serves."""
    pool = env.kind in ("control", "region")
    control = parse(env.control_url, PLAIN_ENGINE, pool=pool)
    if env.kind == "control":
        return {"default": control, "control": control}, {}
    if env.kind == "region":
        own = parse(env.region_urls[env.region], TENANT_ENGINE, pool=pool)
        return {"default": own, "control": control}, {env.region: "default"}
    first, *others = env.region_urls
    found = {"default": parse(env.region_urls[first], TENANT_ENGINE, pool=False), "control": control}
    found |= {region: parse(env.region_urls[region], TENANT_ENGINE, pool=False) for region in others}
    return found, {first: "default", **{region: region for region in others}}
