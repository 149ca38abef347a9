"""One command that makes a restaurant run: migrates, fills an empty demo, starts the worker, says where to go, serves."""
import errno
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click
import flask_migrate
from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from sqlalchemy import select

from app.chain.loading import load
from app.config import ROOT, Misconfigured
from app.db import db, transaction
from app.editing import beginning
from app.staff import accounts, pins
from app.staff.models import Role, StaffMember
from app.stores.finding import chain, stores
from app.tables import qr
from app.tables.models import DiningTable

PATIENCE = 5            # seconds a process gets to end by itself; one that still talks to a phone might never
DEMO_CHAIN = ROOT / "demo" / "lantern"


def serve(application: Flask, host: str, port: int) -> None:
    """Blocks until interrupted. Raises Misconfigured for a taken port and for demo accounts outside the demo."""
    _want_port(host, port)
    with application.app_context():
        prepare(application)
        for line in directions(application, f"http://{_reachable(host)}:{port}"):
            click.echo(line)
        db.session.remove()
        db.engine.dispose()
    worker = subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", "worker"], cwd=ROOT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        config = application.config
        Server("wsgi:app", host, port, interface=Interfaces.WSGI, workers=config["WORKERS"], blocking_threads=config["THREADS"],
               log_level=LogLevels.error, working_dir=ROOT, workers_kill_timeout=PATIENCE).serve()
    finally:
        worker.terminate()
        worker.wait(10)


def prepare(application: Flask) -> None:
    """Bring the database up to date; in the demo fill an empty one, elsewhere refuse the demo's accounts."""
    flask_migrate.upgrade()
    if application.config["DEMO"]:
        if chain() is None:
            load(DEMO_CHAIN, pictures=Path(application.config["INSTANCE"]) / "pictures")
            with transaction():
                for staff in db.session.scalars(select(StaffMember)):
                    accounts.set_demo_password(staff)
                    if any(role.role in {Role.OWNER, Role.MANAGER} for role in staff.roles):
                        pins.set_pin(staff, pins.DEMO_PIN)
    elif accounts.demo_accounts():
        raise Misconfigured("This database has demo accounts, whose password everybody knows. Use another database, or set FLASK_DEMO=1.")


def directions(application: Flask, base: str) -> list[str]:
    """Where to go: a table per store with its code to scan, the screens, the accounts."""
    base = application.config["PUBLIC_URL"] or base
    lines = ["", f"Regulars is running at {base}/", ""]
    if chain() is None:
        lines += ["There is no restaurant in it yet. Set one up in the browser; only this address opens it:",
                  f"  {first_steps(application, base)}", ""]
    for store in stores():
        table = db.session.scalar(select(DiningTable).where(DiningTable.store_id == store.id, DiningTable.retired_at.is_(None))
                                  .order_by(DiningTable.position, DiningTable.id))
        lines.append(" / ".join(store.name.values()) + f" ({store.table_policy})")
        if table is not None:
            lines += [f"  table {table.label}: {qr.address(base, table.token)}", qr.drawn_in_terminal(qr.address(base, table.token))]
        lines += [f"  kitchen: {base}/kitchen/{store.slug}", f"  floor:   {base}/floor/{store.slug}", ""]
    if application.config["DEMO"]:
        lines += [f"Sign in at {base}/staff/sign-in, password {accounts.DEMO_PASSWORD}:"]
        lines += ["  " + staff.username.ljust(20) + ", ".join(sorted({str(role.role) for role in staff.roles})) for staff in accounts.demo_accounts()]
    return [*lines, "", "Stop it with Ctrl-C."]


def first_steps(application: Flask, base: str) -> str:
    """Where an empty installation is set up."""
    return f"{base}/staff/first-steps/{beginning.secret(application.config['SECRET_KEY'])}"


def _reachable(host: str) -> str:
    """What a phone must type: for "every address of this machine", the one it has on the local network."""
    if host not in {"0.0.0.0", "::"}:       # noqa: S104
        return f"[{host}]" if ":" in host else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))         # nothing is sent; the system only chooses the address it would use
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def _want_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            reason = "is taken by another program" if problem.errno == errno.EADDRINUSE else f"cannot be used: {os.strerror(problem.errno or 0)}"
            raise Misconfigured(f"Port {port} on {host} {reason}. Try another one: PORT={port + 1} make run") from None
