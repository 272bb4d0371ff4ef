"""A real Jupyter Server in a thread, a small built page, and a client that sends what it is told.

Servers are started once for all tests, under ``/`` and under a hub's prefix. A test that changes a
server's settings puts them back (``monkeypatch``).
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import http.client
import json
import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp

from lessonbook.app import LessonbookApp

TOKEN = "canary-token-5f1c"
SCRIPT = "app-ABCDEFGH.js"


@pytest.fixture(scope="session", autouse=True)
def _own_jupyter_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep settings, keys and connection files of the person who runs the tests out of it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
            patch.setenv(f"JUPYTER_{name}", str(tmp_path_factory.mktemp(name.lower())))
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        yield


@pytest.fixture(scope="session")
def static_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder as the build makes it; the ``.br`` bytes are only said to be brotli."""
    folder = tmp_path_factory.mktemp("static")
    script = b"console.log('lesson');\n" * 50
    (folder / SCRIPT).write_bytes(script)
    (folder / f"{SCRIPT}.br").write_bytes(b"brotli bytes")
    (folder / f"{SCRIPT}.gz").write_bytes(gzip.compress(script))
    (folder / "app-BCDEFGHI.css").write_text("body {}\n")
    (folder / "chunk-CDEFGHIJ.js").write_text("export {};\n")
    (folder / "KaTeX_Main-DEFGHIJK.woff2").write_bytes(b"font")
    (folder / "frame-EFGHIJKL.js").write_text("export {};\n")
    (folder / "my-component.js").write_text("export {};\n")
    manifest = {
        "entry": SCRIPT,
        "style": "app-BCDEFGHI.css",
        "frame": "frame-EFGHIJKL.js",
        "preload": ["chunk-CDEFGHIJ.js"],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


@dataclass
class Response:
    """An HTTP response, read to its end."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Client:
    """Sends requests to a server exactly as given; keeps cookies only after `log_in`."""

    port: int
    base_url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def send(
        self,
        method: str,
        target: str,
        body: bytes | str | None = None,
        **headers: str,
    ) -> Response:
        """Send a request; ``target`` goes out as it is (``X_Name="v"`` is the header X-Name)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            pairs = (f"{name}={value}" for name, value in self.cookies.items())
            named.setdefault("Cookie", "; ".join(pairs))
        try:
            connection.request(method, target, body=body, headers=named)
            answer = connection.getresponse()
            return Response(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Response:
        """Get an address below the base URL with the token."""
        return self.send("GET", self.base_url + path, **{**_WITH_TOKEN, **headers})

    def put(self, path: str, body: object, **headers: str) -> Response:
        """Put JSON to an address below the base URL with the token."""
        text = json.dumps(body)
        return self.send("PUT", self.base_url + path, text, **{**_WITH_TOKEN, **headers})

    def log_in(self) -> Client:
        """Return a browser of its own that has followed a link with the token."""
        browser = Client(self.port, self.base_url)
        address = f"{self.base_url}lessonbook/tree?token={TOKEN}"
        answer = browser.send("GET", address)
        assert answer.status == 200
        browser.take_cookies(answer)
        return browser

    def take_cookies(self, answer: Response) -> None:
        """Keep the cookies of an answer."""
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value


_WITH_TOKEN = {"Authorization": f"token {TOKEN}"}


class ThreadServer(ServerApp):
    """A server that leaves the process's signals alone, so that it can run in a thread."""

    def init_signal(self) -> None:
        pass


@dataclass
class RunningServer:
    """A server that answers."""

    app: ServerApp
    root: Path
    client: Client

    @property
    def base_url(self) -> str:
        return self.client.base_url

    @property
    def settings(self) -> dict[str, Any]:
        return self.app.web_app.settings


StartServer = Callable[..., RunningServer]


@pytest.fixture(scope="session")
def start_server(
    tmp_path_factory: pytest.TempPathFactory, static_dir: Path
) -> Iterator[StartServer]:
    """Start servers that live until the last test."""
    started: list[tuple[ServerApp, threading.Thread]] = []

    def start(base_url: str, *options: str) -> RunningServer:
        root = tmp_path_factory.mktemp("root")
        port = free_port()
        arguments = [
            f"--ServerApp.base_url={base_url}",
            f"--ServerApp.port={port}",
            f"--ServerApp.root_dir={root}",
            f"--IdentityProvider.token={TOKEN}",
            f"--LessonbookApp.static_dir={static_dir}",
            "--ServerApp.port_retries=0",
            "--ServerApp.log_level=ERROR",
            "--no-browser",
            "--allow-root",
            *options,
        ]
        ready = threading.Event()
        apps: list[ServerApp] = []
        thread = threading.Thread(target=_serve, args=(arguments, apps, ready), daemon=True)
        thread.start()
        assert ready.wait(60), "the server did not start"
        started.append((apps[0], thread))
        return RunningServer(apps[0], root, Client(port, base_url))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LessonbookApp, "serverapp_class", ThreadServer)
        yield start
        for app, thread in started:
            app.io_loop.add_callback(app.stop)
            thread.join(60)


@pytest.fixture(scope="session", params=["/", "/user/alice/"])
def server(request: pytest.FixtureRequest, start_server: StartServer) -> RunningServer:
    """Return the server most tests use, once at the root and once under a hub's prefix."""
    # One relies on the guards of our own handlers alone, the other lets the server add its own.
    guarded = request.param != "/"
    return start_server(request.param, f"--ServerApp.allow_unauthenticated_access={not guarded}")


def _serve(arguments: list[str], apps: list[ServerApp], ready: threading.Event) -> None:
    asyncio.set_event_loop(asyncio.new_event_loop())
    ThreadServer.clear_instance()
    app = LessonbookApp.initialize_server(arguments)
    apps.append(app)
    app.io_loop.add_callback(ready.set)
    app.start()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_listening(port: int, process: subprocess.Popen[str]) -> None:
    """Return once the process takes connections (the server says its address before it does)."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    raise AssertionError(f"nothing listens on port {port}; exit code {process.returncode}")


def page_config(page: Response) -> dict[str, Any]:
    """Read the configuration out of a page, as its script does."""
    pattern = r'<script id="jupyter-config-data" type="application/json">(.*?)</script>'
    found = re.search(pattern, page.text, re.DOTALL)
    assert found is not None
    return dict(json.loads(found.group(1)))


def notebook(*sources: str, **metadata: object) -> dict[str, Any]:
    """Build a notebook of code cells."""
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(sources)
    ]
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def write_notebook(root: Path, name: str, *sources: str) -> Path:
    """Write a notebook to disk."""
    path = root / name
    os.makedirs(path.parent, exist_ok=True)
    path.write_text(json.dumps(notebook(*sources)))
    return path
