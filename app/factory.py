"""Builds the application: configuration, database, languages, doors."""
import secrets
from pathlib import Path

from flask import Flask, current_app, url_for
from flask_babel import Babel
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

import app.audit
import app.checks.models
import app.kitchen.models
import app.outbox.models
import app.payments.models
import app.staff.models  # noqa: F401  (every table must be known to the migrations)
from app import logs, personal
from app.cli import add_commands
from app.config import ROOT, Misconfigured, database_uri, from_environment
from app.db import db, use_immediate_writes
from app.web import assets, auth, errors, filters, kept, languages, security, uploads
from app.web.diner.door import door as diner
from app.web.floor.door import door as floor
from app.web.htmx import htmx
from app.web.kitchen.door import door as kitchen
from app.web.look import look
from app.web.office.door import door as office
from app.web.site.door import door as site
from app.web.staff.door import door as staff

SECRET_LENGTH = 32
DOORS = (site, staff, diner, kitchen, floor, office)


def create_app(**overrides: object) -> Flask:
    """The application, configured from the environment; `overrides` win. Raises Misconfigured rather than run unsafely."""
    application = Flask("app", root_path=str(ROOT / "app"), template_folder=str(ROOT / "templates"), static_folder=None)
    application.config.from_mapping(from_environment())
    application.config.from_mapping(overrides)
    _configure(application)
    if not application.testing:
        logs.install(application.config["LOG_LEVEL"])
    db.init_app(application)
    Migrate(application, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    _open_doors(application)
    add_commands(application)
    with application.app_context():
        use_immediate_writes(db.engine)
    return application


def _configure(application: Flask) -> None:
    config = application.config
    if config["DEMO"] and not config["SECRET_KEY"]:
        config["SECRET_KEY"] = _made_up_secret(Path(config["INSTANCE"]))
    if len(config["SECRET_KEY"]) < SECRET_LENGTH:
        raise Misconfigured(f"FLASK_SECRET_KEY must be set to {SECRET_LENGTH} random characters or more, for example the output of: "
                            'python -c "import secrets; print(secrets.token_hex(32))"')
    personal.use_key(config["PERSONAL_KEY"] or config["SECRET_KEY"])
    config.setdefault("SQLALCHEMY_DATABASE_URI", database_uri(config["DATABASE_URL"], config["INSTANCE"]))
    if config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite:///"):
        Path(config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"pool_size": 20, "max_overflow": 20, "hide_parameters": True})
    else:
        config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True, "hide_parameters": True})
    secure = str(config["PUBLIC_URL"]).startswith("https://")
    config.from_mapping(
        SESSION_COOKIE_NAME="staff", SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=14 * 86400, WTF_CSRF_TIME_LIMIT=None, MAX_CONTENT_LENGTH=config.get("MAX_CONTENT_LENGTH") or 1_000_000,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "app" / "translations"), TEMPLATES_AUTO_RELOAD=False)


def _open_doors(application: Flask) -> None:
    """The web: what every page needs, then one blueprint per audience."""
    application.wsgi_app = kept.Kept(application, "/t/")  # type: ignore[method-assign]
    if application.config["PROXIES"]:
        hops = application.config["PROXIES"]
        application.wsgi_app = ProxyFix(application.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    assets.install(application, ROOT / "static")
    Babel(application, locale_selector=languages.interface_locale)
    htmx.init_app(application)
    uploads.install(application)
    security.install(application)
    application.before_request(languages.choose)
    auth.install(application)
    filters.install(application)
    errors.install(application)
    for door in DOORS:
        application.register_blueprint(door)
    application.context_processor(_in_every_template)


def _in_every_template() -> dict[str, object]:
    seen = look()
    return {"chain": seen, "theme_color": seen.theme_color, "brand_url": url_for("site.files.brand", fingerprint=seen.css_hash),
            "static_url": assets.static_url, "html_lang": languages.html_lang(), "poll_ms": current_app.config["POLL_MS"], "can": auth.can}


def _made_up_secret(instance: Path) -> str:
    """The demo's secret, made once and kept, so that a restart does not throw everybody out."""
    instance.mkdir(parents=True, exist_ok=True)
    file = instance / "demo-secret"
    if not file.exists():
        file.write_text(secrets.token_hex(SECRET_LENGTH))
        file.chmod(0o600)
    return file.read_text().strip()
