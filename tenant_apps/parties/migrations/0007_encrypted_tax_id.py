"""Tax numbers are encrypted and found by their blind index."""

from django.db import migrations, models

from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField
from shared_apps.crypto.operations import SealColumn


class Migration(migrations.Migration):
    dependencies = [("parties", "0006_company_tree"), ("crypto", "0002_cabinet_and_persons")]

    operations = [
        migrations.AddField("company", "tax_id_index", BlindIndexField(of="tax_id")),
        SealColumn("company", "tax_id", EncryptedTextField(blank=True, index="tax_id_index")),
        migrations.AddIndex("company", models.Index(fields=["tax_id_index"], name="company_tax_id")),
    ]
