"""What leaves for an identity provider: questions about itself, and the code that it gave a browser."""

from django.utils.translation import gettext_lazy as _

from shared_apps.egress.flows import declare

ASKED = declare(
    "federation.ask_provider", "request", _("Question to an identity provider"), ["technical"], to="recipient",
    purpose="account", basis="contract",
)  # fmt: skip
