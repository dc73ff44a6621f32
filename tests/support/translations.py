"""The Ukrainian catalogue: `python -m tests.support.translations check` or `update`.

The texts of the code are English, so English needs no catalogue. `update` adds new texts to the Ukrainian
one and removes those that are gone; `check` says what is missing or wrong.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
UKRAINIAN = ROOT / "app" / "translations" / "uk" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "_n": (1, 2)}
HEADER = "# Ukrainian texts of Mistok. `./run translations` brings new English texts here."

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_UKRAINIAN_SIGNS = re.compile("[«»№]")
_STRAIGHT_APOSTROPHE = re.compile("(?<=[\u0400-\u04ff])'(?=[\u0400-\u04ff])")
_STRAIGHT_QUOTES = re.compile('"[^"]*[\u0400-\u04ff][^"]*"')
_ENDINGS = ("…", ".", ":", "?", "!")


def extract() -> Catalog:
    """Return the texts that the code and the templates ask for."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as handle:
        methods, options = parse_mapping_cfg(handle)
    found = Catalog(project="Mistok", charset="utf-8")
    for name, _line, text, comments, context in extract_from_dir(
        str(ROOT), methods, options, KEYWORDS, comment_tags=("Translators:",)
    ):
        found.add(text, None, [(name, 0)], auto_comments=comments, context=context)
    return found


def read(path: Path = UKRAINIAN) -> Catalog:
    """Return the Ukrainian catalogue; an empty one when there is none yet."""
    if not path.exists():
        return Catalog(locale="uk", project="Mistok", charset="utf-8", header_comment=HEADER, fuzzy=False)
    with path.open("rb") as handle:
        return read_po(handle, locale="uk")


def write(catalog: Catalog, path: Path = UKRAINIAN) -> None:
    """Store the Ukrainian catalogue by the order of its texts, so that diffs are small."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        write_po(
            handle,
            catalog,
            width=110,
            no_location=True,
            omit_header=False,
            sort_output=True,
            ignore_obsolete=True,
        )


def update() -> int:
    """Bring the texts of the code into the Ukrainian catalogue; return how many wait for a translation."""
    catalog = read()
    # The date stays as it is: two branches that bring texts would always differ in it.
    catalog.update(extract(), no_fuzzy_matching=True, update_creation_date=False)
    write(catalog)
    return sum(1 for message in catalog if message.id and not all(_forms(message)))


def problems(wanted: Catalog, catalog: Catalog) -> Iterator[str]:
    """Yield what is wrong with the Ukrainian catalogue, one sentence each."""
    for message in wanted:
        if not message.id:
            continue
        name = _name(message)
        if _CYRILLIC.search(name):
            yield f"the text of the code is not English: «{name}»"
        if _UKRAINIAN_SIGNS.search(" ".join(message.id) if isinstance(message.id, tuple) else name):
            yield f"English has “ ” and No. instead of « » and №: «{name}»"
        known = catalog.get(message.id, message.context)
        if known is None or not all(_forms(known)):
            yield f"not translated: «{name}»"
        else:
            yield from _wrong(known)
    for message in catalog:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"no longer used: «{_name(message)}»"
    for key in catalog.obsolete:
        yield f"no longer used: «{key}»"
    if catalog.num_plurals != 3:
        yield f"Ukrainian has three plural forms, the catalogue {catalog.num_plurals}"


def _wrong(message: Message) -> Iterator[str]:
    name = _name(message)
    if message.fuzzy:
        yield f"not sure: «{name}»"
    expected = set(_PLACEHOLDER.findall(message.id[-1] if isinstance(message.id, tuple) else message.id))
    forms = _forms(message)
    if isinstance(message.id, tuple) and len(forms) != 3:
        yield f"{len(forms)} plural forms instead of three: «{name}»"
    for form in forms:
        if set(_PLACEHOLDER.findall(form)) != expected:
            yield f"other placeholders than «{name}»: «{form}»"
        if _STRAIGHT_APOSTROPHE.search(form) or _STRAIGHT_QUOTES.search(form):
            yield f"an apostrophe or quotation marks of a typewriter: «{form}»"
        if form.strip() != form and name.strip() == name:
            yield f"spaces at an end: «{form}»"
        # An English letter goes on after a comma, a Ukrainian one begins with an exclamation.
        is_salutation = name.startswith("Dear ") and form.endswith("!")
        for ending in _ENDINGS:
            if name.endswith(ending) != form.endswith(ending) and not is_salutation:
                yield f"«{name}» and «{form}» end differently"
                break


def _name(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def _forms(message: Message) -> tuple[str, ...]:
    """Return the translation's forms; an untranslated text has an empty one."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ()) or ("",)


def main(arguments: list[str]) -> int:
    """Run `check` or `update`; 0 when all is well."""
    if arguments == ["update"]:
        print(f"{UKRAINIAN.relative_to(ROOT)}: {update()} texts wait for a translation")
        return 0
    if arguments == ["check"]:
        found = list(problems(extract(), read()))
        for problem in found:
            print(problem)
        return 1 if found else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
