"""Did every part of the suite run? `python -m tests.support.results FILE` reads pytest's JUnit file."""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

PARTS = {
    "rules": lambda case: "tests.domain" in case.get("classname", ""),
    "SQLite": lambda case: "[sqlite" in case.get("name", ""),
    "PostgreSQL": lambda case: "[postgresql" in case.get("name", ""),
    "browser": lambda case: "tests.browser" in case.get("classname", ""),
    "migrations": lambda case: "test_migrations" in case.get("classname", ""),
}


def missing_parts(report: Path) -> list[str]:
    """Return the parts of the suite of which no test ran; a skipped test did not run."""
    cases = [case for case in ET.parse(report).iter("testcase") if case.find("skipped") is None]
    return [part for part, belongs in PARTS.items() if not any(map(belongs, cases))]


def main(arguments: list[str]) -> int:
    """Print which parts did not run; 0 when every part did."""
    missing = missing_parts(Path(arguments[0]))
    for part in missing:
        print(f"No test ran of: {part}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
