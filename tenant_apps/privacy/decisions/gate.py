"""May a purpose use data of a person? The one answer for mail, export, analytics and models. Pure."""

from tenant_apps.privacy.types import Verdict

# Bases that a person can object to (GDPR art. 21).
CAN_BE_OBJECTED = ("interest", "public")
# What goes on while data is restricted: what protects it, and what the law demands (GDPR art. 18(2), PIPL art. 47).
GOES_ON_RESTRICTED = ("duty", "vital")


def verdict(
    basis: str | None, *, retired: bool, last_act: str, same_text: bool, restricted: bool, purpose: str, version: int
) -> Verdict:
    """`basis` None: nobody declared the purpose. `last_act` is the newest act of the person about it, or empty.

    `same_text`: what they agreed to is the text in force; another text needs to be asked again.
    """
    if basis is None or retired:
        return Verdict(False, "no_purpose", purpose, version)
    if restricted and basis not in GOES_ON_RESTRICTED:
        return Verdict(False, "restricted", purpose, version)
    if basis == "consent":
        if last_act != "given":
            return Verdict(False, "withdrawn" if last_act == "withdrawn" else "no_consent", purpose, version)
        return Verdict(same_text, "consent" if same_text else "text_changed", purpose, version)
    if basis in CAN_BE_OBJECTED and last_act == "objected":
        return Verdict(False, "objected", purpose, version)
    return Verdict(True, basis, purpose, version)
