"""Settings: one class per environment, every value from an environment variable.

MISTOK_ENV chooses the class: production (default), development, testing.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent
# A form with all of its files has at most this.
MEGABYTES_AT_ONCE = 60


class ConfigurationError(RuntimeError):
    """The environment does not allow Mistok to start; the message says what to set."""


def private_folder(path: Path) -> None:
    """Make the folder of the data, for nobody but the account that runs Mistok; one that is there stays as it is."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def _database_url(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


class Config:
    """What every environment shares."""

    TESTING = False
    DEBUG = False
    # What MISTOK_DEMO is where nobody sets it.
    USUAL_DEMO = "1"

    def __init__(self) -> None:
        env = os.environ
        self.DATA_DIR = Path(env.get("DATA_DIR", ROOT / "data")).resolve()
        self.SQLALCHEMY_DATABASE_URI = _database_url(
            env.get("DATABASE_URL", f"sqlite:///{self.DATA_DIR / 'mistok.db'}")
        )
        # A connection for each thread of a worker; the one used last comes first, since it knows the statements.
        self.SQLALCHEMY_ENGINE_OPTIONS = {"pool_size": int(env.get("WEB_THREADS", "8")), "pool_use_lifo": True}
        self.SECRET_KEY = self.secret_key()
        self.MAIL_URL = env.get("MAIL_URL", f"file://{self.DATA_DIR / 'mail'}")
        self.MAIL_FROM = env.get("MAIL_FROM", "Mistok <mistok@localhost>")
        self.REDIS_URL = env.get("REDIS_URL", "")
        self.BASE_CURRENCY = env.get("BASE_CURRENCY", "UAH")
        self.BASE_URL = env.get("BASE_URL", f"http://127.0.0.1:{env.get('PORT', '8000')}")
        self.TIME_ZONE = env.get("TIME_ZONE", "Europe/Kyiv")
        self.LOG_LEVEL = env.get("LOG_LEVEL", "INFO").upper()
        self.BABEL_DEFAULT_LOCALE = env.get("DEFAULT_LOCALE", "uk")
        self.BABEL_DEFAULT_TIMEZONE = self.TIME_ZONE
        self.BABEL_TRANSLATION_DIRECTORIES = str(ROOT / "app" / "translations")
        self.NBU_URL = env.get("NBU_URL", "https://bank.gov.ua/NBUStatService/v1/statdirectory/exchange?json")
        self.MAX_CONTENT_LENGTH = MEGABYTES_AT_ONCE * 1024 * 1024
        self.MAX_FORM_MEMORY_SIZE = 2 * 1024 * 1024
        self.PERMANENT_SESSION_LIFETIME = timedelta(hours=12)
        self.SESSION_COOKIE_NAME = "mistok_session"
        self.SESSION_COOKIE_HTTPONLY = True
        self.SESSION_COOKIE_SAMESITE = "Lax"
        # Where the public address is one of HTTPS, the cookie never travels in the open.
        over_tls = "1" if self.BASE_URL.startswith("https://") else ""
        self.SESSION_COOKIE_SECURE = env.get("COOKIE_SECURE", over_tls) == "1"
        self.WTF_CSRF_TIME_LIMIT = None
        self.RATELIMIT_STORAGE_URI = self.REDIS_URL or "memory://"
        self.RATELIMIT_HEADERS_ENABLED = True
        self.TRUSTED_PROXIES = int(env.get("TRUSTED_PROXIES", "0"))
        self.JOBS_IMMEDIATE = False
        self.DEMO_WHEN_EMPTY = env.get("MISTOK_DEMO", self.USUAL_DEMO) != "0"
        self.STYLEGUIDE = False
        self.LOGIN_ATTEMPTS = 5
        self.LOGIN_WINDOW = timedelta(minutes=15)

    def secret_key(self) -> str:
        """Return the key that signs sessions. Production refuses to start without one."""
        key = os.environ.get("SECRET_KEY", "")
        if len(key) < 32:
            raise ConfigurationError(
                "Set SECRET_KEY to at least 32 random characters: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return key


class ProductionConfig(Config):
    """A public server. Accounts whose password everybody knows come into it only where somebody asks for them."""

    USUAL_DEMO = "0"


class DevelopmentConfig(Config):
    """A machine of one's own: `./run` uses it. The key is made once and kept in the data folder."""

    def __init__(self) -> None:
        super().__init__()
        self.STYLEGUIDE = True

    def secret_key(self) -> str:
        if os.environ.get("SECRET_KEY"):
            return super().secret_key()
        path = self.DATA_DIR / "secret_key"
        if not path.exists():
            private_folder(path.parent)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        return path.read_text(encoding="ascii").strip()


class TestingConfig(Config):
    """Automatic tests: jobs run at once, mail goes nowhere unless a test says where."""

    TESTING = True

    def __init__(self) -> None:
        super().__init__()
        self.JOBS_IMMEDIATE = True
        self.RATELIMIT_ENABLED = False
        self.MAIL_URL = os.environ.get("MAIL_URL", "null:")

    def secret_key(self) -> str:
        return "testing-only-" + "0" * 40


CONFIGS: dict[str, type[Config]] = {
    "production": ProductionConfig,
    "development": DevelopmentConfig,
    "testing": TestingConfig,
}


def load_config(name: str | None = None) -> Config:
    """Return the settings of an environment.

    Args:
        name: production, development or testing; MISTOK_ENV when omitted.

    Raises:
        ConfigurationError: the name is unknown or a required variable is missing.
    """
    chosen = name or os.environ.get("MISTOK_ENV", "production")
    if chosen not in CONFIGS:
        raise ConfigurationError(f"MISTOK_ENV must be one of {', '.join(CONFIGS)}, not {chosen!r}")
    return CONFIGS[chosen]()
