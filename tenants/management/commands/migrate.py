"""`migrate` for the control plane only.

A region has no tables outside its marketplaces, so migrating its database as such would mean nothing: `migrate_all`
brings the template and every marketplace up.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate


class Command(DjangoMigrate):
    help = "Migrate the control plane (--database control). For regions use migrate_all."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] in settings.REGION_ALIASES:
            raise CommandError("a region's marketplaces are migrated by `manage.py migrate_all`")
        super().handle(*args, **options)
