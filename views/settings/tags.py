"""Tags of contacts: groups, renaming, moving, merging, deleting."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.forms.custom_fields import GroupForm, MergeTagForm, TagForm
from app.i18n import _, _n
from app.permissions import Permission
from app.queries import tags as questions
from app.security import requires
from app.services import tags as verbs
from models import db
from models.contacts import Tag, TagGroup
from views.addresses import record_id
from views.editing import conflict_page, get_or_404
from views.settings.home import bp

Answer = str | tuple[Any, ...] | Response


def load_tag(tag_id: int) -> Tag:
    """Return a tag, or answer «there is no such page»."""
    return get_or_404(questions.tag_by_id(db.session(), tag_id))


def load_group(group_id: int) -> TagGroup:
    """Return a group, or answer «there is no such page»."""
    return get_or_404(questions.group_by_id(db.session(), group_id))


def back() -> Response:
    """Return to the list of tags."""
    return redirect(url_for("settings.tags"))


@bp.get("/tags")
@requires(Permission.SETTINGS_MANAGE)
def tags() -> Answer:
    """List the groups with their tags, then the tags without a group."""
    session = db.session()
    every = questions.every_tag(session)
    groups = questions.groups(session)
    return render_template(
        "settings/tags.html",
        groups=[(group, questions.group_name(group), [t for t in every if t.group_id == group.id]) for group in groups],
        loose=[tag for tag in every if tag.group_id is None],
        counts=questions.counted_tags(session),
    )


@bp.route("/tag-groups/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def create_tag_group() -> Answer:
    """Add a group."""
    return _edit_group(None)


@bp.route("/tag-groups/<int:group_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_tag_group(group_id: int) -> Answer:
    """Change a group."""
    return _edit_group(load_group(group_id))


def _edit_group(group: TagGroup | None) -> Answer:
    form = GroupForm(obj=group)
    if not form.is_submitted():
        if group is not None:
            form.show_version(group)
        return render_template("settings/tag_group_form.html", form=form, group=group)
    if form.validate_on_submit():
        if group is not None and form.is_stale(group):
            return conflict_page(form, group, "settings/tag_group_form.html", group=group)
        try:
            saved = verbs.save_group(
                db.session(),
                group,
                name_uk=form.name_uk.data,
                name_en=form.name_en.data or "",
                tone=form.tone.data,
                is_exclusive=bool(form.is_exclusive.data),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The group “%(name)s” is saved", name=saved.name_uk), "success")
            return back()
    return render_template("settings/tag_group_form.html", form=form, group=group), 422


@bp.post("/tag-groups/<int:group_id>/move")
@requires(Permission.SETTINGS_MANAGE)
def move_tag_group(group_id: int) -> Response:
    """Move a group one place up or down."""
    verbs.move_group(db.session(), load_group(group_id), 1 if request.form.get("step") == "1" else -1)
    return back()


@bp.post("/tag-groups/<int:group_id>/remove")
@requires(Permission.SETTINGS_MANAGE)
def remove_tag_group(group_id: int) -> Response:
    """Delete a group; its tags stay."""
    group = load_group(group_id)
    name = group.name_uk
    verbs.delete_group(db.session(), group)
    flash(_("The group “%(name)s” is deleted; its tags are kept", name=name), "success")
    return back()


@bp.route("/tags/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def create_tag() -> Answer:
    """Add a tag."""
    return _edit_tag(None)


@bp.route("/tags/<int:tag_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_tag(tag_id: int) -> Answer:
    """Rename a tag, move it into a group; merging and deleting stand on the same page."""
    return _edit_tag(load_tag(tag_id))


def _edit_tag(tag: Tag | None) -> Answer:
    session = db.session()
    form = _tag_form(tag)
    if form.validate_on_submit():
        group = questions.group_by_id(session, form.group_id.data) if form.group_id.data else None
        try:
            saved = verbs.save_tag(session, tag, name=form.name.data, group=group)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The tag “%(name)s” is saved", name=saved.name), "success")
            return back()
    return _tag_page(tag, form, None, 422 if form.is_submitted() else 200)


def _tag_form(tag: Tag | None, **sent: Any) -> TagForm:
    wanted = request.args.get("group", type=record_id)
    own = tag.group.id if tag and tag.group else None
    form = TagForm(obj=tag, group_id=own if tag else wanted, **sent)
    groups = [(str(group.id), questions.group_name(group)) for group in questions.groups(db.session())]
    form.group_id.offer(groups, blank=_("Without a group"))
    return form


def _merge_form(tag: Tag) -> MergeTagForm:
    form = MergeTagForm()
    offered = [(str(t.id), f"{t.group}: {t.name}" if t.group else t.name) for t in questions.every_tag(db.session())]
    form.into.offer([option for option in offered if option[0] != str(tag.id)], blank="—")
    return form


def _tag_page(tag: Tag | None, form: TagForm, merge: MergeTagForm | None, status: int) -> Answer:
    context: dict[str, Any] = {"merge": None, "used": 0, "views": []}
    if tag is not None:
        session = db.session()
        merge = merge or _merge_form(tag)
        if request.endpoint != "settings.merge_tag":
            merge.process(None)
        context = {
            "merge": merge,
            "used": questions.count_contacts(session, tag.id),
            "views": [view.name for view in questions.views_with_tag(session, tag.id)],
        }
    return render_template("settings/tag_form.html", form=form, tag=tag, **context), status


@bp.post("/tags/<int:tag_id>/merge")
@requires(Permission.SETTINGS_MANAGE)
def merge_tag(tag_id: int) -> Answer:
    """Put another tag in the place of this one, on contacts and in saved views."""
    tag, session = load_tag(tag_id), db.session()
    form = _merge_form(tag)
    into = None
    if form.validate_on_submit() and form.into.data:
        into = questions.tag_by_id(session, form.into.data)
    if into is None:
        form.refuse(RuleError("choose_a_tag", field="into"))
    else:
        old, new = tag.name, into.name
        count = verbs.merge_tags(session, tag, into)
        text = _n(
            "“%(old)s” is merged into “%(new)s”: %(num)d contact",
            "“%(old)s” is merged into “%(new)s”: %(num)d contacts",
            count,
            old=old,
            new=new,
        )
        flash(text, "success")
        return back()
    return _tag_page(tag, _tag_form(tag, formdata=None), form, 422)


@bp.post("/tags/<int:tag_id>/remove")
@requires(Permission.SETTINGS_MANAGE)
def remove_tag(tag_id: int) -> Response:
    """Delete a tag and take it off every contact."""
    tag = load_tag(tag_id)
    name = tag.name
    count = verbs.delete_tag(db.session(), tag)
    text = _n(
        "The tag “%(name)s” is deleted and taken off %(num)d contact",
        "The tag “%(name)s” is deleted and taken off %(num)d contacts",
        count,
        name=name,
    )
    flash(text, "success")
    return back()
