"""Commands of single sign-on."""

from tenant_apps.federation.commands.arrive import Arrive, Arrived, Take, Taken, arrive, take
from tenant_apps.federation.commands.connect import (
    Connected,
    Disconnect,
    LinkByInvitation,
    LinkIdentity,
    disconnect,
    link_by_invitation,
    link_identity,
)
from tenant_apps.federation.commands.keys import (
    EndProviderKey,
    MakeProviderKey,
    ProviderKeyWritten,
    end_provider_key,
    make_provider_key,
)
from tenant_apps.federation.commands.providers import (
    ActivateProvider,
    ChangeProvider,
    CreateProvider,
    EndProvider,
    ProviderWritten,
    activate_provider,
    change_provider,
    create_provider,
    end_provider,
)
from tenant_apps.federation.commands.sign_in import ConfirmAnew, SignInByWord, WordAnswer, confirm_anew, sign_in_by_word

__all__ = [
    "ActivateProvider",
    "Arrive",
    "Arrived",
    "ChangeProvider",
    "ConfirmAnew",
    "Connected",
    "CreateProvider",
    "Disconnect",
    "EndProvider",
    "EndProviderKey",
    "LinkByInvitation",
    "LinkIdentity",
    "MakeProviderKey",
    "ProviderKeyWritten",
    "ProviderWritten",
    "SignInByWord",
    "Take",
    "Taken",
    "WordAnswer",
    "activate_provider",
    "arrive",
    "change_provider",
    "confirm_anew",
    "create_provider",
    "disconnect",
    "end_provider",
    "end_provider_key",
    "link_by_invitation",
    "link_identity",
    "make_provider_key",
    "sign_in_by_word",
    "take",
]
