"""The built files: compressed, cached, typed, and open to a browser that has not logged in."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from conftest import SCRIPT, Response, RunningServer


def fetch(server: RunningServer, name: str, **headers: str) -> Response:
    return server.client.send("GET", f"{server.base_url}lessonbook/static/{name}", **headers)


@pytest.mark.parametrize(
    ("accepted", "encoding", "suffix"),
    [
        ("gzip, deflate, br, zstd", "br", ".br"),
        ("BR", "br", ".br"),
        ("gzip", "gzip", ".gz"),
        ("br;q=0, gzip;q=0.5", "gzip", ".gz"),
        ("br; q=0.0, gzip; q=0", None, ""),
        ("identity", None, ""),
        ("", None, ""),
    ],
)
def test_a_script_is_sent_as_small_as_the_browser_accepts(
    server: RunningServer, static_dir: Path, accepted: str, encoding: str | None, suffix: str
) -> None:
    answer = fetch(server, SCRIPT, Accept_Encoding=accepted)
    expected = (static_dir / (SCRIPT + suffix)).read_bytes()
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == encoding
    assert answer.headers["Content-Length"] == str(len(expected))
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.body == expected


def test_the_gzip_sibling_unpacks_to_the_plain_file(
    server: RunningServer, static_dir: Path
) -> None:
    packed = fetch(server, SCRIPT, Accept_Encoding="gzip")
    assert gzip.decompress(packed.body) == (static_dir / SCRIPT).read_bytes()


def test_head_says_what_get_sends(server: RunningServer) -> None:
    address = f"{server.base_url}lessonbook/static/{SCRIPT}"
    head = server.client.send("HEAD", address, Accept_Encoding="br")
    get = server.client.send("GET", address, Accept_Encoding="br")
    assert head.status == 200
    assert head.body == b""
    for name in ("Content-Length", "Content-Type", "Content-Encoding", "Cache-Control", "Etag"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize(
    ("name", "kept", "content_type"),
    [
        (SCRIPT, True, "text/javascript; charset=utf-8"),
        ("app-BCDEFGHI.css", True, "text/css; charset=utf-8"),
        ("KaTeX_Main-DEFGHIJK.woff2", True, "font/woff2"),
        ("my-component.js", False, "text/javascript; charset=utf-8"),
        ("manifest.json", False, "application/json"),
    ],
)
def test_only_a_name_with_a_hash_is_kept_for_ever(
    server: RunningServer, name: str, kept: bool, content_type: str
) -> None:
    answer = fetch(server, name)
    expected = "public, max-age=31536000, immutable" if kept else "no-cache"
    assert answer.headers["Cache-Control"] == expected
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_each_encoding_has_its_own_etag(server: RunningServer) -> None:
    plain = fetch(server, SCRIPT)
    packed = fetch(server, SCRIPT, Accept_Encoding="br")
    assert plain.headers["Etag"] != packed.headers["Etag"]
    again = fetch(server, SCRIPT, Accept_Encoding="br", If_None_Match=packed.headers["Etag"])
    assert again.status == 304
    assert again.body == b""


@pytest.mark.parametrize("name", ["", "no-such-file.js", "chunk-ZZZZZZZZ.js", "%2e%2e/x", "a%00"])
def test_a_file_that_is_not_there_is_a_plain_404(server: RunningServer, name: str) -> None:
    answer = fetch(server, name)
    assert answer.status in {403, 404}
    assert "immutable" not in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_a_link_out_of_the_folder_is_not_followed(
    server: RunningServer, static_dir: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-behind-a-link")
    link = static_dir / "link-out.txt"
    link.symlink_to(secret)
    try:
        assert b"canary-behind-a-link" not in fetch(server, "link-out.txt").body
    finally:
        link.unlink()
