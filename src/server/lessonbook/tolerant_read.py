"""Reads a notebook for the page, and its raw text where Jupyter Server refuses the file.

A damaged notebook is a student's work all the same. The page repairs what it can, so it needs the
text and the reason, not an error. Nothing is changed on disk.
"""

from __future__ import annotations

import json
from typing import Any

from jupyter_server.utils import ensure_async
from tornado import web

from .conditional_save import get_model, time_text
from .failure import folder_refusal
from .mends import find_mends


async def read_notebook(contents_manager: Any, path: str) -> dict[str, Any]:
    """Read a notebook file.

    Parameters
    ----------
    contents_manager : jupyter_server.services.contents.manager.ContentsManager
        Any contents manager.
    path : str
        API path of the file.

    Returns
    -------
    dict
        ``hash`` (None where the manager makes none), ``lastModified`` (ISO 8601), ``writable``,
        ``mimetype``, and either ``content`` (the notebook as nbformat 4, cells marked trusted by
        the server's signatures alone, without ids that the file does not have) with what reading
        changed (``convertedFrom``, ``repairs`` and ``notes``, see `mends.Mends`), or ``text`` with
        ``format`` (``"text"``, or ``"base64"`` when it is not UTF-8) and ``problem``, which says
        why in words.

    Raises
    ------
    tornado.web.HTTPError
        404 no such file, 400 a folder, 403 not readable.
    """
    if await ensure_async(contents_manager.dir_exists(path)):
        raise folder_refusal(path)
    try:
        model = await get_model(contents_manager, path, type="notebook", content=True)
        # Python reads and writes NaN and Infinity, which no browser accepts as JSON.
        json.dumps(model["content"], allow_nan=False)
    except web.HTTPError as error:
        if error.status_code in {403, 404}:
            raise
    except Exception as error:
        # nbformat and the signature check raise whatever the damage leads to. Which of them it
        # was helps the admin; the page needs the text in any case.
        contents_manager.log.info("Notebook %s is read as text: %r", path, error)
    else:
        return {"content": model["content"], **await _tell_mends(contents_manager, path, model)}
    raw = await get_model(contents_manager, path, type="file", content=True)
    return {
        "text": raw["content"],
        "format": raw["format"],
        "problem": describe_damage(raw["content"], raw["format"]),
        **_facts(raw),
    }


def describe_damage(text: str, text_format: str) -> str:
    """Say in words why a file is not a notebook that the server can read.

    Parameters
    ----------
    text : str
        The file's text, or its bytes in base64.
    text_format : str
        ``"text"`` or ``"base64"``.
    """
    if text_format != "text":
        return "The file is not text in UTF-8."
    if not text.strip():
        return "The file is empty."
    try:
        value = json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        return f"The file is not valid JSON: line {error.lineno}, column {error.colno}."
    except RecursionError:
        return "The file is nested too deeply to be a notebook."
    except ValueError as error:
        return f"The file holds {error}, which JSON does not have."
    if text.startswith("\ufeff"):
        return "The file starts with a byte order mark, which a notebook must not."
    if not isinstance(value, dict) or not ("cells" in value or "worksheets" in value):
        return "The file is JSON, but not a notebook: it has no cells."
    return "The file is a notebook, but parts of it are missing or of the wrong kind."


async def _tell_mends(contents_manager: Any, path: str, model: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a model, with what reading changed; lent ids go out of its content."""
    facts = _facts(model)
    try:
        raw = await get_model(contents_manager, path, type="file", format="text", content=True)
    except web.HTTPError:  # not UTF-8, or no file
        return facts
    if raw.get("hash") != model.get("hash"):  # written in between
        return facts
    mends = find_mends(raw["content"], model["content"])
    for place in mends.lent_ids:
        # nbformat's are others each time; the page lends the same ones to the same text.
        model["content"]["cells"][place].pop("id", None)
    return {
        "convertedFrom": mends.converted_from,
        "repairs": mends.repairs,
        "notes": mends.notes,
        **facts,
    }


def _facts(model: dict[str, Any]) -> dict[str, Any]:
    return {
        "hash": model.get("hash"),
        "lastModified": time_text(model.get("last_modified")),
        "writable": bool(model.get("writable")),
        "mimetype": model.get("mimetype"),
    }


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
