"""Real browsers on the running program. The server shares this process, so that `clock.move()` moves its time too."""
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect
from werkzeug.serving import make_server

PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 1, "locale": "en"}
SCREEN = {"viewport": {"width": 1280, "height": 800}, "locale": "en"}

expect.set_options(timeout=15_000)      # a busy machine may be slow; nothing waits longer than it must


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """A Chromium that is already there: the one CHROMIUM names, else one on the PATH. None is ever downloaded."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, PLACES)), None)
    if not found:
        pytest.skip(f"no Chromium found: install one, or name it with CHROMIUM=; looked for {', '.join(PLACES)}")
    return {"executable_path": found, "args": ARGUMENTS}


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address of the program, served by threads of this process on a port of the loopback; its pages ask often for news."""
    app.config["POLL_MS"] = 250
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def new_phone(new_window: Callable[..., Page]) -> Callable[..., Page]:
    """new_phone(**options): a page on a phone of its own, with its own cookies; `phone.goto("/t/…")`.

    Options are Playwright's: `locale="zh-CN"`, `java_script_enabled=False`, `color_scheme="dark"`, `viewport=…`."""
    return lambda **options: new_window(**PHONE | options)


@pytest.fixture
def new_screen(new_window: Callable[..., Page]) -> Callable[..., Page]:
    """new_screen(**options): a page on a tablet or desktop screen."""
    return lambda **options: new_window(**SCREEN | options)


@pytest.fixture
def new_window(live_server: str, new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Windows whose errors fail the test: what a script throws, what the content security policy stops."""
    windows: list[Page] = []
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A refused form answers 4xx, which the console reports too.
        if message.type == "error" and "Failed to load resource" not in message.text:
            errors.append(f"{message.text} ({message.location.get('url')})")

    def open_window(**options: Any) -> Page:
        window = new_context(base_url=live_server, **options).new_page()
        window.on("console", note)
        window.on("pageerror", lambda error: errors.append(str(error)))
        windows.append(window)
        return window

    yield open_window
    for window in windows:
        window.context.close()          # before the server stops, or a last poll is reported as an error
    assert not errors, "errors in the browser:\n" + "\n".join(errors)
