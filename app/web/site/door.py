"""/: open to the world."""
from flask import Blueprint

from app.web.site import files, health, home, language, receipt, store

door = Blueprint("site", __name__)
for page in (home.page, store.page, receipt.page, language.page, files.page, health.page):
    door.register_blueprint(page)


@door.before_request
def guard() -> None:
    """Everybody may see these pages; none of them shows anything of a guest."""
