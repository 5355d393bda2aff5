"""Which tenant, region, role and connection: the only code that switches schema."""
