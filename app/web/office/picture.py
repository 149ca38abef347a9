"""The picture of a dish: a photo, the plate that is drawn for its code, or none."""
from flask import Blueprint, Response, request

from app.db import transaction
from app.editing import changing
from app.errors import Invalid
from app.menu.models import Dish
from app.pictures import photos, plates
from app.pictures.kept import Picture, keep
from app.stores import brand
from app.stores.finding import chain
from app.web.auth import actor
from app.web.htmx import go
from app.web.office import dish, frame
from app.web.uploads import handed_in, pictures

page = Blueprint("picture", __name__, url_prefix="/menu/dishes/<int:dish_id>/picture")


@page.post("")
def change(dish_id: int) -> Response:
    """A file, `draw` or `remove`. What stood there before stays in its folder: the history can bring it back."""
    frame.need_everywhere()
    row = frame.by_id(Dish, dish_id)
    act = request.form.get("act", "")
    try:
        name = "" if act == "remove" else keep(_drawn(row) if act == "draw" else _photo(), pictures())
    except Invalid as problem:
        form = frame.Form()
        form.errors["picture"] = str(problem)
        return dish.answer(row, form)
    with transaction():
        changing.change(row, {"picture": name}, by=actor())
    return go(dish.address(row))


def _photo() -> Picture:
    with handed_in("picture") as path:
        return photos.photo(path)


def _drawn(row: Dish) -> Picture:
    colours = ((found := chain()) and found.brand) or brand.DEFAULT
    return Picture(plates.plate(row.code, brand.rim(colours)), ".svg")
