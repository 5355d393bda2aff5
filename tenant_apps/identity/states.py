"""Of which acts on roles, grants and members the log keeps digests of before and after."""

from shared_apps.commands.states import row_of, watch
from tenant_apps.identity.models import AccessReview, Membership, Role, Separation

watch(
    "identity.change_role", "identity.end_membership", "identity.invite_person", "identity.lend_rights",
    "identity.take_back_rights",
    read=row_of(Membership, "membership_id"),
)  # fmt: skip
watch("identity.define_role", "identity.redefine_role", "identity.retire_role", read=row_of(Role, "role_id"))
watch("identity.define_separation", "identity.retire_separation", read=row_of(Separation, "separation_id"))
watch("identity.sign_review", read=row_of(AccessReview, "review_id"))
