"""Django's settings. What differs between installations comes from the environment (see docs/operations.md)."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from tandem.foundation.database.connections import known_address, settings_for
from tandem.foundation.database.home import home, secret

ROOT = Path(__file__).resolve().parent.parent

SECRET_KEY = secret("secret_key")
DEBUG = False
PORT = int(os.environ.get("PORT", "8000"))
PUBLIC_URL = os.environ.get("TANDEM_PUBLIC_URL", f"http://localhost:{PORT}")  # passkeys need a host name
SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [host for host in os.environ.get("TANDEM_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "tandem.web.ui",  # first: its templates override allauth's
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "procrastinate.contrib.django",
    "tandem.foundation.database.apps.DatabaseConfig",
    "tandem.foundation.tenancy.apps.TenancyConfig",
    "tandem.foundation.accounts.apps.AccountsConfig",
    "tandem.foundation.events.apps.EventsConfig",
    "tandem.foundation.idempotency.apps.IdempotencyConfig",
    "tandem.foundation.live.apps.LiveConfig",
    "tandem.foundation.jobs.apps.JobsConfig",
    "tandem.foundation.mail.apps.MailConfig",
    "tandem.foundation.files.apps.FilesConfig",
    "tandem.foundation.audit.apps.AuditConfig",
    "tandem.foundation.experiments.apps.ExperimentsConfig",
    "tandem.foundation.ai.apps.AiConfig",
    "tandem.domain.authority.rights.apps.RightsConfig",
    "tandem.domain.knowledge.articles.apps.ArticlesConfig",
    "tandem.domain.knowledge.releases.apps.ReleasesConfig",
    "tandem.domain.knowledge.contradictions.apps.ContradictionsConfig",
    "tandem.domain.knowledge.discussions.apps.DiscussionsConfig",
    "tandem.domain.knowledge.usage.apps.UsageConfig",
    "tandem.domain.knowledge.policies.apps.PoliciesConfig",
    "tandem.domain.service.queues.apps.QueuesConfig",
    "tandem.domain.service.customers.apps.CustomersConfig",
    "tandem.domain.service.conversations.apps.ConversationsConfig",
    "tandem.domain.service.channels.apps.ChannelsConfig",
    "tandem.domain.workforce.experts.apps.ExpertsConfig",
    "tandem.domain.assistance.readings.apps.ReadingsConfig",
    "tandem.domain.assistance.guidance.apps.GuidanceConfig",
    "tandem.domain.assistance.precedents.apps.PrecedentsConfig",
    "tandem.domain.assistance.suggestions.apps.SuggestionsConfig",
    "tandem.domain.assistance.gaps.apps.GapsConfig",
    "tandem.domain.assistance.replies.apps.RepliesConfig",
    "tandem.domain.orchestration.routing.apps.RoutingConfig",
    "tandem.web.chat.apps.ChatConfig",
    "tandem.web.help.apps.HelpConfig",
    "tandem.web.desk.apps.DeskConfig",
    "tandem.web.floor.apps.FloorConfig",
    "tandem.web.studio.apps.StudioConfig",
    "tandem.web.settings.apps.SettingsConfig",
    "tandem.web.jump.apps.JumpConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tandem.web.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "tandem.config.urls"
ASGI_APPLICATION = "tandem.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]

DATABASES = settings_for(known_address())
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_ADAPTER = "tandem.foundation.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True  # one address a person: another takes its place once it is confirmed
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tandem"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # browsers themselves allow it on localhost alone
USERSESSIONS_TRACK_ACTIVITY = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# What sign-in counts (failed attempts, codes used): shared by all processes, so that more of them allow no more guesses.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_attempt"}}
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "tandem.web.ui.views.csrf_failure"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 25_000_000  # bytes; the front lets less through, so that no upload needs a disk
CLIENT_ADDRESS_HEADER = os.environ.get("TANDEM_CLIENT_ADDRESS_HEADER", "")  # such as X-Forwarded-For, where a proxy of ours sets it
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German")), ("fr", _("French")), ("es", _("Spanish")), ("ar", _("Arabic"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if os.environ.get("TANDEM_SMTP_HOST") else "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = home() / "outbox"
EMAIL_HOST = os.environ.get("TANDEM_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("TANDEM_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("TANDEM_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TANDEM_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("TANDEM_SMTP_TLS", "") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TANDEM_FROM", "Tandem <no-reply@localhost>")

# The three literal tables of config, found by name so that nothing below imports upward.
TANDEM_SUBSCRIPTIONS = "tandem.config.subscriptions.SUBSCRIPTIONS"
TANDEM_SWEEPS = "tandem.config.subscriptions.SWEEPS"
TANDEM_MEANINGS = "tandem.config.meanings.MEANINGS"
TANDEM_TOPICS = "tandem.config.topics.TOPICS"
TANDEM_PERSONAL_DATA = "tandem.config.personal_data.PERSONAL_DATA"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("TANDEM_LOG", "WARNING")},
}
