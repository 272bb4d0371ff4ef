"""No update is lost between two pages, whatever the order of their steps.

Each run has two writers that read, add their own cell, and save; on a conflict they read again. A
seed decides how often each step of the contents manager lets the other writer go first.
"""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager
from jupyter_server.utils import ensure_async

from conftest import notebook, write_notebook
from lessonbook.conditional_save import (
    FileStamp,
    SaveConflictError,
    get_model,
    save_if_unchanged,
    stamp_of,
)
from lessonbook.path_locks import PathLocks

SEEDS = range(1000)


class HaltingManager:
    """A contents manager on real files that pauses before and after each step."""

    allow_hidden = False

    def __init__(self, manager: FileContentsManager, chance: random.Random) -> None:
        self._manager = manager
        self._chance = chance
        self.root_dir = manager.root_dir

    async def dir_exists(self, path: str) -> bool:
        await self._pause()
        return bool(self._manager.dir_exists(path))

    async def file_exists(self, path: str) -> bool:
        await self._pause()
        return bool(self._manager.file_exists(path))

    async def get(
        self,
        path: str,
        content: bool = True,
        type: str | None = None,
        format: str | None = None,
        require_hash: bool = False,
    ) -> dict[str, Any]:
        await self._pause()
        model = self._manager.get(path, content, type, format, require_hash)
        await self._pause()
        return dict(model)

    async def save(self, model: dict[str, Any], path: str) -> dict[str, Any]:
        await self._pause()
        saved = self._manager.save(model, path)
        await self._pause()
        return dict(saved)

    async def _pause(self) -> None:
        for _ in range(self._chance.randrange(4)):
            await asyncio.sleep(0)


class NoLocks(PathLocks):
    """What the server would be without locks: a new lock for everyone."""

    def lock_for(self, path: str, root_dir: str | None = None) -> asyncio.Lock:
        return asyncio.Lock()


async def write_once(manager: Any, locks: PathLocks, mark: str, path: str) -> int:
    """Add a cell with the mark; return how many conflicts there were on the way."""
    conflicts = 0
    while True:
        model = await get_model(manager, path, type="notebook", content=True)
        content = model["content"]
        content["cells"].append(notebook(mark)["cells"][0] | {"id": mark})
        try:
            await save_if_unchanged(manager, locks, path, content, expected=stamp_of(model))
        except SaveConflictError:
            conflicts += 1
        else:
            return conflicts


async def race(files: FileContentsManager, locks: PathLocks, seed: int) -> tuple[set[str], int]:
    """Let two writers loose; return the marks in the file, and the conflicts."""
    manager = HaltingManager(files, random.Random(seed))
    write_notebook(Path(files.root_dir), "race.ipynb")
    writers = [write_once(manager, locks, mark, "race.ipynb") for mark in ("first", "second")]
    conflicts = sum(await asyncio.gather(*writers))
    cells = files.get("race.ipynb")["content"]["cells"]
    return {cell["source"] for cell in cells}, conflicts


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FileContentsManager:
    manager = FileContentsManager(root_dir=str(tmp_path_factory.mktemp("races")))
    manager.notary.db_file = ":memory:"  # no second file to sync for each save
    return manager


def test_no_update_is_lost_in_a_thousand_interleavings(files: FileContentsManager) -> None:
    async def run() -> int:
        locks = PathLocks()
        conflicts = 0
        for seed in SEEDS:
            marks, refused = await race(files, locks, seed)
            assert marks == {"first", "second"}, f"seed {seed} lost an update"
            conflicts += refused
        return conflicts

    assert asyncio.run(run()) > len(SEEDS) / 10, "the writers hardly met"


def test_the_interleavings_do_lose_updates_without_the_lock(files: FileContentsManager) -> None:
    async def run() -> int:
        results = [await race(files, NoLocks(), seed) for seed in range(100)]
        return sum(marks != {"first", "second"} for marks, _ in results)

    assert asyncio.run(run()) > 0


class WithoutHashes(FileContentsManager):
    """A contents manager from before hashes; its times are all there is to compare."""

    def get(  # type: ignore[override]
        self, path: str, content: bool = True, type: str | None = None, format: str | None = None
    ) -> Any:
        return super().get(path, content=content, type=type, format=format)


def test_without_hashes_the_time_of_the_file_decides(tmp_path: Path) -> None:
    manager = WithoutHashes(root_dir=str(tmp_path))
    path = write_notebook(tmp_path, "a.ipynb", "a")

    async def save(expected: FileStamp) -> dict[str, Any]:
        return await save_if_unchanged(
            manager, PathLocks(), "a.ipynb", notebook("b"), expected=expected
        )

    async def seen() -> FileStamp:
        return stamp_of(await get_model(manager, "a.ipynb", type="notebook", content=False))

    first = asyncio.run(seen())
    assert first.hash is None
    saved = asyncio.run(save(first))
    assert saved["hash"] is None
    later = asyncio.run(seen())
    path.touch()
    with pytest.raises(SaveConflictError, match="changed"):
        asyncio.run(save(later))
    with pytest.raises(SaveConflictError, match="changed"):
        asyncio.run(save(FileStamp("0" * 64, None)))


def test_an_async_and_a_plain_contents_manager_serve_alike(tmp_path: Path) -> None:
    from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

    for manager in (
        FileContentsManager(root_dir=str(tmp_path)),
        AsyncLargeFileManager(root_dir=str(tmp_path)),
    ):
        path = write_notebook(tmp_path, "a.ipynb", "a")

        async def run(manager: Any = manager) -> dict[str, Any]:
            model = await get_model(manager, "a.ipynb", type="notebook", content=True)
            return await save_if_unchanged(
                manager, PathLocks(), "a.ipynb", notebook("b"), expected=stamp_of(model)
            )

        saved = asyncio.run(run())
        model = asyncio.run(ensure_async(get_model(manager, "a.ipynb", content=False)))
        assert saved["hash"] == model["hash"]
        assert '"b"' in path.read_text()


def test_a_link_and_its_file_share_one_lock(tmp_path: Path) -> None:
    write_notebook(tmp_path, "a.ipynb")
    (tmp_path / "alias.ipynb").symlink_to(tmp_path / "a.ipynb")
    locks = PathLocks()
    root = str(tmp_path)
    lock = locks.lock_for("a.ipynb", root)
    assert locks.lock_for("alias.ipynb", root) is lock
    assert locks.lock_for("b.ipynb", root) is not lock


def test_a_lock_that_nobody_holds_is_forgotten() -> None:
    locks = PathLocks()
    for number in range(1000):
        locks.lock_for(f"{number}.ipynb")
    assert len(locks._locks) <= 1
