"""What may be read of evidence."""

from shared_apps.foundation.permissions import declare

VIEW_PACKS = declare(
    "evidence.view_packs", "See which evidence packs were made, by whom and why, and how drills of restoring ended."
)
