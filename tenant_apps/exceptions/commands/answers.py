"""What the commands of exceptions answer with."""

from uuid import UUID

import msgspec

from tenant_apps.exceptions.models import OrderException


class ExceptionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    exception_id: UUID
    number: str
    state: str


def answer(row: OrderException) -> ExceptionAnswer:
    return ExceptionAnswer(exception_id=row.pk, number=row.number, state=row.state)
