"""Price lists with tiers."""
