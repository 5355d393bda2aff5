"""Forms of the console and of the sign-up page."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shared_apps.profiles import catalogue, modes
from shared_apps.ui.statuses import status_of
from tenants.decisions.destruction import LONGEST_WAIT_H
from tenants.queries.regions import region_name


def _regions() -> list[tuple[str, str]]:
    return [(code, region_name(code)) for code in settings.REGIONS]


def _profiles() -> list[tuple[str, str]]:
    return [(item.code, str(item.name)) for item in catalogue.list_profiles()]


def _presets() -> list[tuple[str, str]]:
    return [(item.code, str(item.name)) for item in catalogue.list_presets()]


def _modes() -> list[tuple[str, Any]]:
    return [(mode.code, mode.name) for mode in modes.MODES]


def _kinds() -> list[tuple[str, Any]]:
    return [(code, status_of("tenants.kind", code).label) for code in ("trial", "prod", "sandbox")]


class MarketplaceForm(forms.Form):
    """What a new marketplace needs; the command judges everything again."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As people will read it."))
    slug = forms.CharField(
        label=_("Address"), max_length=40,
        help_text=_("Small letters, digits and hyphens. It becomes the host name and stays."),
    )  # fmt: skip
    region = forms.ChoiceField(
        label=_("Data region"), choices=_regions,
        help_text=_("All data, files and keys of the marketplace stay there."),
    )  # fmt: skip
    compliance_profile = forms.ChoiceField(label=_("Compliance profile"), choices=_profiles)
    preset = forms.ChoiceField(
        label=_("Preset"), choices=_presets, help_text=_("First values of the settings; all can be changed later.")
    )
    modes = forms.MultipleChoiceField(
        label=_("Trading modes"), choices=_modes, widget=forms.CheckboxSelectMultiple, initial=["spot_listing"]
    )
    admin_name = forms.CharField(label=_("Name of the administrator"), max_length=120)
    admin_email = forms.EmailField(
        label=_("E-mail of the administrator"), max_length=254, help_text=_("The invitation goes there.")
    )
    locale = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES, initial="en")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        region, profile = data.get("region"), data.get("compliance_profile")
        if region and profile and profile not in {item.code for item in catalogue.list_profiles_for(region)}:
            self.add_error(
                "compliance_profile", _("This profile cannot be used in the chosen region. Choose another of the two.")
            )
        return data


class ConsoleMarketplaceForm(MarketplaceForm):
    """The same by an operator, who says what it is for; who signs up gets a trial."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=_kinds, initial="trial",
        help_text=_("In a sandbox the time of events can be moved."),
    )  # fmt: skip


class AddressForm(forms.Form):
    """The address typed, so that nobody closes the wrong marketplace."""

    slug = forms.CharField(label=_("Address of the marketplace, to be sure"), max_length=40)

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].strip()
        if slug != self._expected:
            raise forms.ValidationError(_("This is not the address of this marketplace."))
        return slug


class ReasonForm(AddressForm):
    """A change of state needs a reason, too."""

    reason = forms.CharField(label=_("Reason"), min_length=3, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DestructionForm(ReasonForm):
    """How long nobody may agree to it; the command judges the number."""

    wait_hours = forms.IntegerField(
        label=_("Waiting time in hours"),
        help_text=_("Nobody can agree before it is over. Seven days after today nobody can agree any more."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wait_hours"].initial = settings.DESTRUCTION_WAIT_H
        self.fields["wait_hours"].widget.attrs |= {"min": settings.DESTRUCTION_WAIT_H, "max": LONGEST_WAIT_H}
