"""A learner's assignments through nbgrader's exchange folder, the real nbgrader at its end."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conftest import TOKEN, Response, RunningServer, write_notebook
from lessonbook.exchange_folder import ExchangeFolder, read_files

COURSE = "async101"
ME = pwd.getpwuid(os.getuid()).pw_name
HW1 = {"course": COURSE, "assignment": "hw1"}


# One server will do: what differs between them is not asked here.
pytestmark = pytest.mark.parametrize("server", ["/user/alice/"], indirect=True)


@dataclass
class Class:
    """A teacher with nbgrader, and a learner with Lessonbook, around one exchange."""

    server: RunningServer
    folder: Path

    @property
    def exchange(self) -> Path:
        return self.folder / "exchange"

    @property
    def teacher(self) -> Path:
        return self.folder / "teacher"

    @property
    def work(self) -> Path:
        return self.server.root / "hw1"

    def nbgrader(self, where: Path, *arguments: str) -> str:
        """Run a command of nbgrader; returns all that it says."""
        where.mkdir(exist_ok=True)
        (where / "nbgrader_config.py").write_text(
            "c = get_config()\n"
            f"c.Exchange.root = {str(self.exchange)!r}\n"
            f"c.Exchange.cache = {str(self.folder / 'cache')!r}\n"
            f"c.CourseDirectory.course_id = {COURSE!r}\n"
        )
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=where,
            env={**os.environ, "PATH": path, "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def release(self, *sources: str, by_nbgrader: bool = False) -> None:
        """Release hw1; its notebook has these cells."""
        write_notebook(self.teacher, "release/hw1/first.ipynb", *sources)
        (self.teacher / "release/hw1/data.csv").write_text("a,b\n1,2\n")
        if by_nbgrader:
            self.nbgrader(self.teacher, "release_assignment", "hw1")
            return
        # What that does, without its two seconds.
        released = self.exchange / COURSE / "outbound" / "hw1"
        shutil.rmtree(released, ignore_errors=True)
        shutil.copytree(self.teacher / "release" / "hw1", released)
        inbound = self.exchange / COURSE / "inbound"
        inbound.mkdir(exist_ok=True)
        inbound.chmod(0o2733)

    def list(self) -> list[dict[str, Any]]:
        answer = self.server.client.get("lessonbook/api/assignments")
        assert answer.status == 200
        return list(answer.json["assignments"])

    def post(self, what: str, body: object = HW1) -> Response:
        return self.send("POST", what, body)

    def send(self, method: str, what: str, body: object) -> Response:
        client = self.server.client
        address = f"{client.base_url}lessonbook/api/assignments/{what}"
        return client.send(method, address, json.dumps(body), Authorization=f"token {TOKEN}")

    def inbound(self) -> list[Path]:
        return sorted((self.exchange / COURSE / "inbound").iterdir())


@pytest.fixture
def school(
    server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Class]:
    made = Class(server, tmp_path)
    made.exchange.mkdir(mode=0o777)
    made.exchange.chmod(0o777)
    settings = {"root": str(made.exchange), "cache": str(tmp_path / "cache")}
    monkeypatch.setitem(
        server.settings, "lessonbook_exchange", {**settings, "student": "", "with_course": False}
    )
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    yield made
    shutil.rmtree(made.work, ignore_errors=True)


def tree(folder: Path) -> dict[str, bytes]:
    """Return a folder's files without those that tell one submission from another."""
    own = {"timestamp.txt", "submission_secret.txt"}
    return {path: data for path, data in read_files(folder).items() if path not in own}


def modes(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in [folder, *folder.rglob("*")]
    }


def test_without_an_exchange_there_are_no_assignments(server: RunningServer, school: Class) -> None:
    school.exchange.rmdir()
    answer = server.client.get("lessonbook/api/assignments")
    assert answer.json == {"exchange": False, "assignments": []}


def test_what_nbgrader_released_is_listed_and_fetched_byte_for_byte(school: Class) -> None:
    school.release("1 + 1", by_nbgrader=True)
    [listed] = school.list()
    assert (listed["course"], listed["assignment"], listed["folder"]) == (COURSE, "hw1", None)
    assert listed["notebooks"] == ["hw1/first.ipynb"]
    fetched = school.post("fetch")
    assert fetched.status == 200
    assert fetched.json["written"] == ["data.csv", "first.ipynb"]
    assert tree(school.work) == tree(school.exchange / COURSE / "outbound" / "hw1")
    assert school.list()[0]["folder"] == "hw1"


