"""Forms of the account pages, and the way a refusal comes back to the field it names."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.foundation.refusals import Refusal


def refuse(form: forms.Form, refusal: Refusal, **renamed: str) -> None:
    """Show the refusal at its field, or on top; `renamed` maps a command's field to the form's.

    One that only waits for a fresh proof goes on to the guard, which asks for it.
    """
    if refusal.code == "commands.fresh_factor_needed":
        raise refusal
    field = renamed.get(refusal.field or "", refusal.field)
    text = f"{refusal.message} {refusal.remedy}".strip()
    form.add_error(field if field in form.fields else None, text)


def address_of(request: HttpRequest) -> str | None:
    """Network address of the peer; forwarded headers are the proxy's business and are not believed here."""
    return request.META.get("REMOTE_ADDR") or None


class SignInForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, strip=False, max_length=1024)
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40)
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class PasskeyForm(forms.Form):
    """What a browser's own dialog answered; the script of the page fills it in."""

    credential = forms.CharField(widget=forms.HiddenInput, max_length=20_000, required=False)
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class NewPasskeyForm(forms.Form):
    passkey_name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=64,
        help_text=_("The device it is kept on, for example: work laptop."),
    )
    credential = forms.CharField(widget=forms.HiddenInput, max_length=20_000, required=False)


class PasskeyNameForm(forms.Form):
    passkey_name = forms.CharField(label=_("Name of the passkey"), max_length=64)


class StepUpForm(forms.Form):
    """A code of those with a second factor, the password of the others. Prefixed: it stands among others."""

    prefix = "step_up"
    code = forms.CharField(label=_("Code"), max_length=1024, strip=False)

    def __init__(self, *args: Any, with_factor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_factor:
            self.fields["code"].label = _("Password")
            self.fields["code"].widget = forms.PasswordInput()


class ResetForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput,
        strip=False,
        max_length=1024,
        help_text=_("Four words that do not belong together are good."),
    )
    again = forms.CharField(label=_("Once more"), widget=forms.PasswordInput, strip=False, max_length=1024)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ."))
        return data


class ProfileForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the key"), max_length=80, help_text=_("The system that will use it, for example its ERP name.")
    )
    rate_per_minute = forms.IntegerField(label=_("Requests a minute"), min_value=1, max_value=60_000, initial=600)
    expires_on = forms.DateField(
        label=_("Works until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: as long as a key may last here."),
    )  # fmt: skip
    networks = forms.CharField(
        label=_("Networks it may be used from"), required=False, max_length=2000,
        help_text=_("For example 203.0.113.0/24, with commas between. Empty: from everywhere."),
    )  # fmt: skip
    is_unattended = forms.BooleanField(
        label=_("May award, pay and change roles and rules without a person"), required=False,
        help_text=_("Otherwise these are refused to it. Needs networks."),
    )  # fmt: skip
    reach = forms.ChoiceField(
        label=_("What it may do"),
        choices=[
            ("all", _("Everything I may do")),
            ("read", _("Only read what I may see")),
            ("chosen", _("Only what is chosen below")),
        ],
        initial="read",
        help_text=_("A key never does more than you may do yourself."),
    )
    permissions = forms.MultipleChoiceField(
        label=_("Chosen permissions"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, permissions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = permissions
        self.fields["permissions"].choices = [(code, code) for code in permissions]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reach") == "chosen" and not data.get("permissions"):
            self.add_error("permissions", _("Choose at least one permission."))
        return data

    def wanted(self) -> list[str]:
        """The codes the key is to hold."""
        if self.cleaned_data["reach"] == "chosen":
            return list(self.cleaned_data["permissions"])
        reads = [code for code in self.held if code.split(".", 1)[-1].startswith("view_")]
        return reads if self.cleaned_data["reach"] == "read" else self.held

    def asked(self) -> dict[str, Any]:
        """What was filled in, as the acts that make a key or a client take it."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "permissions": self.wanted(),
            "rate_per_minute": data["rate_per_minute"],
            "expires_at": datetime.combine(data["expires_on"], time.max, UTC) if data["expires_on"] else None,
            "is_unattended": data["is_unattended"],
            "networks": data["networks"].replace(",", " ").split(),
        }


class ClientForm(KeyForm):
    """As a key is made; it is named after the system in the same way."""

    jwks = forms.CharField(
        label=_("Public keys (JWK set)"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr", "spellcheck": "false"}),
        help_text=_("The system then signs who it is (private_key_jwt) and has no secret. Empty: it gets a secret."),
    )  # fmt: skip

    def __init__(self, *args: Any, permissions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, permissions=permissions, **kwargs)
        self.fields["name"].label = _("Name of the client")
        self.fields["reach"].help_text = _("A client never does more than you may do yourself.")

    def asked(self) -> dict[str, Any]:
        """What was filled in, as the act that makes a client takes it."""
        return {**super().asked(), "jwks": self.cleaned_data["jwks"]}


class ClientKeysForm(forms.Form):
    """New public keys of a client, in the place of the old ones or of its secret."""

    jwks = forms.CharField(
        label=_("Public keys (JWK set)"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "ltr", "spellcheck": "false"}),
        help_text=_("One to three keys: P-256 (ES256), Ed25519 (EdDSA) or RSA (PS256). Never a private one."),
    )  # fmt: skip
