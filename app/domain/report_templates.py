"""Templates of funders as files.

The file is JSON of a fixed shape. It holds no personal data: neither who made the template nor for which grant.
Whatever does not fit the shape is refused with the place where it stands.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from app.domain.errors import RuleError
from app.domain.grant_report import RateRule
from app.domain.grants import BudgetCategory, NarrativeSection
from app.domain.money import Currency
from app.domain.report_blocks import COLUMNS, Block, BlockKind, Column
from app.domain.text_limits import LimitUnit

FORMAT = "mistok-report-template"
SCHEMA = 1
MAX_FILE = 4 * 1024 * 1024
MAX_BLOCKS = 60
MAX_LOGOS = 4
MAX_LOGO = 700 * 1024
MAX_DEPTH = 6
MAX_TEXT = 40_000
MAX_LIMIT = 1_000_000
LOCALES = ("uk", "en")

Member = TypeVar("Member", bound=StrEnum)


class InvalidTemplate(RuleError):
    """A file that is no template; `where` is the place in it.

    Codes: `template_too_large`, `template_not_json`, `template_too_deep`, `template_not_ours`,
    `template_other_schema` (`found`), `template_unknown_key`, `template_wrong_value`, `template_too_long` (`max`),
    `template_block_twice`.
    """


@dataclass(frozen=True, slots=True)
class TemplateLogo:
    """A logo of a template: whose it is, and the file."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template as data, without the record that it may be of."""

    name: str
    locale: str
    blocks: tuple[Block, ...]
    funder: str = ""
    currency: Currency | None = None
    rate_rule: RateRule | None = None
    categories: Mapping[BudgetCategory, str] = field(default_factory=dict)
    indicators: tuple[str, ...] = ()
    disclaimer: str = ""
    logos: tuple[TemplateLogo, ...] = ()


