"""A column for the name of whoever acted: it keeps the person's id and shows the name, as long as there is one."""

from typing import Any

from django.db import models

from shared_apps.foundation import person_names


class _Shown:
    """Descriptor: the row keeps what the column keeps, the attribute is the name."""

    def __init__(self, field: "NameField") -> None:
        self.field = field

    def __get__(self, row: Any, owner: Any = None) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__ and not row._state.adding:
            # Deferred by `only` or `defer`.
            row.refresh_from_db(fields=[self.field.attname])
        kept = row.__dict__.get(self.field.attname)
        return person_names.shown(kept) if isinstance(kept, str) else kept

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class NameField(models.CharField):  # type: ignore[type-arg]
    """A `CharField` in the database. `values` and SQL give what is kept: show it with `person_names.shown`."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Shown(self))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        kept = model_instance.__dict__.get(self.attname)
        if isinstance(kept, str):
            # The row remembers it too, so that it is shown the same before and after it was loaded.
            kept = model_instance.__dict__[self.attname] = person_names.stored(kept)
        return kept

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return person_names.stored(prepared) if isinstance(prepared, str) else prepared
