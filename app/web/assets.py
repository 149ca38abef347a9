"""Static files under names that carry their hash, compressed once when the program starts, kept by phones for a year."""
import gzip
import hashlib
import re
from pathlib import Path

from flask import Flask, current_app
from whitenoise import WhiteNoise

_HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
_TEXT = {".css", ".js", ".svg"}


def install(application: Flask, source: Path) -> None:
    """Serve `source` at /static/ from copies with hashed names; `static_url` knows them."""
    target = Path(application.config["INSTANCE"]) / "static"
    application.extensions["assets"] = {name: _publish(source, name, target) for name in _names(source)}
    application.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        application.wsgi_app, root=str(target), prefix="static/", max_age=60, allow_all_origins=False,
        immutable_file_test=lambda _path, url: bool(_HASHED.search(url)))


def static_url(name: str) -> str:
    """The address of a static file such as css/diner.css. Raises KeyError for a file that is not there."""
    return current_app.extensions["assets"][name]


def _names(source: Path) -> list[str]:
    return [str(path.relative_to(source)) for path in sorted(source.rglob("*")) if path.is_file() and path.suffix != ".md"]


def _publish(source: Path, name: str, target: Path) -> str:
    content = (source / name).read_bytes()
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
