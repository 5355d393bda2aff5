"""An event may name companies, in order, that may match the best price."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0005_rule_sheets"),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="priority",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
