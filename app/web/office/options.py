"""Option groups, shared between dishes: what guests choose, at least and at most, and what each choice adds."""
import json
from collections.abc import Sequence

from flask import Blueprint, Response, make_response, render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.db import db, transaction
from app.editing import changing
from app.errors import Invalid
from app.i18n import _
from app.menu import allergens, options
from app.menu.models import Category, Choice, Dish, DishGroup, OptionGroup, Price
from app.web.auth import actor
from app.web.forms import whole
from app.web.htmx import go
from app.web.office import frame, menu

page = Blueprint("options", __name__, url_prefix="/menu/options")
NAME = 60
GROUP = ("name", "min_choices", "max_choices")
CHOICE = ("name", "dish_id", "is_default", "per_choice_max", "allergens", "price")


@page.get("")
def show() -> Response:
    return _list()


@page.post("")
def create() -> Response:
    """A new group asks for one of its choices; made from a dish's editor, it is that dish's."""
    frame.need_everywhere()
    try:
        name = frame.texts("name", NAME, required=True)
    except Invalid as problem:
        return _list(str(problem), problem.status)
    asker = whole(request.form.get("dish", ""), 9)
    with transaction():
        made = OptionGroup(code=menu.fresh_code(OptionGroup), name=name, min_choices=1, max_choices=1)
        changing.added(made, by=actor())
        if asker is not None:
            dish = changing.locked(frame.by_id(Dish, asker))
            changing.change(dish, {"groups": [*changing.values(dish, ["groups"])["groups"], made.id]}, by=actor())
        number = made.id
    return go(url_for("office.options.edit", group_id=number))


@page.get("/<int:group_id>")
def edit(group_id: int) -> Response:
    return _page(frame.by_id(OptionGroup, group_id))


@page.post("/<int:group_id>")
def change(group_id: int) -> Response:
    frame.need_everywhere()
    group, form = frame.by_id(OptionGroup, group_id), frame.posted()
    form.read("name", lambda: frame.texts("name", NAME, required=True))
    form.read("min_choices", lambda: frame.needed(frame.number("min_choices", 0, 99)))
    form.read("max_choices", lambda: frame.needed(frame.number("max_choices", 1, 99)))
    return _saved(group, group, form)


@page.post("/<int:group_id>/choices")
def add(group_id: int) -> Response:
    frame.need_everywhere()
    group, form = frame.by_id(OptionGroup, group_id), frame.Form()
    _read(form)
    form.read("price", lambda: frame.amount("price", negative=True) or 0)
    of = "dish" if form.wanted.get("dish_id") or "of" in request.form else "new"
    try:
        if not form.errors:
            with transaction():
                last = db.session.scalar(select(func.max(Choice.position)).where(Choice.group_id == group_id)) or 0
                changing.added(Choice(group_id=group_id, code=menu.fresh_code(Choice), name=form.wanted["name"], position=last + 1,
                                      dish_id=form.wanted["dish_id"],
                                      prices=[Price(amount_minor=form.wanted["price"])] if form.wanted["price"] else []), by=actor())
                db.session.refresh(group)
                options.check(group)
    except Invalid as problem:
        form.errors["dish_id"] = str(problem)
    if form.errors:
        return _page(group, form, of)
    return go(url_for("office.options.edit", group_id=group_id))


@page.post("/choices/<int:choice_id>")
def change_choice(choice_id: int) -> Response:
    frame.need_everywhere()
    choice, form = frame.by_id(Choice, choice_id), frame.posted()
    _read(form)
    form.read("price", lambda: frame.amount("price", negative=True))
    form.read("is_default", lambda: request.form.get("is_default") == "1")
    form.read("per_choice_max", lambda: frame.needed(frame.number("per_choice_max", 1, 99)))
    form.read("allergens", lambda: [code for code in allergens.NAMES if code in request.form.getlist("allergen")])
    return _saved(choice, choice.group, form)


