"""The notebook's text in the page as it is served: all of it, and nothing of it that acts."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from conftest import RunningServer
from lessonbook.served_text import serve_text

# What the served text may be made of; an attribute that is not here is none of ours.
TAGS = frozenset(
    """div h1 h2 h3 h4 h5 h6 p a img pre code em strong del blockquote aside figure figcaption ul
    ol li table thead tbody tr th td span br hr""".split()  # noqa: SIM905 -- words, not a list
)
ATTRIBUTES = frozenset(
    """class id href src alt tabindex role start style align aria-hidden data-cell-type data-mime
    data-cell-kind data-served-cell data-callout data-part data-level""".split()  # noqa: SIM905
)

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) [y](JaVa\tScript:alert(1)) [z](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>) [v](vbscript:x) [f](file:///etc/passwd)",
    "[x](//evil.example) [y](\\\\evil.example) <javascript:alert(1)>",
    '![x](https://evil.example/a.png) ![y](../../logout) ![z](/logout) ![q](x.png"onerror="1)',
    "![a](attachment:a) ![b](attachment:b)",
    '[x]: javascript:alert(1) "onmouseover=1"\n\n[x]',
    "`</code><script>alert(1)</script>`\n\n```html\n</code></pre><script>alert(1)</script>\n```",
    "# <b onclick=1>\"'>\n\n> [!TIP]\n> <script>1</script>\n\n$$</p><script>1</script>$$ $<b>$",
    "| <i>a | b |\n|--:|:-:|\n| <script> | x |",
    "> " * 5000 + "deep",
    "[" * 3000,
    "*" * 5000,
    "</div></main></body><h1>out</h1>",
]


class Checker(HTMLParser):
    """Collects what the HTML is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.problems.append(tag)
        if tag not in {"img", "br", "hr"}:
            self.open.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.problems.append(f"{tag} {name}")
            if name == "href" and not re.match(
                r"(https?://|mailto:|#user-content-|[^:\\/][^:]*$|/(?![\\/]))", value or ""
            ):
                self.problems.append(f"{name} {value}")
            if name == "src" and not re.match(
                r"(data:image/(png|jpeg|gif|webp);base64,|/files/folder/)[\w+/=.%-]+$", value or ""
            ):
                self.problems.append(f"{name} {value}")
            if name == "style" and not re.fullmatch(r"text-align:\w+", value or ""):
                self.problems.append(f"{name} {value}")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"img", "br", "hr"}:
            return
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.text += data


def book(*cells: dict[str, Any]) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def markdown(source: object, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": "a", "metadata": {}, "source": source, **more}


def check(text: str) -> Checker:
    served = serve_text(text, "/files/folder/")
    assert served is not None
    checker = Checker()
    checker.feed(served.cells + f"<ol>{served.contents}</ol>")
    checker.close()
    assert checker.problems == []
    assert checker.open == []
    return checker


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_of_a_file_acts(source: str) -> None:
    hostile = {"a": {"image/png": '"><script>1</script>'}, "b": {"text/html": "<script>"}}
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": source},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": [source]},
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"text/plain": source, "text/html": source, "image/svg+xml": source},
        },
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": source}},
    ]
    check(
        book(
            markdown(source, attachments=hostile),
            {"cell_type": "code", "id": source, "source": source, "outputs": outputs},
            {"cell_type": source, "source": [source, 1, None]},
        )
    )


def test_all_text_is_there_with_headings_links_pictures_and_outputs() -> None:
    source = [
        "# Title with `code`\n\nWords *and* [a link](other.ipynb#Über%20uns) [here](#Part-2?)\n\n",
        "> [!TIP]\n> A tip.\n\n![dot](attachment:a%20b.png) ![beside](img/x y.png)\n\n",
        "## Part 2?\n\n```python\nif a < b: pass\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    ]
    served = serve_text(
        book(
            markdown(source, attachments={"a b.png": {"image/png": "QUJD\nREVG"}}),
            {
                "cell_type": "code",
                "source": "print('<hi>')",
                "outputs": [
                    {"output_type": "stream", "text": ["\x1b[31m<hi>", "\x1b[0m\n"]},
                    {"output_type": "execute_result", "data": {"image/png": "QUJD"}},
                ],
            },
        ),
        "/files/folder/",
    )
    assert served is not None
    assert served.title == "Title with code"
    for piece in (
        '<h1 id="user-content-title-with-code" tabindex="-1">Title with <code>code</code></h1>',
        '<a href="#user-content-part-2">here</a>',
        '<aside class="lb-callout" data-callout="tip" role="note">',
        '<img src="data:image/png;base64,QUJDREVG" alt="dot">',
        "if a &lt; b: pass",
        "print(&#x27;&lt;hi&gt;&#x27;)",
        '<pre class="lb-output-text" tabindex="0">&lt;hi&gt;\n</pre>',
        '<img src="data:image/png;base64,QUJD"',
        "<td>2</td>",
    ):
        assert piece in served.cells
    assert served.contents.count("<li") == 2


@pytest.mark.parametrize("text", ["", "[]", "7", "{", '{"nbformat":3}', '{"nbformat":4,"cells":7}'])
def test_what_is_no_notebook_is_left_to_the_script(text: str) -> None:
    assert serve_text(text, "/files/") is None


def test_long_text_is_shown_as_it_is_written() -> None:
    checker = check(book(*(markdown("word *x* " * 2000) for _ in range(40))))
    assert checker.text.count("word") == 80_000


def test_the_page_has_the_text_and_says_what_it_needs_scripts_for(server: RunningServer) -> None:
    (server.root / "read").mkdir(exist_ok=True)
    (server.root / "read" / "served.ipynb").write_text(book(markdown("# Hello\n\nto *read*")))
    page = server.client.get("lessonbook/notebooks/read/served.ipynb").text
    assert "to <em>read</em>" in page
    assert '<a href="#user-content-hello">Hello</a>' in page
    assert "<noscript>" in page
    (server.root / ".hidden.ipynb").write_text(book(markdown("secret words")))
    assert "secret words" not in server.client.get("lessonbook/notebooks/.hidden.ipynb").text
    (server.root / "bad.ipynb").write_bytes(b"\xff\xfe{")
    assert "data-served" not in server.client.get("lessonbook/notebooks/bad.ipynb").text
