"""Settings shared by every kind of process; the kind decides only databases, hosts and apps with pages.

Values come from `config.environment`, which refuses to start when one is missing. Settings of a marketplace are not
here: they live in `rulesets`.
"""

from pathlib import Path

from config import logs
from config.databases import databases_for
from config.environment import load
from shared_apps.tenancy.answer_headers import TWO_YEARS_S

BASE_DIR = Path(__file__).resolve().parents[2]
ENV = load()

KIND = ENV.kind
REGION = ENV.region
SECRET_KEY = ENV.secret_key
DEBUG = False
HTTPS = ENV.https
WAKE_WORKERS = KIND in ("control", "region")

# -- apps: where each lives ------------------------------------------------------------------------------------------

BOTH = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django_otp",
    "django_otp.plugins.otp_static",
    "shared_apps.accounts",
    "shared_apps.crypto",
    "shared_apps.notary",
    "shared_apps.audit",
    "shared_apps.outbox",
    "shared_apps.commands",
]
SHARED_APPS = ["tenants", "django_tenants", "shared_apps.operators", *BOTH]
TENANT_APPS = [
    *BOTH,
    "tenant_apps.parties",
    "tenant_apps.identity",
    "tenant_apps.federation",
    "tenant_apps.documents",
    "tenant_apps.rulesets",
    "tenant_apps.compliance",
    "tenant_apps.approvals",
    "tenant_apps.exceptions",
    "tenant_apps.privacy",
    "tenant_apps.ledger",
    "tenant_apps.spending",
    "tenant_apps.catalogue",
    "tenant_apps.pricing",
    "tenant_apps.inventory",
    "tenant_apps.trading.kernel",
    "tenant_apps.trading.engines.vault",
    "tenant_apps.trading.engines.thread",
    "tenant_apps.trading.deposits",
    "tenant_apps.trading.second_try",
    "tenant_apps.trading.questions",
    "tenant_apps.orders",
    "tenant_apps.logistics",
    "tenant_apps.payments",
    "tenant_apps.terms",
    "tenant_apps.invoicing",
    "tenant_apps.prepayment",
    "tenant_apps.claims",
    "tenant_apps.settlement",
    "tenant_apps.provisioning",
    "tenant_apps.integrations",
    "tenant_apps.evidence",
    "tenant_apps.transfers",
    "tenant_apps.support",
    "tenant_apps.anomalies",
]
WITHOUT_TABLES = [
    "django.contrib.postgres",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "rest_framework",
    "drf_spectacular",
    "shared_apps.tenancy",
    "shared_apps.api",
    "shared_apps.ui",
    "tenant_apps.trading.engines.listing",
    "tenant_apps.trading.engines.clock",
    "tenant_apps.trading.eligibility",
    "tenant_apps.trading.modes",
    "tenant_apps.processes",
    "tenant_apps.workspace",
]
# `tenants` stands before django_tenants: our `migrate` must win over its override.
INSTALLED_APPS = [*dict.fromkeys([*SHARED_APPS, *TENANT_APPS, *WITHOUT_TABLES])]


def _label(app: str) -> str:
    return {"tenant_apps.trading.kernel": "trading"}.get(app, app.rsplit(".", 1)[-1])


SHARED_LABELS = frozenset(_label(app) for app in SHARED_APPS)
TENANT_LABELS = frozenset(_label(app) for app in TENANT_APPS)

# -- tenancy ---------------------------------------------------------------------------------------------------------

TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
DATABASES, ALIAS_OF = databases_for(ENV)
REGION_ALIASES = sorted(set(ALIAS_OF.values()))
# Provisioning logins by alias: only in workers and tools, never in a web process.
REGION_ADMIN_URLS = {alias: ENV.region_admin_urls.get(region, "") for region, alias in ALIAS_OF.items()}
REGIONS = tuple(name for name in ENV.node_urls if name != "control")
DATABASE_ROUTERS = ["shared_apps.tenancy.routers.KontorRouter"]
TENANT_SYNC_ROUTER = DATABASE_ROUTERS[0]
SKIP_PG_EXTRA_VALIDATION = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CONTROL_HOSTS = frozenset(ENV.control_hosts)
ALLOWED_HOSTS = ["*"]  # TenantMiddleware decides: it knows every host and answers 404 to all others.

