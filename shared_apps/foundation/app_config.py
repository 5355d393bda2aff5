"""Base of every app's configuration: loads the rooms that register something.

Registration happens by import, so a room that is never imported would silently not exist. Loading them all at start
makes the registry complete before the first request.
"""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

from django.apps import AppConfig

ROOMS = (
    "permissions", "policies", "rules", "events", "commands", "jobs", "subscribers", "exception_kinds", "seeding",
    "invariants", "cleaning", "personal_data", "states",
)  # fmt: skip


class KontorApp(AppConfig):
    """App whose registering rooms are imported at start, each verb of `commands/` included."""

    default_auto_field = "django.db.models.BigAutoField"
    default = False  # Django counts this imported base as a candidate of every apps.py otherwise.

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    def ready(self) -> None:
        for room in ROOMS:
            name = f"{self.name}.{room}"
            if find_spec(name) is None:
                continue
            module = import_module(name)
            for verb in iter_modules(getattr(module, "__path__", [])):
                import_module(f"{name}.{verb.name}")
