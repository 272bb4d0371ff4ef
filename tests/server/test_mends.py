"""What Jupyter changes in reading a file is told, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import RunningServer

CORPUS = sorted((Path(__file__).parents[1] / "fixtures" / "notebooks").glob("*.ipynb"))


def cell(source: str, **more: object) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def read(server: RunningServer, name: str, text: str | bytes) -> dict[str, Any]:
    path = server.root / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    answer = server.client.get(f"lessonbook/api/contents/{name}")
    assert answer.status == 200
    return dict(answer.json)


def notebook(*cells: dict[str, Any], minor: int = 5) -> str:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": minor})


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_nothing_is_told_of_sound_files_of_other_programs(
    server: RunningServer, path: Path
) -> None:
    told = read(server, path.name, path.read_bytes())
    assert (told["convertedFrom"], told["repairs"], told["notes"]) == (None, [], [])


def test_an_old_format_is_named(server: RunningServer) -> None:
    old = {
        "metadata": {"name": "old"},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"metadata": {}, "cells": [cell("words")]}],
    }
    told = read(server, "v3.ipynb", json.dumps(old))
    assert told["convertedFrom"] == "3.0"
    assert told["content"]["nbformat"] == 4
    assert told["repairs"] == []


def test_ids_that_the_file_lacks_are_told_and_not_made_up(server: RunningServer) -> None:
    told = read(server, "no-ids.ipynb", notebook(cell("a"), cell("b", id="b"), cell("c")))
    assert told["notes"] == ["2 cells have no id in the file and get one when they are changed."]
    assert told["repairs"] == []
    assert [one.get("id") for one in told["content"]["cells"]] == [None, "b", None]


def test_formats_without_ids_have_none_to_tell_of(server: RunningServer) -> None:
    told = read(server, "v44.ipynb", notebook(cell("a"), minor=4))
    assert (told["repairs"], told["notes"]) == ([], [])


def test_a_repeated_id_is_told(server: RunningServer) -> None:
    cells = [cell("a", id="same"), cell("b", id="same"), cell("c", id="other")]
    told = read(server, "twins.ipynb", notebook(*cells))
    assert told["repairs"] == [
        "More than one cell had the id same; all but the first have new ones."
    ]
    ids = [one["id"] for one in told["content"]["cells"]]
    assert ids[0] == "same"
    assert len(set(ids)) == 3


def test_a_key_that_stands_twice_is_told(server: RunningServer) -> None:
    text = notebook(cell("late", id="a")).replace('"source"', '"source": "early", "source"')
    told = read(server, "doubled.ipynb", text)
    assert told["repairs"] == ["“source” stood twice in one place; the last one is shown."]
    assert told["content"]["cells"][0]["source"] == "late"


def test_the_file_stays_as_it_is(server: RunningServer) -> None:
    text = notebook(cell("a", id="same"), cell("b", id="same"))
    read(server, "untouched.ipynb", text)
    assert (server.root / "untouched.ipynb").read_text() == text
