"""Permissions of accounts that belong to no command of their own."""

from shared_apps.accounts.actors import SELF
from shared_apps.foundation.permissions import declare

declare(SELF, "Manages the own account: profile, password, second factor, sessions.")
declare("accounts.view_api_key", "Sees the API keys of the own company.")