def test_nbgrader_lists_and_collects_what_was_handed_in(school: Class) -> None:
    school.release("1 + 1", by_nbgrader=True)
    school.post("fetch")
    write_notebook(school.server.root, "hw1/first.ipynb", "2 + 2")
    handed_in = school.post("submit")
    assert handed_in.status == 200
    timestamp = handed_in.json["timestamp"]
    listed = school.nbgrader(school.teacher, "list", "--inbound")
    assert f"{COURSE} {ME} hw1 {timestamp}" in listed
    collected = school.nbgrader(school.teacher, "collect", "hw1")
    assert "cheating" not in collected
    there = school.teacher / "submitted" / ME / "hw1"
    assert tree(there) == tree(school.work)
    assert (there / "timestamp.txt").read_text() == timestamp
    # The learner's own nbgrader sees it too.
    assert timestamp in school.nbgrader(school.folder / "learner", "list", "--cached")


def test_a_submission_has_the_modes_that_nbgrader_gives(school: Class) -> None:
    school.release("1 + 1", by_nbgrader=True)
    school.post("fetch")
    school.post("submit")
    [ours] = school.inbound()
    learner = school.folder / "learner"
    shutil.copytree(school.work, learner / "hw1")
    school.nbgrader(learner, "submit", "hw1")
    [theirs] = [folder for folder in school.inbound() if folder != ours]
    assert modes(ours) == {**modes(theirs)}
    assert [len(part.split("+")) for part in (ours.name, theirs.name)] == [4, 4]
    secrets = [(one / "submission_secret.txt").read_text() for one in (ours, theirs)]
    assert [len(secret) for secret in secrets] == [128, 128]
    # What nbgrader handed in is one of the learner's submissions here, without a receipt.
    receipts = [one["receipt"] != "" for one in school.list()[0]["submissions"]]
    assert receipts == [True, False]


def test_feedback_comes_beside_the_work_as_nbgrader_puts_it(school: Class) -> None:
    school.release("1 + 1", by_nbgrader=True)
    school.post("fetch")
    timestamp = school.post("submit").json["timestamp"]
    assert school.post("feedback").status == 422
    school.nbgrader(school.teacher, "collect", "hw1")
    page = school.teacher / "feedback" / ME / "hw1" / "first.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>Well argued: ✓</p>")
    secret = school.teacher / "submitted" / ME / "hw1" / "submission_secret.txt"
    shutil.copy(secret, page.parent)
    (page.parent / "timestamp.txt").write_text(timestamp)
    write_notebook(school.teacher, f"autograded/{ME}/hw1/first.ipynb", "1 + 1")
    school.nbgrader(school.teacher, "release_feedback", "hw1")
    assert school.list()[0]["submissions"][0]["feedback"] == ["first"]
    assert school.post("feedback").json == {"pages": 1}
    fetched = school.work / "feedback" / timestamp / "first.html"
    assert fetched.read_text() == page.read_text()
    assert school.list()[0]["submissions"][0]["pages"] == [f"hw1/feedback/{timestamp}/first.html"]
    learner = school.folder / "learner"
    (learner / "hw1").mkdir(parents=True)
    school.nbgrader(learner, "fetch_feedback", "hw1")
    theirs = learner / "hw1" / "feedback" / timestamp / "first.html"
    assert theirs.read_bytes() == fetched.read_bytes()
    # Feedback is not handed in again.
    school.post("submit")
    assert not (school.inbound()[-1] / "feedback").exists()


