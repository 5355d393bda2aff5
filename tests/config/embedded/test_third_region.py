"""A region on request, end to end on servers of its own: services, migration, opening, serving, 421 elsewhere."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.embedded.services import ROOT, Services

VISIT = """
import django
django.setup()
from django.test import Client
print(Client(headers={"host": "liberty.localhost"}).get("/sign-in/").status_code)
"""


@pytest.fixture
def run_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that everybody may enter, and none of the suite's own settings."""
    folder = Path(tempfile.mkdtemp(prefix="kontor-region-"))
    folder.chmod(0o755)
    for name in [name for name in os.environ if name.startswith("KONTOR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KONTOR_RUN_DIR", str(folder))
    monkeypatch.setenv("KONTOR_PROFILE", "region")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.base")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def said(*words: str, **env: str) -> str:
    """What a command of the product answers; fails with what it complained about."""
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False, cwd=ROOT, env=os.environ | env
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_marketplace_lives_in_the_third_region_and_nowhere_else(run_dir: Path) -> None:
    services = Services("region", ("eu", "us"))
    try:
        said("manage.py", "services", "start", "--quiet", "--regions", "us,eu")
        said("manage.py", "migrate_all", "--quiet", "--region", "us")
        said("manage.py", "collectstatic", "--noinput", "-v", "0")
        address = said("manage.py", "provision", "liberty", "--region", "us", "--admin-email", "owner@liberty.example")
        assert address == f"http://liberty.localhost:{services.told()['port_node_us']}"
        served = {
            region: said("-c", VISIT, KONTOR_KIND="region", KONTOR_REGION=region).splitlines()[-1]
            for region in ("us", "eu")
        }
        served["control"] = said("-c", VISIT, KONTOR_KIND="control").splitlines()[-1]
        assert served == {"us": "200", "eu": "421", "control": "421"}
        schemas = {region: _marketplaces(services, region) for region in ("us", "eu")}
        assert (len(schemas["us"]), schemas["eu"]) == (1, [])
    finally:
        services.stop()


def _marketplaces(services: Services, region: str) -> list[str]:
    """Schemas of marketplaces in the region's database; `public` of the control plane says which those are."""
    told = services.told()
    with psycopg.connect(told["control_admin_url"]) as link:
        names = [row[0] for row in link.execute("SELECT schema_name FROM tenants_tenant").fetchall()]
    with psycopg.connect(told[f"region_{region}_super_url"]) as link:
        rows = link.execute("SELECT nspname FROM pg_namespace WHERE nspname = ANY(%s)", [names]).fetchall()
    return [row[0] for row in rows]
