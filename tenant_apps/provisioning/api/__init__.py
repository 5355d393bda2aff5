"""The API of directories, beside SCIM, which directories speak themselves."""
