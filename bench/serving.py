"""A server of the dashboard on a free port of this machine, for the benches that stand in front of it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """Where a server answers, after how many seconds, and its process."""

    home: str
    seconds: float
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time taken since the start, in the code and in the system for it."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory_mb(self) -> float:
        """What the process holds in memory."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


@contextlib.contextmanager
def server(database: Path) -> Iterator[Server]:
    """A server just started; ended when the bench leaves."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own server
        [*command, f"--server.port={port}", "--server.address=127.0.0.1"],
        cwd=PROJECT,
        env={**os.environ, "OBSERVATOIRE_DATABASE": str(database)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        home = f"http://127.0.0.1:{port}"
        while True:
            try:
                urllib.request.urlopen(f"{home}/_stcore/health", timeout=1).close()  # noqa: S310 - our own server
                break
            except OSError:
                if process.poll() is not None:
                    raise
                time.sleep(0.05)
        yield Server(home, time.perf_counter() - started, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)
