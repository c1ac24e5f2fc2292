"""How colleagues sign in: passwords, codes, passkeys, the house's own identity provider."""

import os

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "heedful.interfaces.web.sign_in.ColleaguesOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Heedful"
MFA_ALLOW_UNVERIFIED_EMAIL = True
"""Nobody signs up here: an administrator gives the address, so a stranger cannot lock its owner out."""
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = os.environ.get("HEEDFUL_BASE_URL", "").startswith("http://localhost")
"""Elsewhere a passkey is bound to the origin over TLS: that is what a false page cannot imitate."""

SOCIALACCOUNT_ADAPTER = "heedful.interfaces.web.sign_in.KnownColleaguesOnly"
SOCIALACCOUNT_LOGIN_ON_GET = True
"""A link, not a form: the content security policy lets no form end at another host. The state protects the way back."""
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "house",
                "name": os.environ.get("HEEDFUL_OIDC_NAME", "the house account"),
                "client_id": os.environ.get("HEEDFUL_OIDC_CLIENT", "heedful"),
                "secret": os.environ.get("HEEDFUL_OIDC_SECRET", ""),
                "settings": {"server_url": issuer},
            }
            for issuer in [os.environ.get("HEEDFUL_OIDC_ISSUER", "")]
            if issuer
        ],
    }
}
"""The identity provider of the organisation (OpenID Connect): its address, and what it knows Heedful by."""
