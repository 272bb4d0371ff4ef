"""The pages: their configuration, headers, addresses and what they never contain."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from conftest import SCRIPT, TOKEN, RunningServer, page_config, write_notebook
from lessonbook import __version__
from lessonbook.pages import json_for_html

PAGES = {
    "notebook": ("lessonbook/notebooks/a/b c.ipynb", {"notebookPath": "a/b c.ipynb"}),
    "tree": ("lessonbook/tree/a/b", {"treePath": "a/b", "terminals": ""}),
    "root": ("lessonbook/tree", {"treePath": "", "terminals": ""}),
    "class": ("lessonbook/class", {}),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_tells_its_script_what_to_open(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(server.settings, "terminals_available", False)
    address, place = PAGES[name]
    answer = server.client.get(quote(address))
    assert answer.status == 200
    assert page_config(answer) == {
        "baseUrl": server.base_url,
        "wsUrl": "",
        "token": "",
        "appVersion": __version__,
        "staticUrl": f"{server.base_url}lessonbook/static/",
        "settings": {"user": {}, "defaults": {}, "isDamaged": False},
        "page": {"root": "tree"}.get(name, name),
        **place,
    }


def test_the_files_page_knows_who_shows_terminals(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(server.settings, "terminals_available", True)
    loaded = server.app.extension_manager.extension_apps
    for others, expected in ((["lab", "notebook"], "notebook"), (["lab"], "lab"), ([], "")):
        extensions = {name: set(loaded.get(name, ())) for name in ("lessonbook", *others)}
        monkeypatch.setattr(type(server.app.extension_manager), "extension_apps", extensions)
        config = page_config(server.client.get("lessonbook/tree"))
        assert config["terminals"] == expected


def test_a_page_loads_the_files_of_the_manifest(server: RunningServer) -> None:
    text = server.client.get("lessonbook/tree").text
    static = f"{server.base_url}lessonbook/static/"
    assert f'<script type="module" src="{static}{SCRIPT}"></script>' in text
    assert f'<link rel="stylesheet" href="{static}app-BCDEFGHI.css">' in text
    assert f'<link rel="modulepreload" href="{static}chunk-CDEFGHIJ.js">' in text
    assert '<html lang="en">' in text
    assert "<noscript>" in text
    assert server.client.send("GET", static + SCRIPT).status == 200


def test_the_policy_allows_our_own_scripts_alone(server: RunningServer) -> None:
    headers = server.client.get("lessonbook/tree").headers
    policies = headers.get_all("Content-Security-Policy") or []
    assert len(policies) == 1
    directives = [directive.split() for directive in policies[0].split(";")]
    policy = {name: values for name, *values in directives}
    assert len(policy) == len(directives), "a directive that comes twice counts once"
    assert policy["script-src"] == ["'self'"]
    assert policy["default-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'self'"]
    assert policy["require-trusted-types-for"] == ["'script'"]
    assert "'allow-duplicates'" not in policy["trusted-types"]
    assert "unsafe-eval" not in policies[0]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Referrer-Policy"] == "strict-origin"


def test_a_hub_decides_who_may_frame_the_page(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = "frame-ancestors 'none'; report-uri /hub/csp; script-src *"
    monkeypatch.setitem(server.settings, "headers", {"Content-Security-Policy": theirs})
    policy = server.client.get("lessonbook/tree").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "frame-ancestors 'self'" not in policy
    # The first of two directives counts, so the looser one of the server has no effect.
    assert policy.index("script-src 'self'") < policy.index("script-src *")


def test_an_admins_policy_without_frame_ancestors_does_not_open_the_page_to_frames(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Content-Security-Policy": "img-src *"}
    monkeypatch.setitem(server.settings, "headers", headers)
    policy = server.client.get("lessonbook/tree").headers["Content-Security-Policy"]
    assert policy.endswith("; frame-ancestors 'self'")


def test_a_hubs_addresses_reach_the_page_and_its_token_does_not(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hook(handler: object, config: dict[str, object]) -> dict[str, object]:
        hub = {"hubUser": "alice", "hubPrefix": "/hub/", "hubHost": "", "token": "hub-token-77aa"}
        return {**config, **hub}

    monkeypatch.setitem(server.settings, "page_config_hook", hook)
    answer = server.client.get("lessonbook/notebooks/a.ipynb")
    config = page_config(answer)
    assert config["token"] == ""
    assert config["hubUser"] == "alice"
    assert config["hubPrefix"] == "/hub/"
    assert "hub-token-77aa" not in answer.text
    assert "hub-token-77aa" not in str(answer.headers)


def test_no_page_names_the_token_or_a_folder_of_the_server(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(server.settings, "page_config_data", {"rootUri": str(server.root)})
    for address, _ in PAGES.values():
        answer = server.client.send("GET", f"{server.base_url}{quote(address)}?token={TOKEN}")
        assert answer.status == 200
        assert TOKEN not in answer.text
        assert str(server.root) not in answer.text


def test_a_path_cannot_end_the_configuration_early(server: RunningServer) -> None:
    name = "</script><script>alert(1)</script>&<!--.ipynb"
    answer = server.client.get(f"lessonbook/notebooks/{quote(name, safe='')}")
    assert answer.status == 200
    assert "<script>alert" not in answer.text
    assert page_config(answer)["notebookPath"] == name


def test_json_for_html_says_the_same_with_nothing_that_html_reads() -> None:
    value = {"path": "</script><!--&\u2028\U0001f600", "n": [1, None]}
    text = json_for_html(value)
    assert not set(text) & set("<>&")
    assert json.loads(text) == value


def test_a_link_with_the_token_logs_the_browser_in(server: RunningServer) -> None:
    browser = server.client.log_in()
    assert "_xsrf" in browser.cookies
    assert len(browser.cookies) == 2
    assert browser.send("GET", f"{server.base_url}lessonbook/class").status == 200


def test_the_cookie_and_its_xsrf_header_are_enough_for_every_call(server: RunningServer) -> None:
    write_notebook(server.root, "cookie.ipynb", "1 + 1")
    browser = server.client.log_in()
    xsrf = browser.cookies["_xsrf"]
    address = f"{server.base_url}lessonbook/api/contents/cookie.ipynb"
    read = browser.send("GET", address, X_XSRFToken=xsrf)
    assert read.status == 200
    body = json.dumps({"content": read.json["content"], "hash": read.json["hash"]})
    assert browser.send("PUT", address, body, X_XSRFToken=xsrf).status == 200


def test_a_stranger_is_sent_to_log_in_and_back(server: RunningServer) -> None:
    address = f"{server.base_url}lessonbook/notebooks/a.ipynb"
    answer = server.client.send("GET", address)
    assert answer.status == 302
    expected = f"{server.base_url}login?next={quote(address, safe='')}"
    assert answer.headers["Location"] == expected


@pytest.mark.parametrize("address", ["lessonbook", "lessonbook/"])
def test_the_bare_address_goes_to_the_files(server: RunningServer, address: str) -> None:
    answer = server.client.get(address)
    assert answer.status == 302
    assert answer.headers["Location"] == f"{server.base_url}lessonbook/tree"


def test_a_server_that_was_started_by_us_opens_the_files_first(server: RunningServer) -> None:
    answer = server.client.send("GET", f"{server.base_url}?token={TOKEN}")
    assert answer.status == 302
    assert answer.headers["Location"] == f"{server.base_url}lessonbook/tree?token={TOKEN}"


def test_a_folder_under_notebooks_goes_to_its_files(server: RunningServer) -> None:
    (server.root / "week 1").mkdir(exist_ok=True)
    answer = server.client.get("lessonbook/notebooks/week%201/?x=1")
    assert answer.status == 302
    assert answer.headers["Location"] == f"{server.base_url}lessonbook/tree/week%201?x=1"
    root = server.client.get("lessonbook/notebooks")
    assert root.headers["Location"] == f"{server.base_url}lessonbook/tree"


def test_a_missing_notebook_still_gives_the_page(server: RunningServer) -> None:
    answer = server.client.get("lessonbook/notebooks/no/such.ipynb")
    assert answer.status == 200
    assert page_config(answer)["notebookPath"] == "no/such.ipynb"


@pytest.mark.parametrize(
    "manifest",
    [None, "", "[]", "{}", '{"entry": 1, "style": "a.css"}', '{"entry": "../x", "style": "a"}'],
)
def test_without_a_built_page_the_server_says_how_to_build_it(
    server: RunningServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    manifest: str | None,
) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    monkeypatch.setattr(server.settings["lessonbook"], "static_dir", str(tmp_path))
    answer = server.client.get("lessonbook/notebooks/a.ipynb")
    assert answer.status == 503
    assert "npm run build" in answer.text
    assert str(tmp_path) not in answer.text


HOSTILE = [
    "../outside.ipynb",
    "../../../../../../etc/passwd",
    "%2e%2e/outside.ipynb",
    "..%2foutside.ipynb",
    "a/..%2f..%2foutside.ipynb",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "..%5coutside.ipynb",
    "..\\outside.ipynb",
    "a%00b.ipynb",
    "a.ipynb%00.txt",
    "%ff%fe.ipynb",
    "%ed%a0%80.ipynb",
    "a%0d%0aX-Injected:%201.ipynb",
    "." * 300,
    "a" * 5000,
    "%c3%a9" * 200,
    "a/" * 3000,
    "../root_sibling/secret.ipynb",
    "link-out/secret.ipynb",
    "CON",
    "%7e/secret.ipynb",
    "$HOME",
    "%25s%25n.ipynb",
    "{{7*7}}.ipynb",
]


@pytest.mark.parametrize("route", ["notebooks", "tree", "static", "api/contents"])
@pytest.mark.parametrize("path", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_paths_stay_inside_and_break_nothing(
    server: RunningServer, route: str, path: str
) -> None:
    secret = "canary-outside-the-root"
    (server.root.parent / "outside.ipynb").write_text(secret)
    answer = server.client.get(f"lessonbook/{route}/{path}")
    assert answer.status < 500
    assert secret not in answer.text
    assert "root:x:" not in answer.text
    assert str(server.root) not in answer.text
    assert "X-Injected" not in answer.headers
    location = answer.headers.get("Location", server.base_url)
    assert location.startswith(server.base_url)
    assert not location.startswith("//")


@pytest.mark.parametrize("path", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_paths_write_nothing_outside(server: RunningServer, path: str) -> None:
    outside = server.root.parent
    before = sorted(entry.name for entry in outside.iterdir())
    body = {"content": {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}}
    answer = server.client.put(f"lessonbook/api/contents/{path}", {**body, "hash": None})
    assert str(outside) not in answer.text
    assert sorted(entry.name for entry in outside.iterdir()) == before


def test_a_link_beside_a_notebook_leads_to_the_file(server: RunningServer) -> None:
    (server.root / "data 1.csv").write_text("a,b")
    answer = server.client.get("lessonbook/notebooks/data%201.csv")
    assert answer.status == 302
    assert answer.headers["Location"].endswith("lessonbook/tree/data%201.csv")
    assert server.client.get("lessonbook/notebooks/nowhere.csv").status == 200
