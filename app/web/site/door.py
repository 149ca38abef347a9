"""/: open to the world."""
from flask import Blueprint

from app.web.site import files, health, home, language, store

door = Blueprint("site", __name__)
for page in (home.page, store.page, language.page, files.page, health.page):
    door.register_blueprint(page)


@door.before_request
def guard() -> None:
    """Everybody may see these pages; none of them shows anything of a guest."""
