"""An alert may hold files too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("anomalies", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="hold",
            name="hold_what",
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", ["pair", "user", "all", "files"])), name="hold_what"
            ),
        ),
    ]
