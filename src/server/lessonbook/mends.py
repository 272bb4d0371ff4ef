"""Says what Jupyter changed in a notebook while it read the file.

nbformat upgrades old formats, gives ids to cells that lack one or repeat one, and reads JSON whose
objects name a key twice, all without a word. A reader has to know what would be written over a
file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from .faithful_text import is_same_cell, is_same_metadata

_MOST_NAMED = 5


@dataclass(frozen=True)
class Mends:
    """What differs between a file and the notebook that was read from it.

    ``converted_from`` is the file's own format, such as ``"3.0"``, where it is older than 4.
    ``repairs`` are sentences on what was damaged, ``notes`` on what is merely not there.
    ``lent_ids`` are the places of cells whose ids the file does not have.
    """

    converted_from: str | None = None
    repairs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lent_ids: list[int] = field(default_factory=list)


def find_mends(text: str, content: dict[str, Any]) -> Mends:
    """Compare a file with what was read from it.

    Parameters
    ----------
    text : str
        The file.
    content : dict
        The notebook as nbformat 4, as Jupyter read it.
    """
    doubles: list[str] = []

    def read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            doubles.extend(_doubles([key for key, _ in pairs]))
        return value

    try:
        raw = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=read_object)
    except (ValueError, RecursionError):
        return Mends()
    repairs = [
        f"“{key}” stood twice in one place; the last one is shown."
        for key in list(dict.fromkeys(doubles))[:_MOST_NAMED]
    ]
    if not isinstance(raw, dict):
        return Mends(repairs=repairs)
    major, minor = raw.get("nbformat"), raw.get("nbformat_minor")
    if isinstance(major, int) and major < 4:
        number = f"{major}.{minor}" if isinstance(minor, int) else str(major)
        return Mends(converted_from=number, repairs=repairs)
    before, after = raw.get("cells"), content.get("cells")
    if not isinstance(before, list) or not isinstance(after, list):
        return Mends(repairs=repairs)
    if len(before) != len(after):
        repairs.append(f"The file has {len(before)} cells, and {len(after)} are shown.")
        return Mends(repairs=repairs)
    lent = [i for i, cell in enumerate(before) if isinstance(cell, dict) and "id" not in cell]
    repairs += _repeated_ids(before, after)
    changed = [
        number
        for number, (old, new) in enumerate(zip(before, after, strict=True), start=1)
        if not is_same_cell(old, new, but_id=True)
    ]
    if changed:
        repairs.append(f"{_cells_in_words(changed)} not as they should be and were mended.")
    if not is_same_metadata(raw.get("metadata"), content.get("metadata")):
        repairs.append("What the file says of the notebook as a whole was mended.")
    wants_ids = isinstance(minor, int) and minor >= 5
    notes = []
    if wants_ids and lent:
        words = "One cell has" if len(lent) == 1 else f"{len(lent)} cells have"
        notes.append(f"{words} no id in the file and get one when they are changed.")
    return Mends(None, repairs, notes, lent)


def _doubles(keys: list[str]) -> list[str]:
    seen: set[str] = set()
    return [key for key in keys if key in seen or seen.add(key)]  # type: ignore[func-returns-value]


def _repeated_ids(before: list[Any], after: list[Any]) -> list[str]:
    repeated = dict.fromkeys(
        old["id"]
        for old, new in zip(before, after, strict=True)
        if isinstance(old, dict) and isinstance(old.get("id"), str) and old["id"] != new.get("id")
    )
    more = len(repeated) - _MOST_NAMED
    words = [
        f"More than one cell had the id {one}; all but the first have new ones."
        for one in list(repeated)[:_MOST_NAMED]
    ]
    return [*words, f"So it was with {more} more ids."] if more > 0 else words


def _cells_in_words(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Parts of cell {numbers[0]} were"
    named = ", ".join(map(str, numbers[:_MOST_NAMED]))
    return f"Parts of cells {named}{' and others' if len(numbers) > _MOST_NAMED else ''} were"
