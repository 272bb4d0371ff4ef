"""Files of other programs keep their hand: not a byte changes where nothing was edited."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import nbformat
import pytest

from conftest import RunningServer
from lessonbook.faithful_text import faithful_text

CORPUS = sorted((Path(__file__).parents[1] / "fixtures" / "notebooks").glob("*.ipynb"))


def as_a_browser_has_it(content: dict[str, Any]) -> dict[str, Any]:
    """Join lines and make every number a double, as the page does."""

    def convert(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: convert(item) for key, item in value.items()}
        if isinstance(value, list):
            return [convert(item) for item in value]
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return int(float(value)) if type(value) is int else value

    return dict(convert(content))


def opened(path: Path) -> dict[str, Any]:
    """Read a notebook as Jupyter gives it to the page."""
    return as_a_browser_has_it(json.loads(json.dumps(nbformat.read(path, as_version=4))))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_opened_and_saved_through_the_server_is_the_same_file(
    server: RunningServer, path: Path
) -> None:
    file = server.root / path.name
    file.write_bytes(path.read_bytes())
    read = server.client.get(f"lessonbook/api/contents/{path.name}").json
    body = {"content": as_a_browser_has_it(read["content"]), "hash": read["hash"]}
    saved = server.client.put(f"lessonbook/api/contents/{path.name}", body)
    assert saved.status == 200, saved.text
    assert file.read_bytes() == path.read_bytes()
    assert saved.json["hash"] == read["hash"]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_an_edited_cell_changes_in_the_file_and_no_other(server: RunningServer, path: Path) -> None:
    file = server.root / path.name
    file.write_bytes(path.read_bytes())
    read = server.client.get(f"lessonbook/api/contents/{path.name}").json
    content = as_a_browser_has_it(read["content"])
    content["cells"][0]["source"] = "new text\nof two lines"
    body = {"content": content, "hash": read["hash"]}
    assert server.client.put(f"lessonbook/api/contents/{path.name}", body).status == 200
    before, after = path.read_text(), file.read_text()
    old, new = json.loads(before), json.loads(after)
    assert "".join(new["cells"][0]["source"]) == "new text\nof two lines"
    assert type(new["cells"][0]["source"]) is type(old["cells"][0]["source"])
    new["cells"][0]["source"] = old["cells"][0]["source"]
    assert new == old
    ends = before.split('"source"', 1) if old["cells"][0]["source"] else [before[:9]]
    assert after.startswith(ends[0][:20])
    assert after.endswith(before[-20:])


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_whatever_is_edited_is_what_is_read_back(path: Path) -> None:
    before = path.read_text()
    for seed in range(60):
        chance = random.Random(seed)
        content = opened(path)
        for _ in range(chance.randrange(1, 4)):
            edit(content, chance)
        text = faithful_text(before, copy.deepcopy(content))
        read = nbformat.reads(text, as_version=4)
        wanted = nbformat.from_dict(content)
        if (content["nbformat"], content["nbformat_minor"]) < (4, 5):
            for cell in [*wanted.cells, *read.cells]:
                cell.pop("id", None)
        assert as_a_browser_has_it(read) == as_a_browser_has_it(wanted), f"seed {seed}"
        # What is saved once more without an edit stays.
        assert faithful_text(text, content) == text, f"seed {seed}"


def edit(content: dict[str, Any], chance: random.Random) -> None:
    cells = content["cells"]
    at = chance.randrange(len(cells))
    match chance.randrange(6):
        case 0:
            cells[at]["source"] = chance.choice(["", "one", "two\nlines\n", 'é \u2028 \\ "'])
        case 1:
            fresh = {"cell_type": "markdown", "id": f"new-{chance.random()}"[:20], "metadata": {}}
            cells.insert(at, {**fresh, "id": fresh["id"].replace(".", "-"), "source": "added"})
        case 2:
            del cells[at]
            cells.append({"cell_type": "raw", "id": "last", "metadata": {}, "source": "end"})
            cells[:] = list({cell.get("id", id(cell)): cell for cell in cells}.values())
        case 3:
            cells.insert(0, cells.pop(at))
        case 4:
            content["metadata"] = {**content["metadata"], "added": {"deep": [1, "x"]}}
        case _:
            cells[at]["metadata"] = {**cells[at]["metadata"], "tags": ["t"]}


def test_what_is_no_notebook_of_format_4_has_no_hand() -> None:
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    for text in ("", "[]", "{", '{"nbformat": 3, "worksheets": []}', '{"cells": [], "cells": []}'):
        with pytest.raises(ValueError, match=r".*"):
            faithful_text(text, content)
