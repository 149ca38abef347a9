"""Static files under names that carry their hash, compressed once when the program starts, kept by phones for a year."""
import gzip
import hashlib
import re
from pathlib import Path

from flask import Flask, current_app
from whitenoise import WhiteNoise

_HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
_TEXT = {".css", ".js", ".svg"}
BUNDLES = {"js/diner.bundle.js": ("vendor/htmx.min.js", "js/live.js", "js/diner.js")}       # a first view takes few requests


def install(application: Flask, source: Path) -> None:
    """Serve `source` at /static/ from copies with hashed names; `static_url` knows them."""
    target = Path(application.config["INSTANCE"]) / "static"
    contents = {name: (source / name).read_bytes() for name in _names(source)}
    contents |= {name: b"\n".join(contents[part] for part in parts) for name, parts in BUNDLES.items()}
    application.extensions["assets"] = {name: _publish(name, content, target) for name, content in contents.items()}
    application.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        application.wsgi_app, root=str(target), prefix="static/", max_age=60, allow_all_origins=False,
        immutable_file_test=lambda _path, url: bool(_HASHED.search(url)))


def static_url(name: str) -> str:
    """The address of a static file such as css/diner.css. Raises KeyError for a file that is not there."""
    return current_app.extensions["assets"][name]


def _names(source: Path) -> list[str]:
    return [str(path.relative_to(source)) for path in sorted(source.rglob("*")) if path.is_file() and path.suffix != ".md"]


def _publish(name: str, content: bytes, target: Path) -> str:
    path = Path(name)
    hashed = path.with_name(f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}")
    if not (target / hashed).exists():
        _write(target / hashed, content)
        if path.suffix in _TEXT:
            _write(target / f"{hashed}.gz", gzip.compress(content, 6, mtime=0))
    return f"/static/{hashed}"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{hashlib.sha256(content).hexdigest()[:8]}")
    part.write_bytes(content)
    part.replace(path)          # several processes may start at once
