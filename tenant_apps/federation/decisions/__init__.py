"""Pure decisions of single sign-on."""
