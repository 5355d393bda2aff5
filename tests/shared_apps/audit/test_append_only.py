"""An audit row can be added and read; the database refuses everything else."""

import pytest
from django.db import Error, connection, transaction

from shared_apps.audit.models import AuditRecord
from shared_apps.audit.record import record
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditrecord SET outcome = 'done'",
        "DELETE FROM audit_auditrecord",
        "TRUNCATE audit_auditrecord",
    ],
)
def test_the_database_refuses_to_change_the_past(tenant_a, statement: str) -> None:
    record(Actor.system("test"), "test.act", at=clock.now(scope.alias()))
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditRecord.objects.filter(action="test.act").count() == 1
