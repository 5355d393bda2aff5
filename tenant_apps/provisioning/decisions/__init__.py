"""Pure decisions of SCIM: what a filter says, what a patch makes of a resource, what a resource asks for."""
