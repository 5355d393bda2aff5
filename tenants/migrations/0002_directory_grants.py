"""Rights of a region's role on the control plane: read the directory and its jobs, append reports, nothing else.

The role has a password and so comes from whoever runs the server; where it is missing, nothing is granted, and
`manage.py migrate_all` grants at its next run.
"""

from django.db import migrations

from tenants.grants import GRANT_DIRECTORY


class Migration(migrations.Migration):
    dependencies = (("tenants", "0001_initial"),)
    operations = (migrations.RunSQL(GRANT_DIRECTORY, migrations.RunSQL.noop),)
