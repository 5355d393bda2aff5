"""Privacy of the demo: written once under either law, with something to do on each page."""

from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.privacy.models import Assessment, Breach, Purpose, SubjectRequest
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.workspace.demo.plans import NORRLAND, YUNHE
from tenant_apps.workspace.demo.privacy import seed_privacy


def test_it_is_written_once_under_either_law(tenant_a: TenantRef, tenant_cn: TenantRef) -> None:
    for ref, plan in ((tenant_a, NORRLAND), (tenant_cn, YUNHE)):
        with scope.enter(ref):
            forget()
            for _again in range(2):
                seed_privacy(plan)
            assert [model.objects.count() for model in (Assessment, Purpose, SubjectRequest, Breach)] == [1, 2, 1, 1]
            assert SubjectRequest.objects.get().state == "received"
