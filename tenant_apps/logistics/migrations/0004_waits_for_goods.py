"""What a shipment waits for that could not leave by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0003_exceptions_held"),
    ]

    operations = [
        migrations.AddField(
            model_name="shipment",
            name="waits_facts",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="shipment",
            name="waits_for",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="shipment",
            name="waits_since",
            field=models.DateTimeField(null=True),
        ),
    ]
