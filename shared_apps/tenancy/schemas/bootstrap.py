"""Make an empty region database ready: extensions, rights, the sealer's role, the store of rendered migrations.

Idempotent. Login roles are not made here: they have passwords, so they come from whoever runs the server.
"""

from shared_apps.tenancy.schemas.connect import APP, OWNER, SEALER, admin

FLEET = "kontor_fleet"

_SQL = f"""
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS extensions;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA extensions;
GRANT USAGE ON SCHEMA extensions TO {OWNER}, PUBLIC;
CREATE SCHEMA IF NOT EXISTS {FLEET};
GRANT USAGE ON SCHEMA {FLEET} TO {OWNER};
CREATE TABLE IF NOT EXISTS {FLEET}.migration_script (
    app text NOT NULL,
    name text NOT NULL,
    is_atomic boolean NOT NULL,
    needs_python boolean NOT NULL,
    statements text[] NOT NULL,
    rendered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (app, name)
);
"""


# No login: who may seal has the provisioning login and takes this role for it.
_ROLE = f"""
DO $$ BEGIN CREATE ROLE {SEALER} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
GRANT {SEALER} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE;
"""


def bootstrap(alias: str) -> None:
    """Prepare the database behind `alias`; safe to repeat and to run twice at once."""
    with admin(alias) as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('kontor.bootstrap', 0))")
        connection.execute("SET LOCAL client_min_messages = error")
        database = connection.info.dbname.replace('"', '""')
        connection.execute(
            f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC;'
            f'GRANT CONNECT ON DATABASE "{database}" TO {APP};'
            f'GRANT CREATE, CONNECT ON DATABASE "{database}" TO {OWNER};'
        )
        connection.execute(_SQL)
        connection.execute(_ROLE)
