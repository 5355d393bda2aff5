"""Who asked for a marketplace, and from where, is encrypted; found by blind indexes."""

from django.db import migrations, models

from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField
from shared_apps.crypto.operations import SealColumn


class Migration(migrations.Migration):
    dependencies = [("tenants", "0003_sign_up"), ("crypto", "0002_cabinet_and_persons")]

    operations = [
        migrations.RemoveIndex("signup", "sign_up_email"),
        migrations.RemoveIndex("signup", "sign_up_address"),
        migrations.AddField("signup", "admin_email_index", BlindIndexField(of="admin_email")),
        migrations.AddField("signup", "address_index", BlindIndexField(of="address")),
        SealColumn("signup", "admin_name", EncryptedTextField()),
        SealColumn("signup", "admin_email", EncryptedTextField(index="admin_email_index")),
        SealColumn("signup", "address", EncryptedTextField(blank=True, index="address_index")),
        migrations.AddIndex("signup", models.Index(fields=["admin_email_index", "-created_at"], name="sign_up_email")),
        migrations.AddIndex("signup", models.Index(fields=["address_index", "-created_at"], name="sign_up_address")),
    ]
