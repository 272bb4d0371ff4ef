"""The frame for outputs: its policy lets it load nothing and reach nobody."""

from __future__ import annotations

import pytest

from conftest import RunningServer


def policy_of(server: RunningServer, address: str) -> dict[str, str]:
    answer = server.client.get(address)
    assert answer.status == 200
    directives = answer.headers["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in directives)}


@pytest.mark.parametrize("address", ["lessonbook/frame", "lessonbook/frame/still"])
def test_the_frame_has_no_origin_and_no_network(server: RunningServer, address: str) -> None:
    policy = policy_of(server, address)
    assert policy["sandbox"] == "allow-scripts"
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert "connect-src" not in policy
    assert "frame-src" not in policy
    for kind in ("img-src", "media-src", "font-src"):
        assert set(policy[kind].split()) <= {"data:", "blob:"}


def test_no_script_of_an_output_runs_in_a_still_frame(server: RunningServer) -> None:
    assert policy_of(server, "lessonbook/frame/still")["script-src"] == "'self'"
    assert "'unsafe-inline'" in policy_of(server, "lessonbook/frame")["script-src"]


def test_the_frames_script_can_be_fetched_without_an_origin(server: RunningServer) -> None:
    page = server.client.get("lessonbook/frame")
    name = page.text.partition("lessonbook/static/")[2].partition('"')[0]
    script = server.client.send("GET", f"{server.base_url}lessonbook/static/{name}", Origin="null")
    assert name == "frame-EFGHIJKL.js"
    assert script.headers["Access-Control-Allow-Origin"] == "*"
