"""Clear what rows say of people, by the register: free text, names, ids of people; figures, dates and parties stay."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shared_apps.crypto import register

CLEARED = ("free_text", "personal", "sensitive", "pseudonym")


def values_of(model: type[models.Model], keep: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Column -> what it holds once cleared. A column that must hold an id keeps it: it names nobody without its key."""
    label = model._meta.label
    wanted = {one.column for one in register.entries() if one.model == label and one.data_class in CLEARED}
    found: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.column in wanted - keep and not field.primary_key:
            if field.null:
                found[field.attname] = None
            elif isinstance(field, ArrayField):
                found[field.attname] = []
            elif isinstance(field, models.JSONField):
                found[field.attname] = {}
            elif isinstance(field, models.CharField | models.TextField):
                found[field.attname] = ""
    return found


def clear(rows: "models.QuerySet[Any]", *, keep: frozenset[str] = frozenset()) -> int:
    """Clear these rows of one table; how many. `keep` names columns that say nothing of people here."""
    return rows.update(**values_of(rows.model, keep))
