"""Addresses of the pages of this app, on the control host and on every marketplace's."""

from django.urls import URLPattern, path

from shared_apps.accounts.web import account, clients, mail_change, members, passkeys, signing_in

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("sign-in/", signing_in.sign_in_page, name="sign_in"),
    path("sign-in/code/", signing_in.code_page, name="code"),
    path("sign-in/code/options/", passkeys.second_step_options, name="code_options"),
    path("sign-in/passkey/", passkeys.sign_in_by_passkey_page, name="passkey_sign_in"),
    path("sign-in/passkey/options/", passkeys.sign_in_options, name="passkey_sign_in_options"),
    path("sign-in/provider/", signing_in.by_provider_page, name="by_provider"),
    path("sign-out/", signing_in.sign_out_page, name="sign_out"),
    path("sign-in/forgotten/", signing_in.forgotten_page, name="forgotten"),
    path("sign-in/link/<str:token>/", signing_in.link_page, name="link"),
    path("sign-in/address/<str:token>/", mail_change.mail_link_page, name="mail_link"),
    path("account/address/", mail_change.mail_change_page, name="mail_change"),
    path("account/confirm/", signing_in.confirm_page, name="confirm"),
    path("account/confirm/options/", passkeys.confirm_options, name="confirm_options"),
    path("account/", account.account_page, name="account"),
    path("account/password/", account.password_page, name="password"),
    path("account/authenticator/", account.totp_page, name="totp"),
    path("account/authenticator/remove/", account.totp_remove, name="totp_remove"),
    path("account/passkeys/new/", passkeys.passkey_new_page, name="passkey_new"),
    path("account/passkeys/new/options/", passkeys.new_options, name="passkey_new_options"),
    path("account/passkeys/<uuid:passkey_id>/", passkeys.passkey_name_page, name="passkey_name"),
    path("account/passkeys/<uuid:passkey_id>/remove/", passkeys.passkey_remove, name="passkey_remove"),
    path("account/recovery-codes/", account.recovery_codes_page, name="recovery_codes"),
    path("account/sessions/end/", account.sessions_end, name="sessions_end"),
    path("account/sessions/<uuid:session_id>/end/", account.session_end, name="session_end"),
    path("account/keys/", account.keys_page, name="keys"),
    path("account/keys/new/", account.key_new_page, name="key_new"),
    path("account/keys/<uuid:key_id>/revoke/", account.key_revoke, name="key_revoke"),
    path("account/keys/<uuid:key_id>/rotate/", account.key_rotate, name="key_rotate"),
    path("account/clients/", clients.clients_page, name="clients"),
    path("account/clients/new/", clients.client_new_page, name="client_new"),
    path("account/clients/<uuid:client_id>/end/", clients.client_end, name="client_end"),
    path("account/clients/<uuid:client_id>/keys/", clients.client_keys_page, name="client_keys"),
    path("account/clients/<uuid:client_id>/rotate/", clients.client_rotate, name="client_rotate"),
    path("account/members/", members.members_page, name="members"),
    path("account/members/<uuid:user_id>/end/", members.member_end, name="member_end"),
    path("account/members/<uuid:user_id>/reopen/", members.member_reopen, name="member_reopen"),
    path("account/seat/", account.switch_seat, name="switch_seat"),
]
