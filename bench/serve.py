"""`python -m bench.serve wsgi:app PORT`: a program under the server and the settings that app/serving.py gives it."""
import os
import sys

from granian.constants import Interfaces
from granian.server import Server

from app.config import ROOT, from_environment

if __name__ == "__main__":
    target, port = sys.argv[1:]
    config = from_environment()
    os.environ["PYTHONPATH"] = str(ROOT)
    Server(target, "127.0.0.1", int(port), interface=Interfaces.WSGI, workers=config["WORKERS"], blocking_threads=config["THREADS"],
           log_level="error", log_enabled=False, working_dir=ROOT).serve()
