#!/usr/bin/env python3
"""Opens the dashboard, or passes its tests, on a machine that has Python 3.11 or later and nothing else.

`python3 start.py` makes the virtual environment and opens the dashboard; `python3 start.py tests` passes the tests.
The second time, nothing is installed unless the list of requirements has changed. Standard library only; the file
must be readable by an older Python, to say that it is too old.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Callable
from pathlib import Path

OLDEST_PYTHON = (3, 11)
HERE = Path(__file__).resolve().parent
VENV = Path(os.environ.get("OBSERVATOIRE_VENV") or HERE / ".venv")
DASHBOARD, TESTS = "requirements.txt", "requirements-dev.txt"
FIRST_PORT, LAST_PORT = 8501, 8540
START_SECONDS = 60.0


class StartError(Exception):
    """What the person at the keyboard can mend. The message is French and says what to do."""


def main(arguments: list[str]) -> int:
    """The exit code: 0 when all went well, 1 with a sentence otherwise."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
    try:
        check_python(sys.version_info[:2])
        command = arguments[0] if arguments else ""
        if command == "tests":
            install(TESTS)
            return run([python_of(VENV), "-m", "pytest", *arguments[1:]])
        if command == "installe":
            install(TESTS if "--tests" in arguments else DASHBOARD)
            return 0
        options = parse(arguments)
        port = chosen_port(options.port, options.address)
        install(DASHBOARD)
        return serve(options.address, port, with_browser=options.browser)
    except StartError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of the dashboard."""
    parser = argparse.ArgumentParser(
        prog="start.py",
        description="Ouvre le tableau de bord de l’observatoire de l’ESS.",
        epilog="Autres commandes : « start.py tests [options de pytest] » passe les tests ; "
        "« start.py installe [--tests] » installe les bibliothèques sans rien ouvrir.",
    )
    parser.add_argument("--port", type=int, help=f"le port (sinon le premier libre à partir de {FIRST_PORT})")
    parser.add_argument("--address", default="127.0.0.1", help="l’adresse d’écoute (0.0.0.0 : tout le réseau)")
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="ne pas ouvrir le navigateur tout seul"
    )
    return parser.parse_args(arguments)


def check_python(version: tuple[int, ...]) -> None:
    """Refuse a Python that the libraries no longer support."""
    if version < OLDEST_PYTHON:
        wanted, found = (".".join(map(str, v)) for v in (OLDEST_PYTHON, version))
        raise StartError(
            f"Il faut Python {wanted} ou plus récent ; celui-ci est le {found}.\n"
            "Installez-en un plus récent (python.org ou le gestionnaire de paquets), puis relancez cette commande "
            "avec lui."
        )


def python_of(folder: Path) -> str:
    """The interpreter of a virtual environment."""
    return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def stamp_of(requirements: str) -> tuple[Path, str]:
    """The file that remembers what was installed, and what it must hold for nothing to be left to do."""
    names = [DASHBOARD] if requirements == DASHBOARD else [DASHBOARD, TESTS]
    content = b"".join((HERE / name).read_bytes().replace(b"\r\n", b"\n") for name in names)
    return VENV / f".installed-{requirements}", hashlib.sha256(content).hexdigest()


def install(requirements: str) -> None:
    """Make the virtual environment if it is missing, and install what changed since last time."""
    make_environment()
    stamp, wanted = stamp_of(requirements)
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    print(f"Installation des bibliothèques ({requirements}). La première fois, comptez quelques minutes…")
    pip = [python_of(VENV), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if run([*pip, "--requirement", requirements]) != 0:
        raise StartError(
            "Les bibliothèques n’ont pas pu être installées (le détail est au-dessus).\n"
            "Vérifiez la connexion à Internet, le serveur mandataire (HTTPS_PROXY) et la place sur le disque, puis "
            "relancez la même commande."
        )
    for name in {requirements, DASHBOARD}:
        path, content = stamp_of(name)
        path.write_text(content, encoding="ascii")


def make_environment() -> None:
    """A virtual environment of a Python recent enough; one that no longer works is made again."""
    if Path(python_of(VENV)).exists():
        check_python(environment_version())
        return
    print(f"Création de l’environnement Python dans {VENV}…")
    made = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "venv", "--clear", str(VENV)], check=False, env=clean_environment()
    )
    if made.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise StartError(
            "L’environnement Python n’a pas pu être créé (le détail est au-dessus).\n"
            "Sous Debian ou Ubuntu, installez le paquet python3-venv, puis relancez cette commande."
        )


def environment_version() -> tuple[int, ...]:
    """The version of Python that the virtual environment was made with, as it says itself."""
    for line in (VENV / "pyvenv.cfg").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name.strip() in {"version", "version_info"}:
            return tuple(int(part) for part in value.strip().split(".")[:2])
    return OLDEST_PYTHON


def clean_environment() -> dict[str, str]:
    """The environment of this process, without what would make another Python's libraries leak into ours."""
    kept = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET"}}
    return {**kept, "PYTHONUTF8": "1", "PIP_USER": "0"}


def run(command: list[str], ready: threading.Event | None = None) -> int:
    """Run a command in the project's folder and give its exit code; stopping us stops it."""
    process = subprocess.Popen(command, cwd=HERE, env=clean_environment())  # noqa: S603 - our own commands
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the process has had it too: let it end in its own way
            continue
        finally:
            if ready is not None and process.poll() is not None:
                ready.set()


def chosen_port(asked: int | None, address: str) -> int:
    """The port asked for, or the first free one."""
    for port in [asked] if asked else range(FIRST_PORT, LAST_PORT):
        with contextlib.closing(socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((address, port))
                return port
    what = f"Le port {asked}" if asked else f"Aucun port de {FIRST_PORT} à {LAST_PORT - 1}"
    raise StartError(f"{what} n’est pas libre à l’adresse {address}. Choisissez-en un autre avec --port.")


def serve(address: str, port: int, *, with_browser: bool) -> int:
    """Open the dashboard until it is stopped (Ctrl+C)."""
    shown = "127.0.0.1" if address in {"0.0.0.0", "::"} else address  # noqa: S104 - a comparison
    home = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    print("L’observatoire s’ouvre…")
    ended = threading.Event()
    show = webbrowser.open if with_browser else None
    threading.Thread(target=tell_when_ready, args=(home, ended, show), daemon=True).start()
    command = [python_of(VENV), "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command.append("--logger.hideWelcomeMessage=true")  # in English, and we have said it
    return run([*command, f"--server.port={port}", f"--server.address={address}"], ended)


def tell_when_ready(home: str, ended: threading.Event, show: Callable[[str], object] | None) -> None:
    """Say where the observatory is once it answers, and show it; give up when it has stopped or takes too long."""
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and not ended.is_set():
        try:
            with urllib.request.urlopen(f"{home}/_stcore/health", timeout=1):  # noqa: S310 - our own server
                print(f"L’observatoire est ouvert\u202f: {home} (Ctrl+C pour l’arrêter).")
                if show is not None:
                    show(home)
                return
        except OSError:
            time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
