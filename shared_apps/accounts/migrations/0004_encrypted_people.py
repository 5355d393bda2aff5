"""Names, mail addresses, network addresses and browsers of people are encrypted, each person's under a key of theirs."""

from django.db import migrations, models

from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField
from shared_apps.crypto.operations import SealColumn


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_policies"), ("crypto", "0002_cabinet_and_persons")]

    operations = [
        migrations.AddField("user", "email_index", BlindIndexField(of="email", unique=True)),
        # The unique index goes with the plain column.
        migrations.AlterField("user", "email", models.EmailField(max_length=254)),
        SealColumn("user", "email", EncryptedTextField(subject="id", index="email_index")),
        SealColumn("user", "name", EncryptedTextField(subject="id")),
        SealColumn("signinsession", "ip", EncryptedTextField(null=True, subject="user_id")),
        SealColumn("signinsession", "user_agent", EncryptedTextField(blank=True, subject="user_id")),
    ]
