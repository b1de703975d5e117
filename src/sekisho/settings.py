"""Settings of an installation: what differs between two of them comes from the environment, nothing else.

``SEKISHO_HOME`` (folder for database and keys), ``DATABASE_URL``, ``SEKISHO_SECRET_KEY``, ``SEKISHO_HOSTS``
(names the server answers to, by comma), ``SEKISHO_HTTPS=1`` (behind TLS: secure cookies and strict
transport), ``SEKISHO_DEMO=1`` (people may sign in by password; every page says that this is a demonstration),
``SEKISHO_ORIGIN`` (the address under which people open the pages, ``https://…``: passkeys belong to it),
``SEKISHO_SIGNING`` (``passkey``: formal decisions are signed; ``off``, which the pages say: they are not),
``SEKISHO_OIDC_ISSUER``, ``SEKISHO_OIDC_CLIENT``, ``SEKISHO_OIDC_SECRET`` (an identity provider to sign in through),
``SEKISHO_PACK`` (the rule pack to judge by), ``SEKISHO_WITNESS_OLD`` (seconds after which the page warns that a
witness has not cosigned; 3600), ``SEKISHO_SMTP`` (the mail server that tells people of a new device: ``smtps://user:password@host:465``,
``smtp+starttls://…``, or, on this machine, ``smtp://localhost``; none for no mail), ``SEKISHO_MAIL_FROM``,
``SEKISHO_SCAN`` (a command that is given the path of each file handed over: status 0 passes, 1 refuses), ``SEKISHO_SCAN_SECONDS``.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from sekisho.records.database import database
from sekisho.records.home import home, kept_secret, key_folder
from sekisho.vocabulary.network import on_this_machine

PACKAGE = Path(__file__).parent
HOME = home()
DEMO = os.environ.get("SEKISHO_DEMO") == "1"
HTTPS = os.environ.get("SEKISHO_HTTPS") == "1"

ORIGIN = os.environ.get("SEKISHO_ORIGIN", "http://localhost:8000").rstrip("/")
RP_ID = urlsplit(ORIGIN).hostname or ""
"""What passkeys are bound to: no other site can ask for them (WebAuthn Level 3, 5.1.2)."""
SIGNING = os.environ.get("SEKISHO_SIGNING") or ("off" if DEMO else "passkey")
if SIGNING not in ("passkey", "off"):
    raise ImproperlyConfigured(f"SEKISHO_SIGNING is {SIGNING!r}: it is passkey or off")
OIDC_ISSUER = os.environ.get("SEKISHO_OIDC_ISSUER", "").rstrip("/")
OIDC_CLIENT = os.environ.get("SEKISHO_OIDC_CLIENT", "sekisho")
OIDC_SECRET = os.environ.get("SEKISHO_OIDC_SECRET", "")

SECRET_KEY = os.environ.get("SEKISHO_SECRET_KEY") or kept_secret(key_folder() / "web.key").hex()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SEKISHO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "sekisho.records",
    "sekisho.web",
]

MIDDLEWARE = [
    "sekisho.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sekisho.web.middleware.Language",
    "sekisho.web.middleware.Readable",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sekisho.web.middleware.SecondWall",
    "sekisho.web.signin.lasting.Lasting",
    "sekisho.web.signin.lasting.Paced",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sekisho.web.middleware.OnRecord",
]

ROOT_URLCONF = "sekisho.web.urls"
ASGI_APPLICATION = "sekisho.web.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

SEKISHO_PACK = os.environ.get("SEKISHO_PACK", "jp-acd")
WITNESS_OLD = int(os.environ.get("SEKISHO_WITNESS_OLD", "3600"))
DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "records.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "/signin/"
CSRF_FAILURE_VIEW = "sekisho.web.page.refused"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/signin/"

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
# The package's own files are served from where they were installed: no collecting step, nothing to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Behind TLS a browser takes such a name from this very host only (RFC 6265bis, 4.1.3).
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
# A program that was told to come back over TLS would go on sending its token in clear first: it is refused instead.
SECURE_REDIRECT_EXEMPT = [r"^api/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_MAIL = urlsplit(os.environ.get("SEKISHO_SMTP", ""))
if _MAIL.scheme not in ("", "smtp", "smtps", "smtp+starttls") or bool(_MAIL.scheme) is not bool(
    _MAIL.hostname
):
    raise ImproperlyConfigured(
        "SEKISHO_SMTP is smtp://, smtps:// or smtp+starttls:// and the mail server's name"
    )
if _MAIL.scheme == "smtp" and not on_this_machine(_MAIL.hostname or ""):
    raise ImproperlyConfigured(
        "SEKISHO_SMTP: smtps:// or smtp+starttls:// to a mail server on another machine"
    )
EMAIL_HOST, EMAIL_TIMEOUT = _MAIL.hostname or "", 10
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.scheme == "smtps", _MAIL.scheme == "smtp+starttls"
EMAIL_PORT = _MAIL.port or {"smtps": 465, "smtp+starttls": 587}.get(_MAIL.scheme, 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
DEFAULT_FROM_EMAIL = os.environ.get("SEKISHO_MAIL_FROM", f"sekisho@{RP_ID}")

SCAN, SCAN_SECONDS = os.environ.get("SEKISHO_SCAN", ""), int(os.environ.get("SEKISHO_SCAN_SECONDS", "30"))

DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"sekisho.signin": {"level": "INFO"}},
}
