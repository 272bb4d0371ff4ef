"""A notebook's text as HTML for the page as it is served: readable before any script runs.

Safe by construction: everything from the file is escaped, Markdown is turned into HTML by mistune
with raw HTML escaped, links and pictures go through a list of what may be, and nothing else of a
file reaches the page. The element's names are those of the page's own views, so that the sheet
lays it out alike and nothing jumps when the scripts put those in its place.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any
from urllib.parse import quote, unquote

import mistune

# Markdown beyond this many characters is shown as it is written: parsing is Python's own work.
_MOST_MARKDOWN = 300_000
_MOST_OUTPUT = 10_000
_MOST_PICTURE = 300_000
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_ESCAPES = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b-\x1f]"
)
_CALLOUT = re.compile(r"^<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|(?=</p>))")
_CALLOUT_WORDS = {"note": "Note", "tip": "Tip", "important": "Rule", "warning": "Warning"}


@dataclass(frozen=True)
class ServedText:
    """The HTML of the cells and of the contents, and the title (empty where there is none)."""

    cells: str
    contents: str
    title: str


def serve_text(text: str, files_url: str) -> ServedText | None:
    """Turn a notebook's file into HTML.

    Parameters
    ----------
    text : str
        The file. Anything that is not nbformat 4 in JSON gives None; the page's script says why.
    files_url : str
        Where the server gives out the files beside the notebook; ends in ``/``.

    Returns
    -------
    ServedText or None
    """
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        return None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or notebook.get("nbformat") != 4:
        return None
    book = _Book(files_url)
    html = "".join(book.cell(cell) for cell in cells if isinstance(cell, dict))
    first = next((heading for heading in book.headings if heading.level == 1), None)
    return ServedText(html, book.contents(), first.text if first else "")


@dataclass(frozen=True)
class _Heading:
    level: int
    text: str
    anchor: str


@dataclass
class _Book:
    files_url: str
    headings: list[_Heading] = field(default_factory=list)
    markdown_left: int = _MOST_MARKDOWN

    def __post_init__(self) -> None:
        # Made once: making one takes as long as reading a short cell.
        self.renderer = _Renderer(self)
        self.parse = mistune.create_markdown(
            renderer=self.renderer, plugins=["table", "strikethrough", "math"]
        )

    def cell(self, cell: dict[str, Any]) -> str:
        kind = cell.get("cell_type")
        source = _text(cell.get("source"))
        if kind == "markdown":
            body = self._markdown(source, cell.get("attachments"))
            shown = f'<div class="lb-shown lb-prose lb-markdown">{body}</div>'
            # Room for the arrow that folds a section.
            has_tools = re.match("<h[1-6]", body) is not None
            return _frame(cell, "markdown", shown, has_tools)
        if kind == "code":
            outputs = "".join(self._output(one) for one in _list(cell.get("outputs")))
            shown = (
                f'<div class="lb-code-output" data-part="output">{outputs}</div>' if outputs else ""
            )
            code = f'<pre class="lb-code-still" tabindex="0">{escape(source)}</pre>'
            return _frame(cell, "code", f'<div class="lb-code-input">{code}</div>{shown}')
        return _frame(cell, "raw", f"<pre>{escape(source)}</pre>")

    def contents(self) -> str:
        return "".join(
            f'<li data-level="{level}"><a href="#{anchor}">{escape(text)}</a></li>'
            for level, text, anchor in (
                (one.level, one.text, one.anchor) for one in self.headings if one.level <= 3
            )
        )

    def _markdown(self, source: str, attachments: object) -> str:
        self.markdown_left -= len(source)
        if self.markdown_left < 0:
            return f"<pre>{escape(source)}</pre>"
        self.renderer.begin(attachments if isinstance(attachments, dict) else {})
        try:
            return str(self.parse(source))
        except RecursionError:  # quotes in quotes in quotes
            return f"<pre>{escape(source)}</pre>"

    def _output(self, output: object) -> str:
        if not isinstance(output, dict):
            return ""
        if output.get("output_type") == "stream":
            return _printed(_text(output.get("text")))
        if output.get("output_type") == "error":
            return _printed("\n".join(_text(line) for line in _list(output.get("traceback"))))
        data = output.get("data")
        if not isinstance(data, dict):
            return ""
        for mime in _PICTURES:
            picture = _picture(mime, data.get(mime))
            if picture:
                words = escape(_text(data.get("text/plain")))
                return f'<div class="lb-output"><img src="{picture}" alt="{words}"></div>'
        return _printed(_text(data.get("text/plain")))


class _Renderer(mistune.HTMLRenderer):
    """mistune's HTML, with raw HTML escaped and addresses held to what may be."""

    def __init__(self, book: _Book) -> None:
        super().__init__(escape=True)
        self._book = book
        self.begin({})

    def begin(self, attachments: dict[str, Any]) -> None:
        """Begin another cell."""
        self._attachments = attachments
        self._anchors: dict[str, int] = {}

    def heading(self, text: str, level: int, **_attributes: Any) -> str:
        words = _words(text)
        slug = re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", words.strip().lower())) or "section"
        count = self._anchors.get(slug, 0)
        self._anchors[slug] = count + 1
        anchor = f"user-content-{slug}" + (f"-{count}" if count else "")
        self._book.headings.append(_Heading(level, words, anchor))
        return f'<h{level} id="{anchor}" tabindex="-1">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        address = _safe_link(url)
        return text if address is None else f'<a href="{escape(address)}">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        source = self._source_of(url)
        if source is None:
            return escape(_words(text))
        return f'<img src="{escape(source)}" alt="{escape(_words(text))}">'

    def block_code(self, code: str, info: str | None = None) -> str:
        block = (
            f'<pre class="lb-code-block" tabindex="0"><code>{escape(code.rstrip())}</code></pre>'
        )
        if (info or "").strip().lower().startswith("output"):
            head = "<figcaption>Expected output</figcaption>"
            return f'<figure class="lb-stated-output">{head}{block}</figure>\n'
        return f"{block}\n"

    def block_quote(self, text: str) -> str:
        found = _CALLOUT.match(text)
        if found is None:
            return f"<blockquote>{text}</blockquote>\n"
        kind = found[1].lower().replace("caution", "warning")
        rest = "<p>" + text[found.end() :]
        body = rest.removeprefix("<p></p>")
        title = f'<p class="lb-callout-title">{_CALLOUT_WORDS[kind]}</p>'
        return (
            f'<aside class="lb-callout" data-callout="{kind}" role="note">{title}{body}</aside>\n'
        )

    def table(self, text: str) -> str:
        return f'<div class="lb-table-box" tabindex="0"><table>{text}</table></div>\n'

    def block_math(self, text: str) -> str:
        return f"<p>$${escape(text)}$$</p>\n"

    def inline_math(self, text: str) -> str:
        return f"${escape(text)}$"

    def _source_of(self, url: str) -> str | None:
        if url.lower().startswith("attachment:"):
            bundle = self._attachments.get(unquote(url[len("attachment:") :]))
            if not isinstance(bundle, dict):
                return None
            found = (_picture(mime, bundle.get(mime)) for mime in _PICTURES)
            return next((picture for picture in found if picture), None)
        path = unquote(url)
        # Only below the notebook's folder: a picture must not call the server's other addresses.
        plain = re.fullmatch(r"[^\\:?#%\x00-\x1f]+", path) and not path.startswith("/")
        if not plain or any(part in {"", ".", ".."} for part in path.split("/")):
            return None
        return self._book.files_url + quote(path)


