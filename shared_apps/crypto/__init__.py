"""Keys and encrypted fields: data keys per marketplace, wrapped by the region's key service."""
