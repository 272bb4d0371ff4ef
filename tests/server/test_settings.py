"""The settings of a person: changed one by one, never lost, above the admin's defaults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_core.paths import jupyter_config_dir

from conftest import Response, RunningServer
from lessonbook.settings_file import SettingsFile

ADDRESS = "lessonbook/api/settings"


@pytest.fixture
def settings_path() -> Iterator[Path]:
    path = Path(jupyter_config_dir()) / "lessonbook" / "settings.json"
    yield path
    for one in path.parent.glob("*"):
        one.unlink()


def config_of(server: RunningServer) -> dict[str, object]:
    page = server.client.get("lessonbook/tree").text
    start = page.index('id="jupyter-config-data"')
    text = page[page.index(">", start) + 1 : page.index("</script>", start)]
    settings: dict[str, object] = json.loads(text)["settings"]
    return settings


def test_settings_are_set_and_taken_back_one_by_one(
    server: RunningServer, settings_path: Path
) -> None:
    assert server.client.get(ADDRESS).json == {}
    assert server.client.put(ADDRESS, {"theme": "dark", "keys": {"a": ["B"]}}).json == {
        "theme": "dark",
        "keys": {"a": ["B"]},
    }
    # Another page that knows nothing of the first one's change.
    server.client.put(ADDRESS, {"density": "compact"})
    assert server.client.put(ADDRESS, {"keys": None}).json == {
        "theme": "dark",
        "density": "compact",
    }
    assert json.loads(settings_path.read_text()) == {"theme": "dark", "density": "compact"}
    page = server.client.get("lessonbook/tree").text
    assert '<html lang="en" data-theme="dark" data-density="compact">' in page


@pytest.mark.parametrize("body", [b"{", b"[]", b"7", b"null", b'"x"'])
def test_what_is_no_object_is_refused(
    server: RunningServer, settings_path: Path, body: bytes
) -> None:
    answer: Response = server.client.send(
        "PUT", server.base_url + ADDRESS, body, Authorization="token canary-token-5f1c"
    )
    assert answer.status == 400
    assert not settings_path.exists()


def test_a_damaged_file_is_told_and_stays_beside_the_new_one(
    server: RunningServer, settings_path: Path
) -> None:
    settings_path.parent.mkdir(parents=True, exist_ok=True)
    settings_path.write_text('{"theme": "da')
    assert config_of(server) == {"user": {}, "defaults": {}, "isDamaged": True}
    server.client.put(ADDRESS, {"theme": "light"})
    assert config_of(server) == {"user": {"theme": "light"}, "defaults": {}, "isDamaged": False}
    assert settings_path.with_name("settings.json.damaged").read_text() == '{"theme": "da'


def test_the_admin_gives_defaults_by_overrides_and_by_the_traitlet(
    server: RunningServer, settings_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings_path.parent.mkdir(parents=True, exist_ok=True)
    overrides = settings_path.with_name("overrides.json")
    overrides.write_text('{"theme": "contrast", "autosave": false}')
    page = server.client.get("lessonbook/tree").text
    assert '<html lang="en" data-contrast="more">' in page
    (extension,) = server.app.extension_manager.extension_apps["lessonbook"]
    monkeypatch.setattr(extension, "settings_defaults", {"theme": "dark"})
    assert config_of(server)["defaults"] == {"theme": "dark", "autosave": False}
    overrides.write_text("no JSON")
    assert config_of(server)["defaults"] == {"theme": "dark"}
    server.client.put(ADDRESS, {"theme": "system"})
    assert '<html lang="en">' in server.client.get("lessonbook/tree").text


def test_nothing_of_a_setting_gets_into_the_page_as_it_is(
    server: RunningServer, settings_path: Path
) -> None:
    hostile = '"><script>alert(1)</script>'
    server.client.put(ADDRESS, {"theme": hostile, "density": hostile, hostile: hostile})
    page = server.client.get("lessonbook/tree").text
    assert '<html lang="en">' in page
    assert "<script>alert" not in page


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OSError, match="file"):
        SettingsFile(blocked / "settings.json").change({"theme": "dark"})
