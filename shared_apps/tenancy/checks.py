"""System checks that hold the separation of databases at every start."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.models)
def no_relation_across_databases(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """A tenant model may not point at a model that exists only in the control plane, nor the other way round."""
    found: list[checks.CheckMessage] = []
    for model in apps.get_models(include_auto_created=True):
        mine = _places(model._meta.app_label)
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not getattr(field, "concrete", False) or target is None or isinstance(target, str):
                continue
            if not mine <= _places(target._meta.app_label):
                found.append(
                    checks.Error(
                        f"{model._meta.label}.{field.name} points at {target._meta.label}, which lives elsewhere",
                        hint="Store the uuid instead of a foreign key.",
                        id="tenancy.E001",
                    )
                )
    return found


@checks.register(checks.Tags.models)
def tenant_models_are_stamped(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every model of `tenant_apps` derives from TenantModel."""
    from shared_apps.tenancy.models import ScopedModel

    return [
        checks.Error(f"{model._meta.label} does not derive from TenantModel", id="tenancy.E002")
        for model in apps.get_models()
        if model.__module__.startswith("tenant_apps.") and not issubclass(model, ScopedModel)
    ]


def _places(label: str) -> set[str]:
    places = set()
    if label in settings.TENANT_LABELS:
        places.add("tenant")
    if label in settings.SHARED_LABELS:
        places.add("control")
    return places