# -- people ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_ENGINE = "shared_apps.tenancy.sessions"
# A browser takes a cookie of such a name only from this very host, over https and for all its paths.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}kontor_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "shared_apps.ui.views.csrf_failure"
LOGIN_URL = "/sign-in/"
OTP_TOTP_ISSUER = "Kontor"

# -- requests --------------------------------------------------------------------------------------------------------

MIDDLEWARE = [
    "shared_apps.tenancy.middleware.ProtectiveMiddleware",
    "shared_apps.tenancy.middleware.TenantMiddleware",
    "shared_apps.api.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "shared_apps.accounts.middleware.ActorMiddleware",
    "tenant_apps.support.middleware.VisitMiddleware",
    "tenant_apps.privacy.middleware.SignalMiddleware",
    "tenant_apps.workspace.middleware.CustomsMiddleware",
    "tenant_apps.anomalies.middleware.DenialMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls_public" if KIND == "control" else "config.urls_tenant"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "shared_apps.ui.slim.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "shared_apps.ui.context.ui",
            ],
        },
    }
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
COTTON_DIR = "cotton"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = TWO_YEARS_S if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# Nothing listens without TLS, so there is nothing to redirect; a key sent in the clear must fail and not be led on.
SILENCED_SYSTEM_CHECKS = ["security.W008"]
SECURITY_CONTACT = ENV.security_contact
# Where people of support sit (ISO 3166-1); empty: in the region itself.
SUPPORT_COUNTRY = ENV.support_country
DESTRUCTION_WAIT_H = ENV.destruction_wait_h

# -- languages and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}k_lang"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- files, cache, queue, mail ---------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / ".run" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENV.cache_url,
        "KEY_FUNCTION": "shared_apps.tenancy.keys.cache_key",
        "TIMEOUT": 300,
        # Whoever asks can do without it, and must not wait for it.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
CELERY_BROKER_URL = ENV.broker_url
VALKEY_URL = ENV.cache_url
# Public base of the live rooms by region; without one, pages ask again every two seconds.
STREAM_URLS = dict(ENV.stream_urls)
# Public base of the lane by region; `{host}` stands for the marketplace's own host name.
LANE_URLS = dict(ENV.lane_urls)
EMAIL_HOST = ENV.mail_host
EMAIL_PORT = ENV.mail_port
EMAIL_TIMEOUT = 10
KEY_RING = ENV.key_ring
# Where `make test` notes how its run ended; evidence packs carry it where it is.
TEST_RUN = BASE_DIR / ".run" / "test-run.json"
KEY_BUCKET = ENV.key_bucket
KMS_KEY_IDS = ENV.kms_key_ids
KMS_SIGNING_KEY_IDS = ENV.kms_signing_key_ids
OBJECT_ROOT = ENV.object_root
OBJECT_BUCKET = ENV.object_bucket
EGRESS_ALLOWED = frozenset(ENV.egress_allowed)
AWS_ENDPOINT = ENV.object_endpoint
DEFAULT_FROM_EMAIL = "Kontor <no-reply@kontor.localhost>"

# -- API -------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["shared_apps.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["shared_apps.api.permissions.HasActor"],
    "DEFAULT_THROTTLE_CLASSES": ["shared_apps.api.throttling.KeyRateThrottle"],
    "DEFAULT_SCHEMA_CLASS": "shared_apps.api.schema.KontorSchema",
    "EXCEPTION_HANDLER": "shared_apps.api.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Kontor API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [],  # msgspec writes enumerations in place; nothing is to be guessed.
}

# -- log -------------------------------------------------------------------------------------------------------------

logs.configure()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.SetIn", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": ENV.log_level},
    "loggers": {"django.request": {"level": "ERROR"}},
}
