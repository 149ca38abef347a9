"""Commands: thin, the work is in the rooms."""
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.chain.loading import load
from app.chain.mistakes import Mistaken
from app.config import Misconfigured
from app.serving import serve
from app.worker import work

chain = AppGroup("chain", help="The chain and its files.")


def add_commands(application: Flask) -> None:
    """The commands of `flask --app wsgi`."""
    for command in (chain, serve_here, run_worker):
        application.cli.add_command(command)


@chain.command("load")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def load_chain(folder: Path, dry_run: bool) -> None:
    """Load a chain from FOLDER, or bring it up to date with it."""
    try:
        report = load(folder, pictures=Path(current_app.config["INSTANCE"]) / "pictures", dry_run=dry_run)
    except Mistaken as mistaken:
        for mistake in mistaken.mistakes:
            click.echo(mistake, err=True)
        click.echo(f"Nothing was changed. Mistakes: {len(mistaken.mistakes)}.", err=True)
        raise SystemExit(1) from None
    for line in report.lines():
        click.echo(line)
    for username, secret in report.password_links.items():
        click.echo(f"Password of {username}: {current_app.config['PUBLIC_URL']}/staff/password/{secret}")
    if dry_run:
        click.echo("A dry run: nothing was changed.")


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
