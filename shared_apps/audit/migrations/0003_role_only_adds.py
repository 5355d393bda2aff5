"""A second lock on the audit trail: the marketplace's own role has no right to change it."""

from django.db import migrations

from shared_apps.tenancy.schemas.operations import OnlyInsert


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [OnlyInsert("audit_auditrecord")]
