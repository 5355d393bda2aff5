"""App configuration of identity: registers who members are, and what a fresh marketplace gets."""

from shared_apps.foundation.app_config import KontorApp


class IdentityConfig(KontorApp):
    name = "tenant_apps.identity"
    label = "identity"

    def ready(self) -> None:
        from shared_apps.accounts import actors
        from tenant_apps.identity import seeding  # noqa: F401
        from tenant_apps.identity.standing import resolve

        super().ready()
        actors.register("tenant", resolve)
