"""People of a company or of the marketplace, brought by the directory they are kept in (SCIM 2.0)."""
