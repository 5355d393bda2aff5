"""Single sign-on: identity providers of a marketplace and of its companies, and who is known by them."""
