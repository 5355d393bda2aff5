"""The API of single sign-on."""
