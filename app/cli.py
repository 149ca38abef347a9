"""Commands: thin, the work is in the rooms."""
from pathlib import Path

import click
from cryptography.exceptions import InvalidTag
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import inspect

from app.audit import Actor, record
from app.chain.describing import describe
from app.chain.loading import load
from app.chain.mistakes import Mistaken
from app.chain.packed import packed
from app.chain.workbook import workbook
from app.chain.writing import write
from app.config import Misconfigured
from app.db import db, transaction
from app.serving import first_steps, serve
from app.staff import accounts, second_factor
from app.staff.models import DeviceKind
from app.stores.finding import by_slug
from app.stores.finding import chain as the_chain
from app.worker import work

chain = AppGroup("chain", help="The chain and its files.")
screen = AppGroup("screen", help="Wall screens.")
staff = AppGroup("staff", help="The people who work here.")
COMMAND = Actor("command")


def add_commands(application: Flask) -> None:
    """The commands of `flask --app wsgi`."""
    for command in (chain, screen, staff, serve_here, run_worker, tell_first_steps):
        application.cli.add_command(command)


@chain.command("load")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def load_chain(folder: Path, dry_run: bool) -> None:
    """Load a chain from FOLDER, or bring it up to date with it."""
    if not inspect(db.engine).has_table("chain"):
        raise click.ClickException("The database has no tables yet. Make them first: flask --app wsgi db upgrade")
    try:
        report = load(folder, pictures=Path(current_app.config["INSTANCE"]) / "pictures", dry_run=dry_run)
    except Mistaken as mistaken:
        for mistake in mistaken.mistakes:
            click.echo(mistake, err=True)
        click.echo(f"Nothing was changed. Mistakes: {len(mistaken.mistakes)}.", err=True)
        raise SystemExit(1) from None
    except InvalidTag:
        raise click.ClickException("The names in this database were written with another key. Set the FLASK_PERSONAL_KEY or FLASK_SECRET_KEY"
                                   " it was made with, or use another database.") from None
    for line in report.lines():
        click.echo(line)
    for username, secret in report.password_links.items():
        click.echo(f"Password of {username}: {current_app.config['PUBLIC_URL']}/staff/password/{secret}")
    if dry_run:
        click.echo("A dry run: nothing was changed.")


@chain.command("export")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--with-codes", is_flag=True, help="The printed codes of the tables, too: whoever has them can order.")
def export_chain(target: Path, with_codes: bool) -> None:
    """Write the chain as it stands to TARGET, as `chain load` reads it: a new folder, or FILE.zip, or FILE.xlsx (without pictures)."""
    found = the_chain()
    if found is None:
        raise click.ClickException("There is no chain in this database yet.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise click.ClickException(f"{target} is there already. Name a new or an empty folder, or a new file.")
    described, pictures = describe(found, with_codes=with_codes), Path(current_app.config["INSTANCE"]) / "pictures"
    if target.suffix in (".zip", ".xlsx"):
        target.write_bytes(workbook(described) if target.suffix == ".xlsx" else packed(described, pictures))
        click.echo(f"Written to {target}.")
    else:
        click.echo(f"{len(write(described, target, pictures))} files written to {target}.")


@screen.command("add")
@click.argument("store")
@click.argument("name")
def add_screen(store: str, name: str) -> None:
    """A kitchen screen for STORE (its slug); prints the code to type on it once."""
    place = by_slug(store)
    if place is None:
        raise click.ClickException(f"There is no store {store!r}.")
    with transaction():
        _device, code = accounts.new_device(place, DeviceKind.KITCHEN, COMMAND, name=name)
    click.echo(f"Type {code} at {current_app.config['PUBLIC_URL']}/staff/screen")


@staff.command("link")
@click.argument("username")
def link_staff(username: str) -> None:
    """A fresh one-time link for USERNAME to set a password."""
    with transaction():
        person = accounts.by_username(username)
        if person is None:
            raise click.ClickException(f"Nobody here is called {username!r}.")
        secret = accounts.password_link(person)
        record(COMMAND, "linked", person)
    click.echo(f"{current_app.config['PUBLIC_URL']}/staff/password/{secret}")


@staff.command("reset-second-factor")
@click.argument("username")
def reset_second_factor(username: str) -> None:
    """Take the second factor of USERNAME off: for an owner whose phone and recovery codes are lost, when nobody else is one."""
    with transaction():
        person = accounts.by_username(username)
        if person is None:
            raise click.ClickException(f"Nobody here is called {username!r}.")
        second_factor.reset(person, by=COMMAND)
    click.echo(f"{person.username} signs in by the password alone, and sets a new second factor up to enter the office.")


@click.command("first-steps")
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="The port that `serve` listens on.")
@with_appcontext
def tell_first_steps(port: int) -> None:
    """Where an installation without a restaurant is set up in the browser."""
    if the_chain() is not None:
        raise click.ClickException("There is a restaurant in this database already.")
    click.echo(first_steps(current_app._get_current_object(), current_app.config["PUBLIC_URL"] or f"http://127.0.0.1:{port}"))


@click.command("serve")
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="The port to listen on.")
@with_appcontext
def serve_here(host: str, port: int) -> None:
    """Bring the database up to date, start the worker, and serve."""
    try:
        serve(current_app._get_current_object(), host, port)
    except Misconfigured as problem:
        raise click.ClickException(str(problem)) from None


@click.command("worker")
@with_appcontext
def run_worker() -> None:
    """Drain the outbox and do the nightly work, until told to end."""
    work(current_app._get_current_object())
