"""Commands: thin, the work is in the rooms."""
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.chain.loading import load
from app.chain.mistakes import Mistaken

chain = AppGroup("chain", help="The chain and its files.")


def add_commands(application: Flask) -> None:
    """The commands of `flask --app wsgi`."""
    application.cli.add_command(chain)


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
        click.echo(f"{len(mistaken.mistakes)} mistakes; nothing was changed.", err=True)
        raise SystemExit(1) from None
    for line in report.lines():
        click.echo(line)
    for username, secret in report.password_links.items():
        click.echo(f"Password of {username}: {current_app.config['PUBLIC_URL']}/staff/links/{secret}")
    if dry_run:
        click.echo("A dry run: nothing was changed.")
