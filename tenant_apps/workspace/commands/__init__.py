"""Acts that belong to the house as a whole."""

from tenant_apps.workspace.commands.export_log import ExportLog, LogExported, export_log

__all__ = ["ExportLog", "LogExported", "export_log"]
