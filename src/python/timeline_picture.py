"""A record of an event loop as a picture for other front ends: SVG, and lines of text.

Both are drawn from the bundle alone. States differ by shape and word, not by colour alone: what
runs is solid, what waits is a line, what blocks is hatched and names its line of source.
"""

from html import escape

__all__ = ["draw_svg", "draw_text"]

# Lanes that are drawn; a record may have more.
_MOST_LANES = 40
_STATES = ("still pending", "done", "cancelled", "error", "lost")
# Signs at the end of a lane, one for each state.
_SIGNS = (">", "|", "x", "!", "?")
_WIDTH = 64


def draw_text(bundle: dict) -> str:
    """Draw lanes of ``#`` (runs), ``.`` (waits) and ``!`` (blocks the loop) under a heading."""
    lanes = _lanes(bundle)
    shown = lanes[:_MOST_LANES]
    duration = max(1, bundle["duration"])
    scale = _WIDTH / duration
    labels = [_label(bundle, task, depth) for task, depth in shown]
    column = min(32, max([len("the loop"), *map(len, labels)]))
    lines = [_heading(bundle)]
    loop = [" "] * _WIDTH
    rows = []
    for (task, _depth), label in zip(shown, labels, strict=True):
        row = _text_row(bundle, task, scale, loop)
        rows.append(f"{label[:column]:<{column}}  {''.join(row).rstrip()}  {_end_of(bundle, task)}")
    for start, dur, _name in _other_work(bundle):
        _fill(loop, start, dur, scale, "-", over=" ")
    lines.append(f"{'the loop':<{column}}  {''.join(loop).rstrip()}")
    lines += rows
    lines += _notes(bundle, len(lanes) - len(shown))
    lines.append("# runs   . waits   ! blocks the loop   - other work of the loop")
    return "\n".join(lines)


def draw_svg(bundle: dict) -> str:
    """Draw the lanes as an SVG picture on a light ground, which fits pages of either theme."""
    lanes = _lanes(bundle)
    shown = lanes[:_MOST_LANES]
    notes = _notes(bundle, len(lanes) - len(shown))
    row, top, left, width = 22, 44, 220, 480
    height = top + row * (len(shown) + 1) + 18 * (len(notes) + 1) + 22
    scale = width / max(1, bundle["duration"])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 130} {height}" '
        f'width="{left + width + 130}" height="{height}" role="img" font-family="sans-serif" '
        f'font-size="12" fill="#1d2126">',
        f"<title>{_text(_heading(bundle))}</title>",
        f"<desc>{_text(' '.join(notes))}</desc>",
        '<defs><pattern id="lb-blocked" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fcecea"/>'
        '<rect width="3" height="6" fill="#b0261f"/></pattern></defs>',
        f'<rect width="100%" height="{height}" rx="6" fill="#fdfdfb"/>',
        f'<text x="12" y="24" font-weight="bold">{_text(_heading(bundle))}</text>',
    ]
    parts += _svg_lane("the loop", 0, top, left, "")
    for start, dur, _name in _other_work(bundle):
        parts.append(_bar(left + start * scale, top + 5, dur * scale, 10, "#a2a8b0"))
    for task, start, dur, *_rest in _runs(bundle):
        if task >= 0:
            parts.append(_bar(left + start * scale, top + 5, dur * scale, 10, "#3a4cc2"))
    for blocked in bundle["blocked"]:
        parts.append(_blocked_bar(blocked, top, left, scale))
    by_task = {}
    for run in _runs(bundle):
        by_task.setdefault(run[0], []).append(run)
    for index, (task, depth) in enumerate(shown):
        y = top + row * (index + 1)
        end = left + _life(bundle, task)[1] * scale
        label = _label(bundle, task, 0)
        parts += _svg_lane(label, depth, y, left, _end_of(bundle, task), end + 6)
        begin = left + _life(bundle, task)[0] * scale
        parts.append(
            f'<path d="M{begin:.1f} {y + 10}H{end:.1f}" stroke="#5a6069" stroke-dasharray="2 2"/>'
        )
        parts += _svg_runs(by_task.get(task, ()), y, left, scale)
        for blocked in bundle["blocked"]:
            if blocked["task"] == task:
                parts.append(_blocked_bar(blocked, y, left, scale))
    y = top + row * (len(shown) + 1) + 20
    legend = "solid: runs · dotted: waits · hatched: blocks the loop · grey: other work of the loop"
    for note in [*notes, legend]:
        parts.append(f'<text x="12" y="{y}" fill="#5a6069">{_text(note[:130])}</text>')
        y += 18
    parts.append("</svg>")
    return "".join(parts)


def _svg_lane(label, depth, y, left, state, at=0.0):
    label = label if len(label) <= 30 - 2 * depth else label[: 29 - 2 * depth] + "…"
    yield f'<text x="{12 + 10 * depth}" y="{y + 14}">{_text(label)}</text>'
    yield f'<path d="M{left} {y + 20.5}h480" stroke="#dddcd5"/>'
    if state:
        yield f'<text x="{at:.1f}" y="{y + 14}" font-size="11" fill="#5a6069">{_text(state)}</text>'


