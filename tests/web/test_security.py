"""Forms of other sites, and headers that no browser sends."""
import pytest
from flask import Flask

from tests import cast

BROKEN = "http://["


@pytest.fixture
def table(app: Flask) -> str:
    with app.app_context():
        cast.a_dish()
        return f"/t/{cast.a_table().token}/"


@pytest.mark.parametrize("headers", [
    {}, {"Origin": "null"}, {"Origin": BROKEN}, {"Referer": BROKEN}, {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost@evil.example"}, {"Referer": "http://evil.example/localhost"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}])
def test_a_form_of_another_site_is_refused(app: Flask, table: str, headers: dict[str, str]) -> None:
    assert app.test_client().post(table + "calls", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "http://localhost"}, {"Referer": "http://localhost/t/"}, {"Sec-Fetch-Site": "same-origin"}])
def test_a_form_of_ours_passes(app: Flask, table: str, headers: dict[str, str]) -> None:
    assert app.test_client().post(table + "calls", headers=headers).status_code == 303


@pytest.mark.parametrize(("referrer", "address"), [
    ("http://localhost/stores/riverside?q=1", "/stores/riverside?q=1"), ("http://evil.example/stores", "/"),
    ("http://localhost/floor/riverside/sittings/1/check/payments?x=1", "/floor/riverside/sittings/1/check"),
    ("http://localhost/floor/riverside/sittings/1/charges/2/refusal", "/floor/riverside/sittings/1"),
    ("http://localhost/t/of-a-table/calls", "/t/of-a-table"), ("http://localhost//evil.example", "/evil.example"),
    ("//evil.example/", "/"), ("http://localhost/\\evil.example", "/evil.example"), (BROKEN, "/"), ("", "/")])
def test_another_language_stays_on_this_site(app: Flask, table: str, referrer: str, address: str) -> None:
    answer = app.test_client().post("/language", data={"language": "en"}, headers={"Referer": referrer})
    assert (answer.status_code, answer.location) == (303, address)
