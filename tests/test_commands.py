"""The commands that are not of the chain's files: screens, links, and what `serve` prepares and refuses."""
import socket
from pathlib import Path

import pytest
from flask import Flask

from app.config import Misconfigured, from_environment
from app.db import db, transaction
from app.factory import create_app
from app.serving import directions, prepare, serve
from app.staff import accounts, second_factor
from app.staff.models import Role, StaffMember
from app.stores.finding import stores
from tests import cast


def test_a_screen_gets_a_code_that_works_once(app: Flask) -> None:
    cast.a_store("riverside")
    said = app.test_cli_runner().invoke(args=["screen", "add", "riverside", "Wok line"])
    assert said.exit_code == 0, said.output
    code = said.output.split()[1]
    with transaction():
        device, _secret = accounts.claim_device(code)
    assert device.name == "Wok line"
    assert app.test_cli_runner().invoke(args=["screen", "add", "nowhere", "x"]).exit_code == 1


def test_a_link_lets_one_set_a_password(app: Flask) -> None:
    cast.a_waiter()
    said = app.test_cli_runner().invoke(args=["staff", "link", "Server"])
    secret = said.output.strip().rpartition("/")[2]
    with transaction():
        accounts.use_link(secret, "a new and long one")
    with transaction():
        assert accounts.sign_in("server", "a new and long one").username == "server"
    assert app.test_cli_runner().invoke(args=["staff", "link", "nobody"]).exit_code == 1


def test_an_owner_without_phone_and_codes_gets_in_again(app: Flask) -> None:
    cast.staff(Role.OWNER)
    said = app.test_cli_runner().invoke(args=["staff", "reset-second-factor", "Owner"])
    assert said.exit_code == 0 and "owner signs in by the password alone" in said.output
    with transaction():
        assert not second_factor.is_on(accounts.by_username("owner"))
    assert app.test_cli_runner().invoke(args=["staff", "reset-second-factor", "nobody"]).exit_code == 1


def test_the_demo_fills_an_empty_database_and_says_where_to_go(app: Flask) -> None:
    app.config["DEMO"] = True
    prepare(app)
    prepare(app)            # a restart changes nothing
    said = "\n".join(directions(app, "http://127.0.0.1:8000"))
    assert len(stores()) == 3
    for store in stores():
        assert f"http://127.0.0.1:8000/kitchen/{store.slug}" in said
        assert f"http://127.0.0.1:8000/floor/{store.slug}" in said
    assert said.count("http://127.0.0.1:8000/t/") == 3
    assert accounts.DEMO_PASSWORD in said
    with transaction():
        assert accounts.sign_in("cook", accounts.DEMO_PASSWORD, demo=True).username == "cook"


def test_elsewhere_the_demo_s_accounts_are_refused(app: Flask) -> None:
    app.config["DEMO"] = True
    prepare(app)
    app.config["DEMO"] = False
    with pytest.raises(Misconfigured, match="demo accounts"):
        prepare(app)
    with transaction():
        for person in db.session.query(StaffMember):
            accounts.set_password(person, "nobody knows this one")
    prepare(app)


def test_a_taken_port_is_a_clear_sentence(app: Flask) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Misconfigured, match=f"Port {port} on 127.0.0.1 is taken"):
            serve(app, "127.0.0.1", port)


def test_every_setting_is_documented() -> None:
    documented = (Path(__file__).parent.parent / "docs" / "deploying.md").read_text()
    missing = [name for name in from_environment() if f"`FLASK_{name}`" not in documented and f"`{name}`" not in documented]
    assert missing == []


def test_a_setting_of_the_wrong_type_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_THREADS", "many")
    with pytest.raises(Misconfigured, match="FLASK_THREADS"):
        from_environment()


def test_no_start_without_a_secret_key() -> None:
    with pytest.raises(Misconfigured, match="FLASK_SECRET_KEY"):
        create_app(SECRET_KEY="short")
