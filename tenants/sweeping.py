"""What this process owes to provisioning, looked for at every sweep and at every wake-up."""

from django.conf import settings


def sweep() -> None:
    """Control plane: take in reports. Region worker: do the jobs of its regions. Web processes never get here."""
    from tenants.saga import control, region

    if settings.KIND == "control":
        control.take_in()
    elif settings.KIND == "region":
        region.perform_owed()
