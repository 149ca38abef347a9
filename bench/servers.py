"""Starts programs on ports that the system hands out, and ends them."""
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.config import ROOT

PATIENCE = 60       # seconds until a server must answer


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def memory(self) -> float:
        """The largest worker's resident memory, in MB; 0 where the system has no /proc."""
        return max((_resident(pid) for pid in _children(self.pid)), default=0.0)


@contextmanager
def serving(target: str, environment: dict[str, str]) -> Iterator[Server]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.serve", target, str(port)], cwd=ROOT, env=os.environ | environment,
                               stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def _children(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue        # it ended meanwhile
        if parent == pid:
            found.append(int(folder.name))
    return found


def _resident(pid: int) -> float:
    status = (Path("/proc") / str(pid) / "status").read_text()
    line = next((line for line in status.splitlines() if line.startswith("VmRSS:")), "VmRSS: 0 kB")
    return int(line.split()[1]) / 1000
