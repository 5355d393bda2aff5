"""How a guest is called and reached is encrypted under a key of the guest."""

from django.db import migrations, models

from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField
from shared_apps.crypto.operations import SealColumn


class Migration(migrations.Migration):
    dependencies = [("thread", "0001_guests"), ("crypto", "0002_cabinet_and_persons")]

    operations = [
        migrations.RemoveConstraint("guest", "guest_once"),
        migrations.AddField("guest", "email_index", BlindIndexField(of="email")),
        SealColumn("guest", "email", EncryptedTextField(subject="id", index="email_index")),
        SealColumn("guest", "contact", EncryptedTextField(subject="id")),
        migrations.AddConstraint(
            "guest", models.UniqueConstraint(fields=("initiator", "email_index"), name="guest_once")
        ),
    ]
