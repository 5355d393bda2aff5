"""Verdicts with the numbers that were taken when the orders of a batch were written."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext

from django.utils import translation

from shared_apps.foundation.refusals import Refusal
from tenant_apps.orders import errors
from tenant_apps.orders.acceptance.deciding import Verdict
from tenant_apps.orders.acceptance.wishes import Wish

Numbers = tuple[str, str]
NONE: Numbers = ("", "")


def numbered(
    wishes: Sequence[Wish], verdicts: Sequence[Verdict], numbers: Sequence[Numbers]
) -> Iterator[tuple[Verdict, Numbers]]:
    """Each verdict with the numbers of its order and deal.

    Who used a reference twice in one batch is told the number of the order that has it: it had none when that was
    decided.
    """
    taken, first = iter(numbers), dict[tuple[object, ...], str]()
    for wish, one in zip(wishes, verdicts, strict=True):
        name = (wish.buyer_id, wish.data.seller_id, wish.data.client_reference)
        if not isinstance(one, Refusal):
            pair = next(taken)
            first[name] = pair[0]
            yield one, pair
        elif one.code == errors.DUPLICATE_REFERENCE and name in first:
            with translation.override(wish.language) if wish.language else nullcontext():
                refusal = errors.duplicate_reference(first[name])
            yield refusal, NONE
        else:
            yield one, NONE
