"""A template as a file: what goes out comes back, and nothing else is let in."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.domain.grant_report import RateRule
from app.domain.grants import BudgetCategory, NarrativeSection
from app.domain.money import Currency
from app.domain.report_blocks import Block, BlockKind, Column, ReportSection, default_blocks, document, with_keys
from app.domain.report_builtins import Builtin, builtin_blocks, builtin_categories
from app.domain.report_templates import InvalidTemplate, Template, TemplateLogo, from_file, to_file
from app.domain.text_limits import LimitUnit

GOOD = Template(
    name="Шаблон «Фонду»",
    locale="en",
    funder="Фонд",
    currency=Currency.EUR,
    rate_rule=RateRule.AVERAGE,
    categories={BudgetCategory.STAFF: "A1 Staff"},
    indicators=("Readers", "Events"),
    disclaimer="The content is ours.\nNot theirs.",
    logos=(TemplateLogo("Фонд", b"\x89PNG not looked at here"),),
    blocks=(
        Block(kind=BlockKind.COVER),
        Block(kind=BlockKind.NARRATIVE, heading="Own", limit=300, limit_unit=LimitUnit.WORDS, required=True),
        Block(kind=BlockKind.FINANCE, section=NarrativeSection.FINANCE_TEXT, hidden=(Column.CHARTS,)),
        Block(kind=BlockKind.DISBURSEMENTS, continues=True, hide_when_empty=True),
    ),
)


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    found = json.loads(to_file(GOOD))
    change(found)
    return json.dumps(found).encode()


def nested(levels: int) -> Any:
    return [nested(levels - 1)] if levels else []


def test_a_template_comes_back_as_it_went_out_and_its_file_names_nobody() -> None:
    text = to_file(GOOD)
    assert from_file(text.encode()) == GOOD
    assert from_file(b"\xef\xbb\xbf" + text.encode()) == GOOD
    assert not {"id", "by", "email", "application", "created_at"} & set(json.loads(text))


@pytest.mark.parametrize("which", list(Builtin))
def test_the_ready_made_templates_are_templates(which: Builtin) -> None:
    found = Template(name="x", locale="uk", blocks=builtin_blocks(which), categories=builtin_categories(which))
    back = from_file(to_file(found).encode())
    assert with_keys(back.blocks) == with_keys(found.blocks)
    assert back.categories == found.categories


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        (b"", "template_not_json", ""),
        (b"\xff\xfe\x00", "template_not_json", ""),
        (b"[" * 100_000, "template_not_json", ""),
        (b'{"format": NaN}', "template_not_json", ""),
        (b"[]", "template_wrong_value", "{}"),
        (b'{"format": "other"}', "template_not_ours", ""),
        (b" " * (4 * 1024 * 1024 + 1), "template_too_large", ""),
        (changed(lambda file: file.update(schema=2)), "template_other_schema", ""),
        (changed(lambda file: file.update(email="a@b.example")), "template_unknown_key", "email"),
        (changed(lambda file: file["blocks"][1].update(script="x")), "template_unknown_key", "blocks[2].script"),
        (changed(lambda file: file.update(name=" ")), "template_wrong_value", "name"),
        (changed(lambda file: file.update(name={"a": 1})), "template_wrong_value", "name"),
        (changed(lambda file: file.update(name="x" * 201)), "template_too_long", "name"),
        (changed(lambda file: file.update(locale="ru")), "template_wrong_value", "locale"),
        (changed(lambda file: file.update(currency="BTC")), "template_wrong_value", "currency"),
        (changed(lambda file: file.update(rate_rule=None)), "template_wrong_value", "rate_rule"),
        (changed(lambda file: file.update(categories=[])), "template_wrong_value", "categories"),
        (changed(lambda file: file["categories"].update(bribes="x")), "template_unknown_key", "categories.bribes"),
        (changed(lambda file: file.update(indicators=["x"] * 51)), "template_too_long", "indicators"),
        (changed(lambda file: file.update(indicators=[7])), "template_wrong_value", "indicators"),
        (changed(lambda file: file["logos"][0].update(data="no base64!")), "template_wrong_value", "logos[1].data"),
        (changed(lambda file: file.update(blocks=[])), "template_wrong_value", "blocks[1].kind"),
        (changed(lambda file: file["blocks"].pop(0)), "template_wrong_value", "blocks[1].kind"),
        (changed(lambda file: file["blocks"].append(file["blocks"][2])), "template_block_twice", "blocks"),
        (changed(lambda file: file["blocks"][1].update(limit=-1)), "template_wrong_value", "blocks[2].limit"),
        (changed(lambda file: file["blocks"][1].update(limit=True)), "template_wrong_value", "blocks[2].limit"),
        (changed(lambda file: file["blocks"][1].update(required="yes")), "template_wrong_value", "blocks[2].required"),
        (changed(lambda file: file["blocks"][2].update(hidden=["rate"])), "template_wrong_value", "blocks[3].hidden"),
        (changed(lambda file: file["blocks"][2].update(kind="virus")), "template_wrong_value", "blocks[3].kind"),
        (changed(lambda file: file.update(indicators=nested(9))), "template_too_deep", ""),
    ],
)
def test_whatever_is_no_template_is_refused_with_its_place(data: bytes, code: str, where: str) -> None:
    with pytest.raises(InvalidTemplate) as refused:
        from_file(data)
    assert (refused.value.code, refused.value.value) == (code, where)


def test_signs_that_no_text_holds_are_left_out() -> None:
    found = from_file(changed(lambda file: file.update(name="Звіт\u0000\u202e\ud800 1")))
    assert found.name == "Звіт 1"


def test_what_is_left_of_a_section_keeps_its_heading_and_a_single_block_has_its_own() -> None:
    blocks = tuple(replace(block, hide_when_empty=True) for block in default_blocks())

    def last(*kinds: BlockKind) -> tuple[object, list[tuple[str, bool]]]:
        section = document(blocks, {}, {BlockKind.COVER, *kinds})[-1]
        return section.usual, [(part.kind.value, part.joins) for part in section.parts]

    annexes, publications, photos = BlockKind.ANNEXES, BlockKind.PUBLICATIONS, BlockKind.PHOTOS
    both = [("publications", True), ("photos", True)]
    assert last(annexes, publications, photos) == (ReportSection.ANNEXES, [("annexes", False), *both])
    assert last(publications, photos) == (ReportSection.ANNEXES, both)
    assert last(photos) == (BlockKind.PHOTOS, [("photos", False)])
    assert last(annexes) == (ReportSection.ANNEXES, [("annexes", False)])
    after_cover = (Block(kind=BlockKind.COVER), Block(kind=photos, continues=True), Block(kind=annexes, continues=True))
    assert document(after_cover, {}, frozenset())[-1].usual is photos


def test_blocks_that_join_stand_in_the_section_before_and_not_in_one_that_left() -> None:
    blocks = (
        Block(kind=BlockKind.COVER),
        Block(kind=BlockKind.FINANCE, hide_when_empty=True),
        Block(kind=BlockKind.DISBURSEMENTS, continues=True),
        Block(kind=BlockKind.NARRATIVE, heading="Own", text="x"),
        Block(kind=BlockKind.PHOTOS, continues=True),
    )
    full = document(blocks, {}, frozenset(BlockKind))
    assert [[part.kind.value for part in section.parts] for section in full] == [
        ["cover"], ["finance", "disbursements"], ["narrative", "photos"],
    ]  # fmt: skip
    empty = document(blocks, {}, frozenset())
    assert [(section.number, section.parts[0].kind.value) for section in empty] == [
        (0, "cover"), (1, "disbursements"), (2, "narrative"),
    ]  # fmt: skip
    anchors = [section.anchor for section in document(default_blocks() * 2, {}, frozenset())]
    assert len(set(anchors)) == len(anchors)
