"""What a region's process may do in the control plane's database."""

DIRECTORY_ROLE = "kontor_directory"

GRANT_DIRECTORY = f"""
DO $do$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = '{DIRECTORY_ROLE}') THEN
    GRANT USAGE ON SCHEMA public TO {DIRECTORY_ROLE};
    GRANT SELECT ON tenants_tenant, tenants_domain, tenants_regionjob TO {DIRECTORY_ROLE};
    GRANT INSERT ON tenants_controlinbox TO {DIRECTORY_ROLE};
  END IF;
END $do$;
"""