def _frame(cell: dict[str, Any], kind: str, body: str, has_tools: bool = True) -> str:
    """Stand a cell where the page's own frame will stand."""
    space = '<span class="lb-button lb-served-space" aria-hidden="true">⠿</span>' * has_tools
    cell_id = cell.get("id")
    name = f' data-served-cell="{escape(cell_id)}"' if isinstance(cell_id, str) else ""
    return (
        f'<div class="lb-cell" data-cell-type="{kind}" data-cell-kind="{kind}"{name}>'
        f'<div class="lb-cell-gutter">{space}</div>'
        f'<div class="lb-cell-body">{body}</div></div>'
    )


def _printed(text: str) -> str:
    plain = _ESCAPES.sub("", text[:_MOST_OUTPUT])
    block = f'<pre class="lb-output-text" tabindex="0">{escape(plain)}</pre>'
    return f'<div class="lb-output">{block}</div>' if plain else ""


def _picture(mime: str, data: object) -> str | None:
    text = re.sub(r"\s", "", _text(data))
    if not text or len(text) > _MOST_PICTURE or not re.fullmatch(r"[\w+/=-]+", text, re.ASCII):
        return None
    return f"data:{mime};base64,{text}"


def _safe_link(url: str) -> str | None:
    address = re.sub(r"[\x00-\x20]", "", url)
    if address.startswith("#"):
        slug = re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", unquote(address[1:]).lower()))
        return f"#user-content-{slug}" if slug else None
    if re.match(r"(?:https?://|mailto:)", address, re.IGNORECASE):
        return address
    # What has no scheme and no host leads to a place beside this one.
    return None if re.match(r"[^/?#]*:|[\\/]{2}", address) else address


def _words(html: str) -> str:
    """Return the text of HTML that was made here."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def _text(value: object) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
