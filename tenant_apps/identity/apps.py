"""App configuration of identity: registers who members are, and what a fresh marketplace gets."""

from shared_apps.foundation.app_config import KontorApp


class IdentityConfig(KontorApp):
    name = "tenant_apps.identity"
    label = "identity"

    def ready(self) -> None:
        from shared_apps.accounts import actors
        from shared_apps.egress import mail
        from tenant_apps.identity import seeding  # noqa: F401
        from tenant_apps.identity.standing import hidden_in_mails, resolve

        super().ready()
        actors.register("tenant", resolve)
        mail.hides_by(hidden_in_mails)
