"""What you may: roles, memberships, and the actor of a request."""
