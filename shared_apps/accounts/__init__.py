"""Who you are: user, credentials, factors, sessions, API keys. In the control plane and in every marketplace."""
