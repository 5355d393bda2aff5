"""A dump of a marketplace holds no secret in any writing, and nothing is readable once the keys are gone."""

from pathlib import Path
from typing import Any

import pytest

from bench.encryption import _destroy, _rotate, _seed, forms
from bench.harness import Outcome
from shared_apps.crypto import keys
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from shared_apps.tenancy.schemas import dump


@pytest.mark.parametrize("offset", range(3))
def test_a_secret_is_found_in_base64_wherever_it_stands(offset: int) -> None:
    import base64

    text = base64.b64encode(b"x" * (offset + 3) + b"0123456789abcd" + b"yy")
    assert any(form in text for form in forms("0123456789abcd"))


def test_dump_rotation_and_destruction(committed_tenant: TenantRef, settings: Any, tmp_path: Path) -> None:
    settings.OBJECT_ROOT = tmp_path / "objects"
    outcome = Outcome("encryption")
    with scope.enter(committed_tenant):
        keys.ensure()
        seeded = _seed(3)
        text = dump.dump("default", committed_tenant.schema_name).encode()
        files = b"".join(path.read_bytes() for path in settings.OBJECT_ROOT.rglob("*") if path.is_file())
        assert b"C-" in text
        assert files.startswith(b"KNT\x01")
        leaks = [kind for kind, mark in seeded["marks"].items() if any(one in text + files for one in forms(mark))]
        assert leaks == []
        _rotate(outcome, 3)
        _destroy(outcome, seeded)
    rate = outcome.figures.pop("rotation_rate")
    assert rate["value"] > 0
    assert outcome.holds, outcome.figures
    keys.forget()
