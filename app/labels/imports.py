"""Words of the area: imports."""

from typing import Any

LABELS: dict[Any, dict[Any, Any]] = {}
TONES: dict[Any, dict[Any, str]] = {}
REFUSALS: dict[str, Any] = {}
