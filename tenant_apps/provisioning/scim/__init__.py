"""SCIM 2.0 (RFC 7644): requests of directories, answered in its words."""