def _svg_runs(runs, y, left, scale):
    """Draw the runs of one lane; those that would fall on one pixel are drawn as one."""
    merged = []
    for _task, start, dur, *_rest in runs:
        x, width = left + start * scale, max(1.0, dur * scale)
        if merged and x - (merged[-1][0] + merged[-1][1]) < 0.5:
            merged[-1][1] = max(merged[-1][1], x + width - merged[-1][0])
        else:
            merged.append([x, width])
    return [_bar(x, y + 4, width, 12, "#3a4cc2") for x, width in merged]


def _bar(x, y, width, height, colour):
    size = f'width="{max(1.0, width):.1f}" height="{height}"'
    return f'<rect x="{x:.1f}" y="{y}" {size} fill="{colour}"/>'


def _blocked_bar(blocked, y, left, scale):
    x, width = left + blocked["start"] * scale, max(2.0, blocked["dur"] * scale)
    return (
        f'<rect x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="14" '
        'fill="url(#lb-blocked)" stroke="#b0261f"/>'
    )


def _text_row(bundle, task, scale, loop):
    row = [" "] * _WIDTH
    begin, end = _life(bundle, task)
    _fill(row, begin, end - begin, scale, ".")
    for owner, start, dur, *_rest in _runs(bundle):
        if owner == task:
            _fill(row, start, dur, scale, "#")
            _fill(loop, start, dur, scale, "#")
    for blocked in bundle["blocked"]:
        if blocked["task"] == task:
            _fill(row, blocked["start"], blocked["dur"], scale, "!")
            _fill(loop, blocked["start"], blocked["dur"], scale, "!")
    last = min(_WIDTH - 1, int(end * scale))
    if bundle["tasks"]["state"][task] != 1 and row[last] in " .":
        row[last] = _SIGNS[bundle["tasks"]["state"][task]]
    return row


def _fill(row, start, dur, scale, sign, over=None):
    first = min(_WIDTH - 1, int(start * scale))
    last = min(_WIDTH - 1, max(first, int((start + dur) * scale) - 1))
    for place in range(first, last + 1):
        if over is None or row[place] == over:
            row[place] = sign


def _lanes(bundle):
    """Return ``(task, depth)``, each task under the one that made it."""
    children = {}
    parents = bundle["tasks"]["parent"]
    for task, parent in enumerate(parents):
        children.setdefault(parent if 0 <= parent < task else -1, []).append(task)
    lanes = []
    waiting = [(task, 0) for task in reversed(children.get(-1, ()))]
    while waiting:
        task, depth = waiting.pop()
        lanes.append((task, depth))
        waiting += [(child, depth + 1) for child in reversed(children.get(task, ()))]
    return lanes


def _runs(bundle):
    """Give ``(task, start, dur, why, file, line)`` for each slice, all times from the beginning."""
    columns = bundle["slices"]
    at = 0
    for task, delta, *rest in zip(*columns.values(), strict=True):
        at += delta
        yield (task, at, *rest)


def _other_work(bundle):
    return [(item["start"], item["dur"], item["name"]) for item in bundle["callbacks"]]


def _life(bundle, task):
    tasks = bundle["tasks"]
    created, ended = tasks["created"][task], tasks["ended"][task]
    return max(0, created), bundle["duration"] if ended < 0 else ended


def _label(bundle, task, depth):
    tasks, strings = bundle["tasks"], bundle["strings"]
    name, coro = tasks["name"][task], tasks["coro"][task]
    text = strings[coro] if coro >= 0 else ""
    if name >= 0 and strings[name] != text:
        text = f"{strings[name]}: {text}"
    return "  " * depth + text


def _end_of(bundle, task):
    tasks = bundle["tasks"]
    state = _STATES[tasks["state"][task]]
    error = tasks["error"][task]
    return f"{state}: {bundle['strings'][error]}" if error >= 0 else state


def _heading(bundle):
    seconds = bundle["duration"] / 1e6
    count = len(bundle["tasks"]["state"]) - (bundle["cell"]["root"] == 0)
    count += sum(bundle["dropped"]["tasks"].values())
    tasks = f"{count or 'no'} task{'' if count == 1 else 's'}"
    return f"Timeline of the event loop: {tasks} in {seconds:.3g} s"


def _notes(bundle, hidden):
    notes = []
    for blocked in bundle["blocked"][:5]:
        held = f"held the loop for {blocked['dur'] / 1000:.0f} ms"
        if blocked["src"]:
            notes.append(f"Line {blocked['line']} {held}: {blocked['src']}")
        else:
            notes.append(f"{blocked['func']}, from line {blocked['line']} on, {held}.")
    if len(bundle["blocked"]) > 5:
        notes.append(f"… and {len(bundle['blocked']) - 5} more times.")
    if hidden > 0:
        notes.append(f"{hidden} more tasks are in the record and not in this picture.")
    for name, count in list(bundle["dropped"]["tasks"].items())[:5]:
        notes.append(f"+{count} tasks like {name} were not recorded.")
    if bundle["dropped"]["slices"]:
        notes.append(f"{bundle['dropped']['slices']} more slices were not recorded.")
    return notes + bundle["warnings"]


def _text(text):
    # Control characters have no place in XML.
    return escape("".join(char if char.isprintable() else " " for char in text))
