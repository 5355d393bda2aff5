"""The demo shows claims at each point, money that went back, and credit that can."""

from shared_apps.tenancy.refs import TenantRef
from tenant_apps.claims.models import Claim, ClaimFile
from tenant_apps.logistics.models import Shipment
from tenant_apps.rulesets.queries import effective
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.settlement.models import Refund
from tenant_apps.workspace.demo import seed
from tenant_apps.workspace.demo.claims import seed_claims
from tenant_apps.workspace.demo.divided import seed_divided
from tenant_apps.workspace.demo.plans import NORRLAND
from tests.fixtures.trade import assert_sound, deliver


def test_the_demo_has_claims_at_each_point_once(tenant_a: TenantRef) -> None:
    forget()
    firms = seed._firms(NORRLAND)
    seed_divided(NORRLAND, firms)
    for _ in range(2):
        seed_claims(NORRLAND, firms)
        deliver()
        assert sorted(Claim.objects.values_list("state", flat=True)) == ["countered", "open", "settled", "settled"]
        assert sorted(Refund.objects.values_list("state", flat=True)) == ["due", "paid"]
    assert ClaimFile.objects.filter(claim__state="open").count() == 2
    assert Shipment.objects.filter(order__client_reference="SITE-2064", state="shipped").exists()
    assert {effective(f"fulfilment.{one}").value for one in ("shipping", "receipt", "payment")} == {"automatic"}
    assert_sound()
    forget()