def test_a_receipt_has_hashes_answers_and_a_signature_of_the_submissions_secret(
    school: Class,
) -> None:
    school.release("1 + 1")
    released = school.exchange / COURSE / "outbound/hw1/first.ipynb"
    quiz = {"lessonbook": {"kind": "quiz", "question": "single"}}
    solution = {"nbgrader": {"grade_id": "add", "solution": True}}
    card = {"lessonbook": {"kind": "quiz", "question": "code"}}
    cells = [
        {"cell_type": "markdown", "id": "q1", "metadata": quiz, "source": "- [ ] a"},
        {"cell_type": "markdown", "id": "card", "metadata": card, "source": "Write `add`."},
        {"cell_type": "code", "id": "c", "metadata": solution, "source": ["def add():\n", "  0"]},
        {"cell_type": "markdown", "id": "text", "metadata": {}, "source": "Hello"},
    ]
    released.write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5}))
    school.post("fetch")
    cells[0]["source"] = ["- [x] a"]
    cells[2]["source"] = "def add():\n  0"  # The same text, written in another way.
    mine = json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5})
    (school.work / "first.ipynb").write_text(mine)
    (school.work / "a b.txt").write_text("✓")
    receipt = school.post("submit").json
    names = ("a b.txt", "data.csv", "first.ipynb")
    digests = [hashlib.sha256((school.work / name).read_bytes()).hexdigest() for name in names]
    assert receipt["files"] == [
        {"path": name, "sha256": digest} for name, digest in zip(names, digests, strict=True)
    ]
    assert receipt["questions"] == [
        {"notebook": "first.ipynb", "question": "q1", "answered": True},
        {"notebook": "first.ipynb", "question": "add", "answered": False},
    ]
    time = receipt["timestamp"].replace(" ", "%20").replace(":", "%3A")
    signed = (
        f"lessonbook-receipt 1\n{COURSE} hw1 {ME} {time}\n"
        f"file a%20b.txt {digests[0]}\nfile data.csv {digests[1]}\n"
        f"file first.ipynb {digests[2]}\n"
        "question first.ipynb q1 answered\nquestion first.ipynb add open"
    )
    secret = (school.inbound()[0] / "submission_secret.txt").read_bytes()
    assert receipt["signature"] == hmac.new(secret, signed.encode(), "sha256").hexdigest()
    assert json.loads(school.list()[0]["submissions"][0]["receipt"]) == receipt


def test_before_handing_in_one_is_told_what_is_missing_and_not_answered(school: Class) -> None:
    school.release("1 + 1")
    released = school.exchange / COURSE / "outbound/hw1"
    quiz = {"lessonbook": {"kind": "quiz", "question": "single"}}
    cell = {"cell_type": "markdown", "id": "q1", "metadata": quiz, "source": "- [ ] a"}
    text = json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5})
    (released / "second.ipynb").write_text(text)
    school.post("fetch")
    looked = school.post("look").json
    assert (looked["missing"], looked["open"]) == ([], ["q1"])
    assert looked["released"][1] == {
        "path": "hw1/second.ipynb",
        "file": "second.ipynb",
        "text": text,
    }
    (school.work / "second.ipynb").unlink()
    assert school.post("look").json["missing"] == ["second.ipynb"]
    assert school.inbound() == []


def test_fetching_again_leaves_the_learners_work_and_brings_what_is_missing(
    school: Class,
) -> None:
    school.release("1 + 1")
    school.post("fetch")
    mine = write_notebook(school.server.root, "hw1/first.ipynb", "my answer")
    before = mine.read_bytes()
    (school.work / "data.csv").unlink()
    assert school.list()[0]["updated"] is False
    assert school.post("fetch").json == {"written": ["data.csv"], "kept": [], "merge": []}
    assert mine.read_bytes() == before


def test_an_update_is_taken_where_nothing_was_changed_and_merged_where_something_was(
    school: Class,
) -> None:
    school.release("first", "second")
    school.post("fetch")
    base = (school.work / "first.ipynb").read_text()
    mine = write_notebook(school.server.root, "hw1/first.ipynb", "first", "my answer")
    before = mine.read_bytes()
    (school.teacher / "release/hw1/data.csv").write_text("more\n")
    school.release("first, put right", "second")
    (school.exchange / COURSE / "outbound/hw1/data.csv").write_text("more\n")
    assert school.list()[0]["updated"] is True
    answer = school.post("fetch").json
    theirs = (school.exchange / COURSE / "outbound/hw1/first.ipynb").read_text()
    assert answer["written"] == ["data.csv"]
    assert answer["merge"] == [
        {"path": "hw1/first.ipynb", "file": "first.ipynb", "base": base, "theirs": theirs}
    ]
    assert mine.read_bytes() == before
    taken = {**HW1, "file": "first.ipynb", "theirs": theirs}
    assert school.send("PUT", "fetch", taken).status == 200
    assert school.list()[0]["updated"] is False
    assert school.post("fetch").json == {"written": [], "kept": [], "merge": []}


