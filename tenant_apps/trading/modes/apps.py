"""App configuration of the modes: loads each module, so that each mode declares itself."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig

from tenant_apps.trading import modes


class ModesConfig(AppConfig):
    name = "tenant_apps.trading.modes"
    label = "trading_modes"

    def ready(self) -> None:
        for module in iter_modules(modes.__path__):
            import_module(f"{modes.__name__}.{module.name}")
