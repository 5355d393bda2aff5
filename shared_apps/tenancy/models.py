"""Model bases that stamp every row with the scope it was loaded in.

Without the stamp, a row loaded in one marketplace and saved in another is written there without an error.
"""

from typing import Any, Self

from django.db import models

from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy import scope
from shared_apps.tenancy.errors import CrossTenant


class ScopedModel(models.Model):
    """Base of every model that exists in tenant schemas. Key: UUIDv7, made before the row is saved."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _stamp(self)

    @classmethod
    def from_db(  # type: ignore[override]
        cls, db: str | None, field_names: Any, values: Any
    ) -> Self:
        row = super().from_db(db, field_names, values)
        _stamp(row)
        return row

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        _check(self)
        super().save_base(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _check(self)
        return super().delete(*args, **kwargs)


class TenantModel(ScopedModel):
    """Base of every model of `tenant_apps`."""

    class Meta:
        abstract = True


def _stamp(row: models.Model) -> None:
    ref = scope.current_or_none()
    row._state.tenant = ref.key if ref else None  # type: ignore[attr-defined]


def _check(row: models.Model) -> None:
    stamp = getattr(row._state, "tenant", None)
    here = scope.key()
    if stamp is not None and stamp != here:
        raise CrossTenant(f"{row._meta.label} {row.pk} belongs to another marketplace and cannot be written here")
