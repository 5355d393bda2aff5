"""What may be demanded of the audit log, declared beside what keeps to it."""

from django.utils.translation import gettext_lazy as _

from shared_apps.tenancy import policy

RETENTION_DAYS = "log.retention_days"
ADDRESS_PRECISION = "log.address_precision"
WITNESSES = "log.witnesses"
# Never less than six months, whatever a rule book says; the database refuses to remove younger rows.
LEAST_DAYS = 183


def _check_witnesses(text: str) -> None:
    from shared_apps.audit.publishing import witnesses

    witnesses(text)


policy.declare(
    policy.Key(
        RETENTION_DAYS,
        "int",
        LEAST_DAYS,
        "max",
        _("How long acts are kept"),
        _("Afterwards only their hashes stay in the log, so that everything before and after can still be proved."),
        _("days"),
        low=LEAST_DAYS,
        high=36_500,
    ),
    policy.Key(
        ADDRESS_PRECISION,
        "choice",
        "truncated",
        "none",
        _("Network addresses in the log"),
        _("Whole, or only the network that they belong to."),
        choices=(("full", _("Whole")), ("truncated", _("The network only"))),
    ),
    policy.Key(
        WITNESSES,
        "text",
        "",
        "none",
        _("Witnesses of the log"),
        _("One a line: the address that takes checkpoints, a space, and the key of the witness."),
        longest=4000,
        check=_check_witnesses,
    ),
)
