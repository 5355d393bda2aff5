"""Which database a model lives in. Fails closed: tenant data without a tenant is an error, not a default."""

from typing import Any

from django.conf import settings
from django.db import models

from shared_apps.tenancy import scope
from shared_apps.tenancy.backend.base import _admin
from shared_apps.tenancy.errors import NoTenant
from shared_apps.tenancy.refs import TenantRef


class KontorRouter:
    """Shared apps go to the control plane, tenant apps to the tenant in scope, apps of both kinds follow the scope."""

    def _route(self, model: type[models.Model]) -> str:
        label = model._meta.app_label
        if label not in settings.TENANT_LABELS:
            return "control"
        admin = _admin.get()
        if admin is not None:
            return admin[0]
        ref = scope.current_or_none()
        if isinstance(ref, TenantRef):
            return ref.alias
        if ref is not None and label in settings.SHARED_LABELS:
            return "control"
        raise NoTenant(f"{model._meta.label} was asked for outside any marketplace")

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        return self._route(model)

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        return self._route(model)

    def allow_relation(self, obj1: models.Model, obj2: models.Model, **hints: Any) -> bool:
        one, two = obj1._state, obj2._state
        if one.db and two.db and one.db != two.db:
            return False
        stamps = {getattr(state, "tenant", None) for state in (one, two)} - {None}
        return len(stamps) < 2

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        if db in settings.REGION_ALIASES:
            return app_label in settings.TENANT_LABELS
        return app_label in settings.SHARED_LABELS