def test_a_file_that_both_changed_stays_the_learners(school: Class) -> None:
    school.release("1")
    school.post("fetch")
    (school.work / "data.csv").write_text("mine\n")
    (school.exchange / COURSE / "outbound/hw1/data.csv").write_text("theirs\n")
    assert school.post("fetch").json["kept"] == ["data.csv"]
    assert (school.work / "data.csv").read_text() == "mine\n"


def test_a_folder_of_somebody_elses_is_not_touched(school: Class) -> None:
    school.release("1")
    school.work.mkdir()
    (school.work / "diary.txt").write_text("Dear diary")
    refused = school.post("fetch")
    assert refused.status == 422
    assert "was not fetched from this course" in refused.json["message"]
    assert [file.name for file in school.work.iterdir()] == ["diary.txt"]


def test_a_release_without_a_notebook_is_no_success(school: Class) -> None:
    school.release("1")
    (school.exchange / COURSE / "outbound/hw1/first.ipynb").unlink()
    refused = school.post("fetch")
    assert refused.status == 422
    assert "without a notebook" in refused.json["message"]
    assert not school.work.exists()


@pytest.mark.parametrize("lack", ["notebook", "inbound", "folder", "assignment"])
def test_a_submission_that_stores_nothing_is_no_success(school: Class, lack: str) -> None:
    school.release("1")
    school.post("fetch")
    if lack == "notebook":
        (school.work / "first.ipynb").unlink()
    elif lack == "inbound":
        (school.exchange / COURSE / "inbound").rmdir()
    elif lack == "folder":
        shutil.rmtree(school.work)
    else:
        shutil.rmtree(school.exchange / COURSE / "outbound/hw1")
    refused = school.post("submit")
    assert refused.status in {404, 422}
    assert refused.json["message"].endswith(".")
    assert lack == "inbound" or school.inbound() == []
    assert not (school.folder / "cache" / COURSE).exists()


def test_a_write_that_fails_leaves_nothing_and_says_so(
    school: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.release("1")
    school.post("fetch")
    whole = Path.write_bytes

    def full(file: Path, data: bytes) -> int:
        if file.name == "timestamp.txt":
            raise OSError(28, "No space left on device")
        return whole(file, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    refused = school.post("submit")
    assert refused.status == 422
    assert "Nothing was handed in" in refused.json["message"]
    assert school.inbound() == []


@pytest.mark.parametrize("name", ["", "..", "a/b", "a+b", ".hidden", "*", None, "x" * 300])
def test_odd_names_are_refused(school: Class, name: object) -> None:
    for body in ({**HW1, "course": name}, {**HW1, "assignment": name}):
        assert school.post("submit", body).status == 400
        assert school.post("fetch", body).status == 400


def test_a_slow_disk_does_not_hold_up_the_server(
    school: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_asked, may_answer = threading.Event(), threading.Event()

    def slow(_: ExchangeFolder) -> list[Any]:
        is_asked.set()
        assert may_answer.wait(60)
        return []

    monkeypatch.setattr(ExchangeFolder, "offers", slow)
    with ThreadPoolExecutor() as pool:
        listing = pool.submit(school.list)
        assert is_asked.wait(60)
        assert school.server.client.get("api/status").status == 200
        assert not listing.done()
        may_answer.set()
        assert listing.result() == []


def test_the_hub_says_who_the_learner_is(school: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    school.release("1")
    school.post("fetch")
    monkeypatch.setenv("JUPYTERHUB_USER", "ann@example.org")
    school.post("submit")
    assert school.inbound()[0].name.startswith("ann@example.org+hw1+")
    monkeypatch.setenv("JUPYTERHUB_USER", "a+b")
    assert school.server.client.get("lessonbook/api/assignments").status == 500


def test_no_call_goes_without_the_xsrf_token(school: Class) -> None:
    browser = school.server.client.log_in()
    address = f"{browser.base_url}lessonbook/api/assignments"
    assert browser.send("GET", address).status == 403
    for what in ("fetch", "look", "submit", "feedback"):
        assert browser.send("POST", f"{address}/{what}", json.dumps(HW1)).status == 403
