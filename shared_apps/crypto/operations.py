"""Migration operation that turns a plain column into an encrypted one without reading a row.

SQL has no keys, so the values stay as they are behind the version byte 0 and are readable at once; the background
(`crypto.encrypt_anew`) encrypts them, and the look at keys says how many are left.
"""

from typing import Any

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


class SealColumn(migrations.AlterField):
    """From any text or address column to `EncryptedTextField`. Drop its unique and other indexes in a step before."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        before = from_state.apps.get_model(app_label, self.model_name)._meta.get_field(self.name)
        quote = schema_editor.quote_name
        column = quote(before.column)
        text = f"host({column})" if isinstance(before, models.GenericIPAddressField) else f"{column}::text"
        schema_editor.execute(
            f"ALTER TABLE {quote(model._meta.db_table)} ALTER COLUMN {column} TYPE bytea "
            f"USING ('\\x00'::bytea || convert_to({text}, 'UTF8'))"
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        raise IrreversibleError("encrypted values cannot be made plain by a migration")

    def describe(self) -> str:
        return f"Encrypt {self.name} of {self.model_name}"