def to_file(template: Template) -> str:
    """Return a template as the text of a file."""
    document = {
        "format": FORMAT,
        "schema": SCHEMA,
        "name": template.name,
        "funder": template.funder,
        "locale": template.locale,
        "currency": template.currency,
        "rate_rule": template.rate_rule,
        "categories": {category.value: words for category, words in template.categories.items()},
        "indicators": list(template.indicators),
        "disclaimer": template.disclaimer,
        "logos": [{"name": logo.name, "data": base64.b64encode(logo.data).decode()} for logo in template.logos],
        "blocks": [
            {
                "kind": block.kind,
                "section": block.section,
                "heading": block.heading,
                "text": block.text,
                "continues": block.continues,
                "limit": block.limit,
                "limit_unit": block.limit_unit,
                "required": block.required,
                "hide_when_empty": block.hide_when_empty,
                "hidden": list(block.hidden),
            }
            for block in template.blocks
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def from_file(data: bytes) -> Template:
    """Read a template from a file that somebody handed in.

    Pictures are only decoded here: whoever keeps them looks whether they are pictures.

    Raises:
        InvalidTemplate: the file is none.
    """
    if len(data) > MAX_FILE:
        raise InvalidTemplate("template_too_large", max=MAX_FILE // 1024 // 1024)
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InvalidTemplate("template_not_json") from error
    if _depth(document) > MAX_DEPTH:
        raise InvalidTemplate("template_too_deep")
    reader = _Reader(document, "")
    if reader.values.get("format") != FORMAT:
        raise InvalidTemplate("template_not_ours")
    if reader.values.get("schema") != SCHEMA:
        raise InvalidTemplate("template_other_schema", found=str(reader.values.get("schema"))[:20])
    reader.known("format", "schema", *Template.__dataclass_fields__)
    currency, rule = reader.member("currency", Currency), reader.member("rate_rule", RateRule)
    if (currency is None) != (rule is None):
        raise InvalidTemplate("template_wrong_value", "rate_rule")
    locale = reader.text("locale", 5)
    if locale not in LOCALES:
        raise InvalidTemplate("template_wrong_value", "locale")
    return Template(
        name=reader.text("name", 200, required=True),
        funder=reader.text("funder", 200),
        locale=locale,
        currency=currency,
        rate_rule=rule,
        categories=_categories(reader),
        indicators=tuple(reader.texts("indicators", 50, 300)),
        disclaimer=reader.text("disclaimer", 4000),
        logos=tuple(_logo(item) for item in reader.items("logos", MAX_LOGOS)),
        blocks=_blocks(reader),
    )


class _Reader:
    """Takes checked values out of one object of the file and remembers where it stands."""

    def __init__(self, values: Any, where: str) -> None:
        if not isinstance(values, dict):
            raise InvalidTemplate("template_wrong_value", where or "{}")
        self.values: dict[str, Any] = values
        self.where = where

    def known(self, *names: str) -> None:
        for name in self.values:
            if name not in names:
                raise InvalidTemplate("template_unknown_key", self._place(name)[:80])

    def text(self, name: str, limit: int, *, required: bool = False) -> str:
        value = self.values.get(name, "")
        if not isinstance(value, str) or (required and not value.strip()):
            raise InvalidTemplate("template_wrong_value", self._place(name))
        if len(value) > limit:
            raise InvalidTemplate("template_too_long", self._place(name), max=limit)
        return _clean(value)

    def flag(self, name: str) -> bool:
        return bool(self._typed(name, lambda value: isinstance(value, bool), False))

    def number(self, name: str, most: int) -> int | None:
        def fits(value: Any) -> bool:
            return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value <= most)

        found: int | None = self._typed(name, fits, None)
        return found

    def member(self, name: str, enum: type[Member]) -> Member | None:
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or value not in frozenset(item.value for item in enum):
            raise InvalidTemplate("template_wrong_value", self._place(name))
        return enum(value)

    def texts(self, name: str, most: int, limit: int) -> list[str]:
        found = self._list(name, most)
        if not all(isinstance(item, str) and 0 < len(item.strip()) <= limit for item in found):
            raise InvalidTemplate("template_wrong_value", self._place(name))
        return list(dict.fromkeys(_clean(item) for item in found))

    def items(self, name: str, most: int) -> list[_Reader]:
        return [_Reader(item, f"{self._place(name)}[{place}]") for place, item in enumerate(self._list(name, most), 1)]

    def _list(self, name: str, most: int) -> list[Any]:
        found = self._typed(name, lambda value: isinstance(value, list), [])
        if len(found) > most:
            raise InvalidTemplate("template_too_long", self._place(name), max=most)
        return list(found)

    def _typed(self, name: str, fits: Callable[[Any], bool], default: Any) -> Any:
        value = self.values.get(name, default)
        if not fits(value):
            raise InvalidTemplate("template_wrong_value", self._place(name))
        return value

    def _place(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name


def _categories(reader: _Reader) -> dict[BudgetCategory, str]:
    names = _Reader(reader.values.get("categories", {}), "categories")
    names.known(*(category.value for category in BudgetCategory))
    found = {category: names.text(category.value, 200).strip() for category in BudgetCategory}
    return {category: words for category, words in found.items() if words}


def _logo(reader: _Reader) -> TemplateLogo:
    reader.known("name", "data")
    text = reader.text("data", MAX_LOGO * 4 // 3 + 8, required=True)
    try:
        return TemplateLogo(reader.text("name", 200), base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError) as error:
        raise InvalidTemplate("template_wrong_value", f"{reader.where}.data") from error


def _blocks(reader: _Reader) -> tuple[Block, ...]:
    found = [_block(item) for item in reader.items("blocks", MAX_BLOCKS)]
    if not found or found[0].kind is not BlockKind.COVER:
        raise InvalidTemplate("template_wrong_value", "blocks[1].kind")
    once = [block.kind for block in found if block.kind not in (BlockKind.NARRATIVE, BlockKind.DECLARATION)]
    texts = [block.section for block in found if block.section is not None]
    for names in (once, texts):
        if len(set(names)) < len(names):
            raise InvalidTemplate("template_block_twice", "blocks")
    return tuple(found)


def _block(reader: _Reader) -> Block:
    reader.known(*(name for name in Block.__dataclass_fields__ if name != "key"))
    kind = reader.member("kind", BlockKind)
    if kind is None:
        raise InvalidTemplate("template_wrong_value", f"{reader.where}.kind")
    columns = {column.value: column for column in COLUMNS.get(kind, ())}
    hidden = reader.texts("hidden", len(Column), 32)
    if not set(hidden) <= columns.keys():
        raise InvalidTemplate("template_wrong_value", f"{reader.where}.hidden")
    return Block(
        kind=kind,
        section=reader.member("section", NarrativeSection),
        heading=reader.text("heading", 200),
        text=reader.text("text", MAX_TEXT),
        continues=reader.flag("continues"),
        limit=reader.number("limit", MAX_LIMIT),
        limit_unit=reader.member("limit_unit", LimitUnit) or LimitUnit.CHARACTERS,
        required=reader.flag("required"),
        hide_when_empty=reader.flag("hide_when_empty"),
        hidden=tuple(columns[name] for name in hidden),
    )


def _clean(text: str) -> str:
    """Take out what no text of a person holds: control characters but line breaks, and halves of pairs."""
    text = text.replace("\r\n", "\n")
    kept = "".join(sign for sign in text if sign in "\n\t" or (sign.isprintable() or sign in "\u00a0\u202f"))
    return kept.encode("utf-8", "ignore").decode()


def _depth(value: Any, level: int = 1) -> int:
    if level > MAX_DEPTH:
        return level
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((_depth(item, level + 1) for item in inner), default=level)


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)
