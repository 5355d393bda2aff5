"""Rows of connections and what hangs on them, already cut to what the actor may see."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.integrations import errors
from tenant_apps.integrations.models import Connection, Delivery, Disagreement, FileDrop, Message, Reconciliation

Row = TypeVar("Row", bound=models.Model)


def connection_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Connection]:
    return Connection.objects.visible_to(actor).filter(**filters)


def find_connection(actor: Actor, connection_id: UUID) -> Connection:
    """The connection with its company if this actor may see it."""
    row = Connection.objects.visible_to(actor).select_related("company").filter(pk=connection_id).first()
    if row is None:
        raise errors.connection_unknown()
    return row


def _over(model: type[Row], actor: Actor, connection_id: UUID, filters: Mapping[str, Any]) -> QuerySet[Row]:
    find_connection(actor, connection_id)
    rows: QuerySet[Row] = model._default_manager.filter(connection_id=connection_id, **filters)
    return rows


def message_rows(actor: Actor, filters: Mapping[str, Any], connection_id: UUID) -> QuerySet[Message]:
    return _over(Message, actor, connection_id, filters)


def disagreement_rows(actor: Actor, filters: Mapping[str, Any], connection_id: UUID) -> QuerySet[Disagreement]:
    return _over(Disagreement, actor, connection_id, filters)


def delivery_rows(actor: Actor, filters: Mapping[str, Any], connection_id: UUID) -> QuerySet[Delivery]:
    return _over(Delivery, actor, connection_id, filters).select_related("order")


def file_rows(actor: Actor, filters: Mapping[str, Any], connection_id: UUID) -> QuerySet[FileDrop]:
    return _over(FileDrop, actor, connection_id, filters)


def comparison_rows(actor: Actor, filters: Mapping[str, Any], connection_id: UUID) -> QuerySet[Reconciliation]:
    return _over(Reconciliation, actor, connection_id, filters)


def find_comparison(actor: Actor, comparison_id: UUID) -> Reconciliation:
    row = Reconciliation.objects.visible_to(actor).select_related("connection").filter(pk=comparison_id).first()
    if row is None:
        raise errors.not_found("comparison_id")
    return row


def find_file(actor: Actor, file_id: UUID) -> FileDrop:
    row = FileDrop.objects.visible_to(actor).select_related("connection").filter(pk=file_id).first()
    if row is None:
        raise errors.not_found("file_id")
    return row


def find_disagreement(actor: Actor, disagreement_id: UUID) -> Disagreement:
    row = Disagreement.objects.visible_to(actor).filter(pk=disagreement_id).first()
    if row is None:
        raise errors.not_found("disagreement_id")
    return row
