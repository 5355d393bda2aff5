"""An index for the question each delivery asks: does this aggregate owe an earlier message?"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                condition=models.Q(("delivered_at__isnull", True)), fields=["aggregate", "seq"], name="outbox_order"
            ),
        ),
    ]