@page.post("/choices/<int:choice_id>/position")
def move(choice_id: int) -> Response:
    frame.need_everywhere()
    with transaction():
        group = changing.locked(frame.by_id(Choice, choice_id).group)
        order = changing.values(group, ["choices"])["choices"]
        changing.change(group, {"choices": frame.moved(order, choice_id)}, by=actor())
        number = group.id
    return go(url_for("office.options.edit", group_id=number))


@page.post("/choices/<int:choice_id>/retirement")
def retire_choice(choice_id: int) -> Response:
    frame.need_everywhere()
    with transaction():
        choice = frame.by_id(Choice, choice_id)
        changing.retire(choice, by=actor())
        options.check(choice.group)
        number = choice.group_id
    return go(url_for("office.options.edit", group_id=number))


@page.post("/<int:group_id>/retirement")
def retire(group_id: int) -> Response:
    frame.need_everywhere()
    with transaction():
        changing.retire(frame.by_id(OptionGroup, group_id), by=actor())
    return go(url_for("office.options.show"))


def _read(form: frame.Form) -> None:
    """A word, or a dish, which has a name already."""
    form.read("dish_id", lambda: frame.one_of("dish_id", [dish.id for dish in _dishes()]) if request.form.get("dish_id") else None)
    if "of" in request.form and not request.form.get("dish_id"):
        form.errors["dish_id"] = _("Choose a dish.")
    form.read("name", lambda: frame.texts("name", NAME, required=not request.form.get("dish_id")))


def _dishes() -> Sequence[Dish]:
    return db.session.scalars(select(Dish).join(Category).where(Dish.retired_at.is_(None), Category.retired_at.is_(None))
                              .order_by(Category.position, Category.id, Dish.position, Dish.id)).all()


def _saved(row: OptionGroup | Choice, group: OptionGroup, form: frame.Form) -> Response:
    """Saved as a whole: a group that nobody could answer is not saved."""
    try:
        if not form.errors:
            frame.save(form, row, check=lambda: options.check(group))
    except Invalid as problem:
        form.errors["max_choices" if row is group else "dish_id" if isinstance(problem, options.Nested) else "is_default"] = str(problem)
    if form.status == 200:
        return go(url_for("office.options.edit", group_id=group.id))
    return _page(group, form, "" if row is group else str(row.id))


def _list(problem: str = "", status: int = 200) -> Response:
    groups = db.session.scalars(select(OptionGroup).where(OptionGroup.retired_at.is_(None)).order_by(OptionGroup.id)
                                .options(selectinload(OptionGroup.choices).selectinload(Choice.dish))).all()
    used = dict(db.session.execute(select(DishGroup.group_id, func.count()).join(Dish, Dish.id == DishGroup.dish_id)
                                   .where(Dish.retired_at.is_(None)).group_by(DishGroup.group_id)).all())
    return make_response(render_template("office/options/show.html", groups=groups, used=used, problem=problem, languages=frame.look().languages),
                         status)


def _page(group: OptionGroup, form: frame.Form | None = None, of: str = "") -> Response:
    """`of` says whose form was sent: the group's, a choice's (its id), or the new one's."""
    db.session.refresh(group)
    choices = [choice for choice in group.choices if choice.retired_at is None]
    dishes = db.session.scalars(select(Dish).join(DishGroup, DishGroup.dish_id == Dish.id).where(
        DishGroup.group_id == group.id, Dish.retired_at.is_(None)).order_by(Dish.position)).all()
    seen = changing.values(group, GROUP)
    each = [(choice, values, json.dumps(values)) for choice in choices for values in [changing.values(choice, CHOICE)]]
    form = form or frame.Form()
    return make_response(render_template(
        "office/options/edit.html", group=group, seen=seen, seen_json=json.dumps(seen), choices=each, dishes=dishes, form=form, of=of,
        allergens=allergens.NAMES, languages=frame.look().languages,
        nothing=frame.Form(), parts=_dishes()), form.status)
