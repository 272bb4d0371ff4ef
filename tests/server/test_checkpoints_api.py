"""Earlier versions of a file can be read without putting them back."""

from __future__ import annotations

from conftest import TOKEN, RunningServer, write_notebook


def test_an_earlier_version_is_read_while_the_file_stays(server: RunningServer) -> None:
    file = write_notebook(server.root, "kept.ipynb", "early")
    made = server.client.send(
        "POST",
        f"{server.base_url}api/contents/kept.ipynb/checkpoints",
        "",
        Authorization=f"token {TOKEN}",
    )
    assert made.status == 201
    write_notebook(server.root, "kept.ipynb", "late")
    answer = server.client.get(f"lessonbook/api/checkpoints/kept.ipynb?id={made.json['id']}")
    assert '"early"' in answer.json["text"]
    assert '"late"' in file.read_text()


def test_a_version_that_is_not_there_is_not_found(server: RunningServer) -> None:
    write_notebook(server.root, "never-kept.ipynb", "text")
    for version in ("checkpoint", "../../etc/passwd", ""):
        answer = server.client.get(f"lessonbook/api/checkpoints/never-kept.ipynb?id={version}")
        assert answer.status == 404, version
