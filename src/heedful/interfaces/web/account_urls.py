"""Sign in and out, by password, code, passkey or house account: allauth's views at our addresses, each marked."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import path, re_path
from django.views.generic import RedirectView

from heedful.interfaces.web import sign_in
from heedful.interfaces.web.access import public, staff

urlpatterns = [
    path("sign-in/", public(account.login), name="account_login"),
    path("sign-in/demo/", public(sign_in.as_demo_role), name="demo_sign_in"),
    path("sign-in/code/", public(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/with/<str:provider_id>/", public(openid.login), name="openid_connect_login"),
    path("sign-in/with/<str:provider_id>/back/", public(openid.callback), name="openid_connect_callback"),
    path("sign-in/passkey/", public(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/inactive/", public(account.account_inactive), name="account_inactive"),
    path("sign-out/", public(account.logout), name="account_logout"),
    path("password/forgotten/", public(account.password_reset), name="account_reset_password"),
    path("password/forgotten/sent/", public(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/", public(account.password_reset_from_key_done), name="account_reset_password_from_key_done"
    ),
    path("password/", staff(account.password_change), name="account_change_password"),
    path(
        "password/first/",  # where allauth sends a colleague who has no password yet: one comes by mail
        staff(RedirectView.as_view(pattern_name="account_reset_password")),
        name="account_set_password",
    ),
    path("password/again/", staff(account.reauthenticate), name="account_reauthenticate"),
    path("two-factor/", staff(mfa.index), name="mfa_index"),
    path("two-factor/again/", staff(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("two-factor/activate/", staff(totp.activate_totp), name="mfa_activate_totp"),
    path("two-factor/deactivate/", staff(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("two-factor/passkeys/", staff(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("two-factor/passkeys/add/", staff(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("two-factor/passkeys/again/", staff(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("two-factor/passkeys/<int:pk>/remove/", staff(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("two-factor/recovery/", staff(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("two-factor/recovery/new/", staff(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
]
