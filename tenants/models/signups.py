"""Marketplaces that visitors asked for, until their mail address is confirmed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField
from shared_apps.foundation.ids import uuid7


class SignUp(models.Model):
    """What the sign-up form said. `run_id` is set once the confirmed wish became an opening."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    slug = models.CharField(max_length=40)
    region = models.CharField(max_length=16)
    compliance_profile = models.CharField(max_length=40)
    preset = models.CharField(max_length=40)
    modes = ArrayField(models.CharField(max_length=40), default=list)
    admin_name = EncryptedTextField()
    admin_email = EncryptedTextField(index="admin_email_index")
    admin_email_index = BlindIndexField(of="admin_email")
    locale = models.CharField(max_length=12)
    address = EncryptedTextField(blank=True, index="address_index")
    address_index = BlindIndexField(of="address")
    created_at = models.DateTimeField()
    run_id = models.UUIDField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["admin_email_index", "-created_at"], name="sign_up_email"),
            models.Index(fields=["address_index", "-created_at"], name="sign_up_address"),
        )
