"""How much of a network address an audit row keeps."""

import ipaddress
from typing import Literal

Precision = Literal["full", "truncated"]
# The part that names a network rather than a line: what a provider gives a site.
KEPT_BITS = {4: 24, 6: 48}


def written(address: str, precision: str) -> str:
    """The address in its one spelling, cut to its network unless `full` is kept; empty for what is none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if precision == "full":
        return str(found)
    network = ipaddress.ip_network((int(found), KEPT_BITS[found.version]), strict=False)
    return str(network)
