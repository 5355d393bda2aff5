"""Keys of persons, keys that were destroyed, and wrapped keys that lie outside the database."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("crypto", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="datakey", name="data_key_one_in_use"),
        migrations.AddField("datakey", "subject", models.UUIDField(null=True)),
        migrations.AddField("datakey", "destroyed_at", models.DateTimeField(null=True)),
        migrations.AddField("datakey", "last_words", models.BooleanField(default=False)),
        migrations.AlterField("datakey", "wrapped", models.BinaryField(null=True)),
        migrations.AddConstraint(
            "datakey",
            models.UniqueConstraint(
                condition=Q(("retired_at__isnull", True)), fields=("purpose", "subject"), nulls_distinct=False,
                name="data_key_one_in_use",
            ),
        ),
        migrations.AddConstraint(
            "datakey",
            models.CheckConstraint(
                condition=Q(("destroyed_at__isnull", True), ("retired_at__isnull", False), _connector="OR"),
                name="data_key_retired_first",
            ),
        ),
    ]  # fmt: skip
