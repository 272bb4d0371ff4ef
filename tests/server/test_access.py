"""Every address of the extension asks who is there; the addresses are read from the server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from jupyter_server.base.handlers import APIHandler
from tornado import web
from tornado.routing import PathMatches, Rule

from conftest import SCRIPT, TOKEN, RunningServer, notebook, write_notebook
from lessonbook.contents_api import NotebookContentsHandler

METHODS = ("get", "head", "post", "put", "patch", "delete")
FOREIGN = ["null", "http://evil.example", "http://127.0.0.1.evil.example", "http://127.0.0.1:1"]


def our_rules(rules: list[Rule]) -> Iterator[tuple[str, type[web.RequestHandler]]]:
    """Yield an example address and the handler of each rule of ours."""
    for rule in rules:
        nested = getattr(rule.target, "rules", None)
        if nested is not None:
            yield from our_rules(nested)
        elif getattr(rule.target, "__module__", "").startswith("lessonbook."):
            assert isinstance(rule.matcher, PathMatches)
            yield example_of(rule.matcher.regex.pattern), rule.target


def example_of(pattern: str) -> str:
    """Fill a route's pattern in."""
    file_name = SCRIPT if "/static/" in pattern else "lesson.ipynb"
    address = re.sub(r"\(\?P<path>(/?)\.\*\)\??", rf"\g<1>{file_name}", pattern.rstrip("$"))
    address = address.replace(r"(?P<kernel_id>[\w-]+)", "no-such-kernel").removesuffix("/?")
    address = address.replace(r"(?P<entry_id>[\w-]+)", "no-such-entry")
    assert re.fullmatch(pattern.rstrip("$"), address), "teach example_of this pattern"
    return address


def endpoints(server: RunningServer) -> list[tuple[str, str, type[web.RequestHandler]]]:
    """List method, address and handler of everything that the extension serves."""
    found = []
    for address, handler in our_rules(server.app.web_app.default_router.rules):
        for method in METHODS:
            implementation = getattr(handler, method)
            if implementation is not web.RequestHandler._unimplemented_method:
                found.append((method, address, handler))
    return found


def is_open(method: str, handler: type[web.RequestHandler]) -> bool:
    return bool(getattr(getattr(handler, method), "__allow_unauthenticated", False))


def body_of(method: str) -> str | None:
    return json.dumps({"content": notebook(), "hash": None}) if method in {"put", "post"} else None


def test_the_server_serves_what_the_contract_names(server: RunningServer) -> None:
    prefix = re.escape(server.base_url)
    patterns = {re.sub(f"^{prefix}", "", address) for _, address, _ in endpoints(server)}
    assert patterns == {
        "lessonbook",
        "lessonbook/notebooks/lesson.ipynb",
        "lessonbook/tree/lesson.ipynb",
        "lessonbook/class",
        "lessonbook/frame",
        "lessonbook/frame/still",
        f"lessonbook/static/{SCRIPT}",
        "lessonbook/api/contents/lesson.ipynb",
        "lessonbook/api/checkpoints/lesson.ipynb",
        "lessonbook/api/text/lesson.ipynb",
        "lessonbook/api/settings",
        "lessonbook/api/trash",
        "lessonbook/api/trash/no-such-entry",
        "lessonbook/api/assignments",
        "lessonbook/api/assignments/feedback",
        "lessonbook/api/assignments/fetch",
        "lessonbook/api/assignments/look",
        "lessonbook/api/assignments/submit",
        "lessonbook/api/class",
        "lessonbook/api/class/grades",
        "lessonbook/api/class/marks",
        "lessonbook/api/class/run",
        "lessonbook/api/kernels/no-such-kernel/journal",
        "lessonbook/api/kernels/no-such-kernel/journal/text",
    }


def test_only_the_built_files_are_open(server: RunningServer) -> None:
    opened = {address for method, address, handler in endpoints(server) if is_open(method, handler)}
    assert opened == {f"{server.base_url}lessonbook/static/{SCRIPT}"}


@pytest.mark.parametrize("credential", ["none", "wrong token", "wrong cookie"])
def test_nobody_gets_in_without_logging_in(server: RunningServer, credential: str) -> None:
    headers = {
        "none": {},
        "wrong token": {"Authorization": f"token {TOKEN}x"},
        "wrong cookie": {"Cookie": f"username-127-0-0-1-{server.client.port}=2|1:0|10:1|x|y"},
    }[credential]
    for method, address, handler in endpoints(server):
        answer = server.client.send(method.upper(), address, body_of(method), **headers)
        if is_open(method, handler):
            assert answer.status == 200
        elif issubclass(handler, APIHandler):
            assert answer.status == 403, (method, address)
        else:
            assert answer.status == 302, (method, address)
            assert answer.headers["Location"].startswith(f"{server.base_url}login?next=")


def test_data_needs_the_xsrf_header_with_the_cookie(server: RunningServer) -> None:
    write_notebook(server.root, "lesson.ipynb", "1")
    browser = server.client.log_in()
    checked = 0
    for method, address, handler in endpoints(server):
        if not issubclass(handler, APIHandler):
            continue
        for headers in ({}, {"X_XSRFToken": "2|wrong|wrong|1"}):
            answer = browser.send(method.upper(), address, body_of(method), **headers)
            assert answer.status == 403, (method, address, headers)
            checked += 1
    assert checked >= 4


@pytest.mark.parametrize("origin", FOREIGN)
def test_data_is_refused_to_a_foreign_origin(server: RunningServer, origin: str) -> None:
    browser = server.client.log_in()
    headers = {"Origin": origin, "X_XSRFToken": browser.cookies["_xsrf"]}
    for method, address, handler in endpoints(server):
        if issubclass(handler, APIHandler):
            answer = browser.send(method.upper(), address, body_of(method), **headers)
            assert answer.status in {403, 404}, (method, address)
            assert "cells" not in answer.text


def test_the_servers_authorizer_is_asked_for_contents(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def refuse(handler: object, user: object, action: str, resource: str) -> bool:
        asked.append((action, resource))
        return False

    monkeypatch.setattr(server.settings["authorizer"], "is_authorized", refuse)
    for method, address, handler in endpoints(server):
        if not is_open(method, handler):
            headers = {"Authorization": f"token {TOKEN}"}
            answer = server.client.send(method.upper(), address, body_of(method), **headers)
            assert answer.status == 403, (method, address)
    assert set(asked) == {
        ("read", "contents"),
        ("write", "contents"),
        ("read", "kernels"),
        ("write", "kernels"),
    }


def test_data_handlers_answer_errors_as_json_never_by_a_login_page() -> None:
    # Under a hub a redirect from a data route would loop through the hub's login for ever.
    assert issubclass(NotebookContentsHandler, APIHandler)


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example", "/\\evil.example", "https:/evil.example"]
)
def test_the_way_back_from_login_stays_on_this_server(server: RunningServer, target: str) -> None:
    browser = server.client.log_in()
    answer = browser.send("GET", f"{server.base_url}login?next={target}")
    assert answer.status == 302
    assert answer.headers["Location"].startswith(server.base_url)
    assert not answer.headers["Location"].startswith("//")
