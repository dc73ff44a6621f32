"""Texts in the reader's language: in Python, in templates, and when the language changes midway."""

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from app.i18n import _, locale_code

CANCEL = "{{ _('Cancel') }}"


def test_a_letter_in_another_language_leaves_that_of_the_page(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "uk"}):
        ukrainian = _("Cancel")
        assert (locale_code(), render_template_string(CANCEL)) == ("uk", ukrainian)
        with force_locale("en"):
            assert (locale_code(), _("Cancel"), render_template_string(CANCEL)) == ("en", "Cancel", "Cancel")
            with force_locale("uk"):
                assert (locale_code(), _("Cancel")) == ("uk", ukrainian)
            assert (locale_code(), _("Cancel")) == ("en", "Cancel")
        assert (locale_code(), _("Cancel"), render_template_string(CANCEL)) == ("uk", ukrainian, ukrainian)
    assert ukrainian != "Cancel"


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ _('Remove the filter: %(text)s', text=value) }}", "Remove the filter: &lt;b&gt;50 %&lt;/b&gt;"),
        ("{{ _('no such text, 50 %%') }}", "no such text, 50 %"),
        ("{% trans value=value %}of {{ value }}{% endtrans %}", "of &lt;b&gt;50 %&lt;/b&gt;"),
        ("{% autoescape false %}{{ _('Remove the filter: %(text)s', text=value) }}{% endautoescape %}",
         "Remove the filter: <b>50 %</b>"),
        ("{{ ngettext('%(num)d year', '%(num)d years', 2) }}", "2 years"),
        ("{{ ngettext('%(num)s year of %(name)s', '%(num)s years of %(name)s', 1, num='one', name=value) }}",
         "one year of &lt;b&gt;50 %&lt;/b&gt;"),
    ],
)  # fmt: skip
def test_what_a_template_puts_into_a_text_is_escaped(app: Flask, template: str, shown: str) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert render_template_string(template, value="<b>50 %</b>") == shown
