"""A basket is the sum of its orders, also when one of them changes."""

from uuid import UUID

from django.db.models import Sum

from tenant_apps.orders.models import Basket, BasketOrder


def follow_basket(order_id: UUID) -> None:
    """Let the basket that an order belongs to, if any, be the sum of its orders again. Locks the basket."""
    basket_id = BasketOrder.objects.filter(order_id=order_id).values_list("basket_id", flat=True).first()
    if basket_id is None:
        return
    basket = Basket.objects.select_for_update().get(pk=basket_id)
    orders = BasketOrder.objects.filter(basket_id=basket_id)
    told = orders.aggregate(net=Sum("order__net_minor"), tax=Sum("order__tax_minor"))
    basket.net_minor, basket.tax_minor = told["net"], told["tax"]
    basket.save(update_fields=["net_minor", "tax_minor"])
