"""What the database puts together is RFC 8785, whatever stands in a row."""

from hashlib import sha256
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared_apps.audit.models import AuditRecord
from shared_apps.audit.rows import CANONICAL_SQL, LEAF_SQL, NAMES
from shared_apps.foundation import canonical, clock
from shared_apps.foundation.ids import uuid7
from shared_apps.notary.decisions.tree import leaf_hash
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef

ODD = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=60)


def canonical_text(pk: Any) -> tuple[str, bytes, str]:
    with connections[scope.alias()].cursor() as cursor:
        cursor.execute(
            f"SELECT {CANONICAL_SQL}, {LEAF_SQL}, r.facts::text FROM audit_auditrecord r WHERE r.id = %(id)s",
            {"log": "the-log", "id": pk},
        )
        text, leaf, facts = cursor.fetchone()
        return text, bytes(leaf), facts


@given(reason=ODD, target=ODD, fact=ODD)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_the_bytes_are_canonical(tenant_a: TenantRef, reason: str, target: str, fact: str) -> None:
    at = clock.now(scope.alias())
    row = AuditRecord.objects.create(
        id=uuid7(), at=at, action="test.act", outcome="done", actor_kind="system", actor_id="x", target=target,
        target_id="1", facts={"f": fact, "n": 1.5}, reason=reason, request_id="",
    )  # fmt: skip
    text, leaf, facts = canonical_text(row.pk)
    given = {"action": "test.act", "actor_id": "x", "actor_kind": "system", "outcome": "done", "target": target}
    given |= {"target_id": "1", "reason": reason, "facts": facts, "log": "the-log", "id": str(row.pk)}
    given |= {"at": f"{at:%Y-%m-%dT%H:%M:%S.%f}Z", "company_id": None}
    expected = dict.fromkeys(NAMES, "") | given
    assert text.encode() == canonical.dumps(expected)
    assert leaf == leaf_hash(text.encode()) == sha256(b"\0" + text.encode()).digest()


def test_the_names_are_in_the_order_of_the_canonical_form() -> None:
    assert list(NAMES) == sorted(NAMES)


@pytest.mark.parametrize("name", ["actor_display", "name", "email"])
def test_nobody_is_named(name: str) -> None:
    assert name not in NAMES
