"""The style guide: every component in every state, on one page, for those who build pages."""

from flask import Blueprint, flash, render_template
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from app.forms.fields import ContactField, DayField, MoneyField, WordsField, long_text, text
from app.forms.numbers import WholeField
from app.i18n import _
from app.permissions import Permission
from app.security import requires
from views.styleguide import samples
from views.styleguide.partners import LISTING

bp = Blueprint("styleguide", __name__)


class SampleForm(FlaskForm):  # type: ignore[misc]
    """A field of every kind."""

    name = text("Назва проєкту", required=True, description="Так проєкт називається у заявці.")
    funder = ContactField("Донор", kind="organisation")
    partners = ContactField("Партнери", kind="organisation", multiple=True)
    amount = MoneyField("Запитана сума")
    currency = SelectField(
        "Валюта", choices=[SelectChoice(code, code) for code in ("UAH", "EUR", "USD")], validate_choice=False
    )
    deadline = DayField("Кінцевий термін")
    seats = WholeField("Кількість місць")
    email = EmailField("Електронна пошта")
    password = PasswordField("Пароль")
    branch = SelectField("Філія", choices=[SelectChoice("1", "Центральна бібліотека"), SelectChoice("2", "Філія № 5")])
    mode = RadioField(
        "Де відбувається",
        choices=[
            SelectChoice("on", "У бібліотеці"),
            SelectChoice("off", "Виїзний захід"),
            SelectChoice("net", "Онлайн"),
        ],
    )
    creative = BooleanField("Творчий захід")
    tags = WordsField("Теги")
    summary = long_text("Стислий опис")
    photos = MultipleFileField("Фото", description="JPEG або PNG, до 10 МБ кожне.")
    closed = StringField("Номер договору", render_kw={"disabled": True})


@bp.get("/styleguide")
@requires(Permission.DASHBOARD_VIEW)
def index() -> str:
    """Show the components with sample data."""
    form = SampleForm(
        formdata=None,
        data={"amount": None, "tags": ["інклюзія", "молодь"], "mode": "on", "closed": "ГР-2026/014"},
    )
    form.partners.shown = [(1, "ГО «Простір читання»"), (2, "Ліцей № 12")]
    form.name.errors = [_("Fill in this field.")]
    form.deadline.errors = ["Вкажіть дату, не ранішу за сьогодні."]
    flash("Партнера «Книгарня біля ратуші» додано.", "success")
    return render_template("styleguide.html", form=form, s=samples)


@bp.get("/styleguide/list")
@requires(Permission.DASHBOARD_VIEW)
def listing() -> str:
    """Show the list page with sample rows."""
    return render_template("styleguide_list.html", listing=LISTING)


@bp.get("/styleguide/board")
@requires(Permission.DASHBOARD_VIEW)
def board() -> str:
    """Show the board with sample cards."""
    return render_template("styleguide_board.html", s=samples)
