"""Look where everything of a marketplace lies: database, files, keys, cache; and where nothing of it may lie.

Whoever scans asks the places themselves, each in turn: the tables of the schema, the object store, the cabinet of keys.
Other regions are asked too where this process can reach them, which only tools of an operator can.
"""

from datetime import date
from typing import Any

import psycopg
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum

from shared_apps.crypto.cabinet import cabinet
from shared_apps.crypto.models import DataKey
from shared_apps.egress.objects import object_store
from shared_apps.tenancy import scope
from tenant_apps.transfers.decisions.residency import FORMAT, MOVING
from tenant_apps.transfers.models import FlowCount

_TABLES = """
SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relkind = 'r' ORDER BY 1
"""


def scan() -> dict[str, Any]:
    """What is found now, without the flows: places with their figures."""
    ref = scope.tenant()
    return {
        "format": FORMAT,
        "marketplace": str(ref.id),
        "region": ref.region,
        "database": _database(ref.schema_name),
        "files": {"region": ref.region, "prefix": f"{ref.region}/{ref.schema_name}/", "counts": _files()},
        "keys": _keys(),
        "cache": {"region": ref.region, "prefix": scope.key()},
        "backups": {"region": ref.region, "of": "database of the region; keys belong to none"},
    }


def flows_of(day: date) -> dict[str, Any]:
    """What left on a day: by flow, country (`home` for the region itself) and outcome."""
    rows = FlowCount.objects.filter(day=day).values("flow", "country", "outcome").annotate(n=Sum("count"))
    told: dict[str, Any] = {}
    for row in rows.order_by("flow", "country", "outcome"):
        told.setdefault(row["flow"], {}).setdefault(row["country"] or "home", {})[row["outcome"]] = int(row["n"])
    return told


def _database(schema: str) -> dict[str, Any]:
    with transaction.get_connection(scope.alias()).cursor() as cursor:
        cursor.execute(_TABLES, [schema])
        tables = [row[0] for row in cursor.fetchall()]
        still = [one for one in tables if not one.startswith(MOVING)]
        cursor.execute(" UNION ALL ".join(f"SELECT '{one}', count(*) FROM \"{one}\"" for one in still))
        counts = dict(cursor.fetchall())
    return {
        "region": scope.tenant().region,
        "schema": schema,
        "rows": {one: counts[one] for one in sorted(still)},
        "tables": sorted(tables),
    }


def _files() -> dict[str, int]:
    counts: dict[str, int] = {}
    for key in object_store().list():
        kind = key.split("/", 1)[0]
        # Heads of the log are published all the time; that they are here is what is stated.
        counts[kind] = 0 if kind == "log" else counts.get(kind, 0) + 1
    return dict(sorted(counts.items()))


def _keys() -> dict[str, Any]:
    rows = DataKey.objects.filter(destroyed_at__isnull=True).values("purpose", "service").annotate(n=Count("pk"))
    return {
        "region": scope.tenant().region,
        "wrapped_by": sorted({row["service"] for row in rows}),
        "counts": {purpose: sum(row["n"] for row in rows if row["purpose"] == purpose) for purpose in
                   sorted({row["purpose"] for row in rows})},
        "in_cabinet": sum(1 for _one in cabinet().list()),
    }  # fmt: skip


def strays() -> list[str]:
    """Places outside the region where something of the marketplace lies, as far as this process can look."""
    ref, found = scope.tenant(), []
    for alias, url in settings.REGION_ADMIN_URLS.items():
        if alias == ref.alias or not url:
            continue
        with psycopg.connect(url) as connection:
            for (schema,) in connection.execute(
                "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname = %s", [ref.schema_name]
            ):
                found.append(f"database {alias}: schema {schema}")
    if not settings.OBJECT_BUCKET and settings.OBJECT_ROOT.is_dir():
        for region in settings.OBJECT_ROOT.iterdir():
            if region.name != ref.region and (region / ref.schema_name).exists():
                found.append(f"files: {region.name}/{ref.schema_name}")
    return found
