"""What people read about an answer of a provider that came to nothing."""

from typing import Any

from django.utils.translation import gettext as _


def why_text(why: str) -> Any:
    """The sentence for a reason; what only an administrator can mend has one sentence for all."""
    if why == "unknown":
        return _(
            "No account here is connected with the one you used there. "
            "Ask for an invitation, or connect it in your account here."
        )
    if why == "sign_in_and_link":
        return _(
            "There is an account with your mail address here already. "
            "Sign in with its password or passkey, then connect your provider under “My account”."
        )
    if why in ("not_here", "federation.not_for_you"):
        return _(
            "Your account here sits in other companies, too, so this provider may not say who you are. "
            "Sign in in another way."
        )
    if why == "not_fresh":
        return _("Your provider did not ask you anew, so it proves nothing now. Confirm in another way.")
    if why in ("not_asked", "federation.proof_over"):
        return _(
            "This answer belongs to no question of this browser, or came too late. Begin again on the sign-in page."
        )
    if why == "federation.arrived_already":
        return _("This answer was used already. Begin again on the sign-in page.")
    if why == "refused_there":
        return _("Your provider did not let you in, or you turned back there.")
    if why == "no_answer":
        return _("Your provider does not answer. Try again in a minute, or sign in in another way.")
    return _(
        "What your provider answered could not be checked, so nobody was signed in. "
        "An administrator sees why when they try it."
    )
