"""Names that pass the door of this app: steps of opening a marketplace, in their order."""

from typing import Literal

Step = Literal[
    "domain", "role", "schema_clone", "data_key", "bucket_prefix", "preset_seed", "admin_invitation", "smoke_test"
]

CONTROL_STEPS: tuple[Step, ...] = ("domain",)
REGION_STEPS: tuple[Step, ...] = (
    "role",
    "schema_clone",
    "data_key",
    "bucket_prefix",
    "preset_seed",
    "admin_invitation",
    "smoke_test",
)
STEPS: tuple[Step, ...] = CONTROL_STEPS + REGION_STEPS
