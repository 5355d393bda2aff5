"""An event names the sheets of rules it was published under."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0004_bids_end_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="tradingevent",
            name="rule_sheets",
            field=models.JSONField(default=list),
        ),
    ]
