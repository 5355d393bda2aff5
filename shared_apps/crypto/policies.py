"""What may be demanded of drills of restoring. What keeps to it is `tenant_apps/evidence`."""

from django.utils.translation import gettext_lazy as _

from shared_apps.tenancy import policy

RESTORE_DAYS = "backup.restore_test_days"

policy.declare(
    policy.Key(
        RESTORE_DAYS,
        "int",
        365,
        "min",
        _("Restoring is tried every"),
        _(
            "The marketplace is dumped, restored beside itself, looked through and dropped again, by itself when so "
            "many days are over. What came of it stands on the page of evidence and in every pack."
        ),
        _("days"),
        low=1,
        high=3650,
    ),
)
