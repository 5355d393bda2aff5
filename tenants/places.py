"""Public addresses of marketplaces, for mails and for the console's links."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from shared_apps.tenancy.refs import Ref, TenantRef
from tenants.models import Domain


def base_url(ref: Ref) -> str:
    """Scheme, host and port; the port is that of the node of the region."""
    if not isinstance(ref, TenantRef):
        return str(settings.ENV.node_urls.get("control") or f"http://{settings.ENV.control_hosts[0]}")
    host = (
        Domain.objects.using("control")
        .filter(tenant_id=ref.id, is_primary=True)
        .values_list("domain", flat=True)
        .first()
    )
    return url_of(host or f"{ref.slug}.{settings.ENV.base_domain}", ref.region)


def url_of(host: str, region: str) -> str:
    """Address of a host name served by the node of `region`."""
    node = urlsplit(settings.ENV.node_urls.get(region) or "")
    port = f":{node.port}" if node.port else ""
    return f"{node.scheme or ('https' if settings.ENV.https else 'http')}://{host}{port}"


def region_name(region: str) -> str:
    """The region as people read it."""
    names = {"eu": _("European Union"), "cn": _("Mainland China"), "us": _("United States")}
    return names.get(region, region)
