"""Reasons, figures and deeds of alerts in words, in the language of the reader."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.money import Money
from shared_apps.ui.formats import amount_text, number_text

REASONS: Mapping[str, Any] = {
    "new_country": _("A sign-in from %(country)s, where this person was not seen in 90 days."),
    "new_network": _("A sign-in through an operator that this person did not use in 90 days."),
    "new_device": _("A sign-in with a device and from a network that were not seen of this person in 90 days."),
    "too_fast": _("%(km)s km from %(from)s to %(to)s in %(minutes)s minutes: %(kmh)s km/h, and %(limit)s is the most."),
    "spray_network": _("%(accounts)s accounts tried in vain from one network in five minutes; the limit is %(limit)s."),
    "spray_everywhere": _("%(everywhere)s accounts tried in vain in five minutes; the limit is %(limit)s."),
    "spray_ratio": _(
        "%(failed)s of %(attempts)s attempts failed in five minutes, against %(base_failed)s of %(base)s before."
    ),
    "factor_removed": _("A second factor was removed."),
    "factor_renewed": _("Recovery codes were made anew."),
    "factor_reset": _("A password was set by a link from a mail."),
    "factor_address": _("The e-mail address of the account was changed."),
    "factor_address_undone": _("A change of the e-mail address was taken back from the old one."),
    "factor_recovery": _("A sign-in with a recovery code."),
    "dormant": _("The account was not used for %(days)s days."),
    "off_hours": _("An act of high risk at %(hour)s o’clock; work is from %(first)s to %(last)s, Monday to Friday."),
    "first_payee": _("%(amount)s to a payee that was never paid before; the limit is %(limit_amount)s."),
    "large": _("%(amount)s; usual between the two is up to %(usual_amount)s, from %(known)s amounts of 90 days."),
    "payee_changed": _("%(amount)s sent %(hours)s hours after the payee changed (%(what)s); the limit is %(limit)s."),
    "same_paper": _("%(number)s is like %(like)s: same parties, same amount, %(hours)s hours apart."),
    "grown_self": _("Somebody gave themselves the role %(role)s."),
    "grown_head": _("A new administrator, with the role %(head)s."),
    "grown_key": _("An API key with %(permissions)s permissions; the limit is %(limit)s."),
    "grown_off_hours": _(
        "Rights changed at %(hour)s o’clock; the hours for it are %(first)s to %(last)s, on weekdays."
    ),
    "export_many": _("%(rows)s rows taken out in ten minutes; the limit is %(limit)s."),
    "export_unlike": _("%(rows)s rows taken out in ten minutes; usual are %(usual)s."),
    "watch_off": _("The rule %(key)s was switched off."),
    "kept_shorter": _("%(key)s was lowered: less is kept, or for less time."),
    "profile_gone": _("The compliance profile %(profile)s is to be removed."),
    "foreign_ids": _("%(ids)s ids in five minutes that are not there for them; the limit is %(limit)s."),
    "pace_order": _("%(count)s orders in ten minutes; usual are %(usual)s."),
    "pace_bid": _("%(count)s bids in ten minutes; usual are %(usual)s."),
    "pace_cancel": _("%(count)s withdrawals in ten minutes; usual are %(usual)s."),
    "too_warm": _("%(degrees)s °C, and %(high_degrees)s is the most."),
    "too_cold": _("%(degrees)s °C, and %(low_degrees)s is the least."),
    "sensor_silent": _("A sensor has been silent for %(silent_s)s seconds; it reports every %(every_s)s."),
    "invariant_broken": _("What must always be true is not, %(breaches)s times: %(which)s."),
    "seal_late": _("An act has waited %(late_s)s seconds for its place in the log; the limit is %(limit)s."),
    "watch_silent": _("The watch over this marketplace has not answered for %(silent_s)s seconds."),
}
BARS: Mapping[str, Any] = {
    "accounts": _("Accounts tried"),
    "amount": _("This amount"),
    "count": _("In these ten minutes"),
    "ids": _("Ids asked for"),
    "late": _("Waits for its place"),
    "limit": _("Limit"),
    "median": _("Usual"),
    "rows": _("Rows taken out"),
    "speed": _("This journey"),
    "usual": _("Usual at most"),
}
DEEDS: Mapping[str, Any] = {
    "hold:pair": _("Money between the two companies is held"),
    "hold:user": _("This person moves no money for 24 hours"),
    "hold:all": _("No money moves in this marketplace"),
    "hold:shipment": _("A shipment is held"),
    "hold_files:files": _("Gets no further file until this is decided"),
    "hold:order": _("Nothing of the order could be held any more"),
    "step_up:user": _("Must prove anew who they are"),
    "lock:user": _("Was signed out everywhere"),
    "lock:api_key": _("The API key was revoked"),
    "shut_out:network": _("Nobody signs in from this network for 15 minutes"),
    "release:all": _("What was held goes on"),
}
UNITS = {"kmh": "km/h", "seconds": "s"}
_AMOUNTS = {"minor": "amount", "usual": "usual_amount", "limit": "limit_amount", "median": "median_amount"}
_DEGREES = {"milli_celsius": "degrees", "low": "low_degrees", "high": "high_degrees"}


def reason_text(one: Mapping[str, Any]) -> str:
    """A stored reason as a sentence; its code where there is no sentence for it."""
    text = REASONS.get(str(one.get("code")))
    return str(text) % _Shown(one.get("values") or {}) if text is not None else str(one.get("code"))


def deed_text(one: Mapping[str, Any]) -> str:
    return str(DEEDS.get(f"{one.get('deed')}:{one.get('what')}", one.get("deed")))


def bar_text(code: str) -> str:
    return str(BARS.get(code, code))


def figure_text(value: int, form: str, unit: str) -> str:
    """A figure of a comparison as people read it."""
    if form == "money":
        return money_text(value, unit)
    return f"{number_text(value)} {UNITS.get(form, '')}".strip()


def money_text(minor: int, currency: str) -> str:
    return f"{amount_text(Money(minor, currency).amount, currency)} {currency}"


class _Shown(dict[str, str]):
    """Values as people read them; a value that is not there is a dash, never an error in the middle of a list."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__({key: _plain(value) for key, value in values.items()})
        currency = values.get("currency")
        for name, shown in _AMOUNTS.items():
            if isinstance(currency, str) and isinstance(values.get(name), int):
                self[shown] = money_text(values[name], currency)
        for name, shown in _DEGREES.items():
            if isinstance(values.get(name), int):
                self[shown] = number_text(Decimal(values[name]) / 1000, 1, 3)

    def __missing__(self, key: str) -> str:
        return "–"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return number_text(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)
