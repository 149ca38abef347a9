"""The very first page of an installation without a chain: who runs it, in which languages and money. Its address is printed on the console."""
from babel.numbers import list_currencies
from flask import Blueprint, Response, abort, current_app, make_response, render_template, request, url_for

from app.db import transaction
from app.editing import beginning
from app.errors import Invalid, Refused
from app.i18n import INTERFACE, _
from app.staff import accounts
from app.stores.finding import chain
from app.stores.hours import time_zones
from app.web.forms import plain
from app.web.htmx import go
from app.web.languages import interface_locale
from app.web.staff.entering import let_in

page = Blueprint("first_steps", __name__, url_prefix="/first-steps")
CURRENCIES = ("CNY", "EUR", "USD", "GBP", "JPY", "KRW", "TRY", "HKD", "TWD", "SGD", "MYR", "THB", "AUD", "CAD", "CHF")
GUESSES = {"zh": ("CNY", "Asia/Shanghai", "6"), "en": ("EUR", "Europe/Berlin", "")}


@page.before_request
def guard() -> Response | None:
    """While there is a chain nobody comes in here, whatever they know; until then a wrong secret is told where the right one is."""
    if chain() is not None:
        return go(url_for("staff.sign_in.show")) if request.method == "POST" else abort(404)       # "Begin" was pressed twice
    typed = (request.view_args or {}).get("secret")
    if typed is None:
        return None
    with transaction():
        is_right = beginning.opens(current_app.config["SECRET_KEY"], typed, request.remote_addr or "")
    return None if is_right else make_response(render_template("site/home/empty.html", wrong=True), 404)


@page.get("")
def ask() -> str:
    """Without the secret: where to find it."""
    return render_template("site/home/empty.html")


@page.get("/<secret>")
def show(secret: str) -> Response:
    return _page(secret)


@page.post("/<secret>")
def create(secret: str) -> Response:
    try:
        plan = _plan()
        with transaction():
            owner = beginning.begin(plan)
    except Refused as problem:
        return _page(secret, str(problem), problem.status)
    return let_in(owner, url_for("office.setup.show"))


def _plan() -> beginning.Plan:
    said = {key: " ".join(value.split()) for key, value in request.form.items()}
    languages = [language for language in INTERFACE if language in request.form.getlist("language")]
    first = said.get("first", "")
    languages.sort(key=lambda language: language != first)
    name = {language: said[f"name.{language}"][:60] for language in languages if said.get(f"name.{language}")}
    if not languages or not name.get(languages[0]):
        raise Invalid(_("Type the name of the restaurant in its first language."))
    if said.get("time_zone") not in time_zones():
        raise Invalid(_("Choose a time zone of the list."))
    try:
        rate = float(plain(said.get("tax", "") or "0").replace(",", ".").removesuffix("%"))
    except ValueError:
        rate = -1
    if not 0 <= rate <= 100:
        raise Invalid(_("The tax is a number of percent, such as 6 or 8.5; nothing where there is none."))
    stations = [word for part in said.get("stations", "").replace("，", ",").replace("、", ",").split(",") if (word := part.strip()[:40])]
    return beginning.Plan(name, languages, said.get("currency", ""), said["time_zone"], said.get("tax_name", "")[:40] or _("VAT"),
                          round(rate * 100), said.get("on_top") != "1", stations, said.get("person", ""),
                          said.get("username", ""), request.form.get("password", ""))


def _page(secret: str, problem: str = "", status: int = 200) -> Response:
    currency, time_zone, rate = GUESSES.get(interface_locale(), GUESSES["en"])
    typed = request.form if request.form else {"language": interface_locale(), "first": interface_locale(), "currency": currency,
                                               "time_zone": time_zone, "tax": rate, "tax_name": _("VAT"), "stations": _("Kitchen, Drinks")}
    chosen = request.form.getlist("language") if request.form else [interface_locale()]
    others = sorted(list_currencies() - set(CURRENCIES))
    page_ = render_template("staff/first_steps/show.html", secret=secret, problem=problem, typed=typed, chosen=chosen, languages=INTERFACE,
                            currencies=[*CURRENCIES, *others], time_zones=time_zones(), length=accounts.PASSWORD_LENGTH)
    return make_response(page_, status)
