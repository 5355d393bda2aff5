"""The roles of the platform's own staff, as patterns over permission codes of the control plane."""

from dataclasses import dataclass

PLATFORM_ADMIN = "platform_admin"


@dataclass(frozen=True, slots=True)
class BuiltInRole:
    code: str
    name: str
    permissions: tuple[str, ...]


BUILT_IN: tuple[BuiltInRole, ...] = (
    BuiltInRole(
        PLATFORM_ADMIN,
        "Platform administrator",
        ("tenants.*", "operators.*", "accounts.*", "audit.*", "outbox.*", "profiles.*", "billing.*"),
    ),
    BuiltInRole(
        "support",
        "Support",
        (
            "tenants.view_*",
            "tenants.retry*",
            "operators.view_*",
            "operators.ask_support",
            "audit.view_*",
            "outbox.view_*",
            "profiles.view_*",
        ),
    ),
    BuiltInRole("finance", "Finance", ("tenants.view_*", "billing.*")),
    BuiltInRole("compliance", "Compliance", ("tenants.view_*", "audit.view_*", "profiles.*")),
    BuiltInRole("read_only_auditor", "Auditor", ("*.view_*",)),
)
