"""Sessions of accounts: what a browser is called, and how exactly its visits are remembered."""

from datetime import datetime, timedelta

# A session that is in use is noted at most once in this time.
SEEN_EVERY = timedelta(minutes=10)

# What a browser says of itself holds the names of others, so the more particular ones stand first.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """Return a browser and its system in two names, such as "Firefox, Windows"; "" when neither is known."""
    found = (next((name for sign, name in names if sign in user_agent), "") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in found if name)


def is_due(last_seen: datetime, now: datetime) -> bool:
    """Say whether a visit is to be noted: the last one that was is long ago."""
    return now - last_seen >= SEEN_EVERY


def open_since(now: datetime, lifetime: timedelta) -> datetime:
    """Return since when a session must have been seen to be open still; its cookie is as old as its last visit."""
    return now - lifetime - SEEN_EVERY
