"""What a WSGI server and the flask command load."""
from app.config import Misconfigured
from app.factory import create_app

try:
    app = create_app()
except Misconfigured as problem:
    raise SystemExit(f"Regulars cannot start. {problem}") from None
