"""Database backend that follows the scope; see `base`."""
