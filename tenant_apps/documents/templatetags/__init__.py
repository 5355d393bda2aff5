"""Tags for pages of other apps."""
