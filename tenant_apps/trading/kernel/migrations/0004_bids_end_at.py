"""Where the initiator decides, the end of the bidding is a fact of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0003_running_events"),
    ]

    operations = [
        migrations.AddField(
            model_name="tradingevent",
            name="bids_end_at",
            field=models.DateTimeField(null=True),
        ),
    ]
