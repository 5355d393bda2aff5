"""Forms of single sign-on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MailForm(forms.Form):
    email = forms.EmailField(label=_("E-mail at work"), max_length=254)
    next = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)


class ProviderForm(forms.Form):
    """A provider of either kind; `kind` says which fields there are."""

    name = forms.CharField(
        label=pgettext_lazy("thing", "Name"), max_length=80,
        help_text=_("As people know it, for example “Company account”. It stands on the sign-in page."),
    )  # fmt: skip
    company_id = forms.ChoiceField(
        label=_("Whose"), required=False,
        help_text=_("The marketplace's may sign in everybody; a company's only people who sit in that company alone."),
    )  # fmt: skip
    issuer = forms.CharField(label=_("Address of the provider (issuer)"), max_length=500)
    client_id = forms.CharField(label=_("Client id"), max_length=300)
    client_secret = forms.CharField(
        label=_("Client secret"), max_length=1000, required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}), help_text=_("Kept encrypted and never shown again."),
    )  # fmt: skip
    auth_method = forms.ChoiceField(
        label=_("How Kontor proves itself there"), required=False,
        choices=[
            ("secret", _("By the client secret")),
            ("private_key_jwt", _("By a key of its own (private_key_jwt)")),
        ],
        help_text=_("With a key no secret is shared. The next page says where the provider reads its public half."),
    )  # fmt: skip
    sso_url = forms.CharField(
        label=_("Sign-in address"), max_length=500,
        help_text=_("SingleSignOnService with HTTP-Redirect in the metadata of the provider."),
    )  # fmt: skip
    certificates = forms.CharField(
        label=_("Signing certificates"), max_length=40_000, widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr"}),
        help_text=_("With their BEGIN and END lines. Two while keys are being changed."),
    )  # fmt: skip
    must_encrypt = forms.BooleanField(
        label=_("Takes encrypted assertions alone"), required=False,
        help_text=_("The certificate to encrypt for stands in the metadata, and on the next page."),
    )  # fmt: skip
    reach = forms.ChoiceField(
        label=_("Whom it signs in"),
        choices=[
            ("linked", _("Those who connected it with their account")),
            ("invited", _("and those who take an invitation with it")),
            ("members", _("and new people of its mail domains, who become members")),
        ],
    )
    mail_domains = forms.CharField(
        label=_("Mail domains it speaks for"), required=False, max_length=4000,
        help_text=_("With commas between. People find a company's provider by them."),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Role of new members"), required=False)
    factors = forms.CharField(
        label=_("Words for a second factor"), required=False, max_length=2000,
        help_text=_(
            "What the provider says (acr, amr or AuthnContextClassRef) when it asked for one, with commas between. "
            "Empty: its word is a first factor alone."
        ),
    )  # fmt: skip
    may_begin = forms.BooleanField(
        label=_("Takes answers nobody asked for"), required=False,
        help_text=_("For portals of the provider. Somebody could then be signed in without wanting it."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        kind: str,
        companies: list[tuple[str, str]],
        roles: list[tuple[str, str]],
        is_new: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        gone: tuple[str, ...] = ("client_id", "client_secret", "auth_method")
        if kind == "oidc":
            gone = ("sso_url", "certificates", "may_begin", "must_encrypt")
        for name in gone:
            del self.fields[name]
        if kind == "saml":
            self.fields["issuer"].label = _("Entity id of the provider")
            self.fields["issuer"].help_text = _("entityID in the metadata of the provider.")
        else:
            self.fields["issuer"].help_text = _("Without the part from /.well-known on. It cannot be changed later.")
        if not is_new:
            del self.fields["issuer"], self.fields["company_id"]
            if "client_secret" in self.fields:
                self.fields["client_secret"].help_text = _("Kept encrypted. Empty: as it is.")
        elif len(companies) < 2:
            del self.fields["company_id"]
        else:
            self.fields["company_id"].choices = companies  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", "—"), *roles]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """What was typed, as the commands take it."""
        data = dict(self.cleaned_data)
        for name in ("mail_domains", "factors"):
            data[name] = [part for line in data[name].splitlines() for part in line.split(",") if part.strip()]
        if "auth_method" in data:
            data["auth_method"] = data["auth_method"] or "secret"
        return data
