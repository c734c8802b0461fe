"""Run chapters afresh, measure what each takes, and store the tidied outputs.

`python -m tools.chapters` runs all of them, `python -m tools.chapters 02_windows` those that it names. Each gets a
kernel of its own. The measured time and memory go into the chapter's box, into ``results/chapters.json`` and into
the page ``execution.md``. Measure on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

from gtzan_course.demo import DEMO_VERSION
from gtzan_course.files import written_whole
from gtzan_course.ledger import figure, write_result
from tools.contents import ROOT, chapter_paths
from tools.execution_page import write_page
from tools.normalise import normalise
from tools.repository import current_url
from tools.setup_cell import write_setup

LEDGER = Path("results") / "chapters.json"
LINE = re.compile(r"^\*\*Time and memory\*\*.*$", re.MULTILINE)
SAMPLING_SECONDS = 0.05


@dataclass
class Cost:
    """What a chapter takes: wall time in seconds, peak resident memory of its processes in bytes."""

    seconds: float = 0.0
    peak_bytes: int = 0

    def line(self) -> str:
        """What the chapter's box says."""
        memory = f"{self.peak_bytes / 1e9:.1f} GB"
        return f"**Time and memory** {self.seconds:.0f} s and {memory}, measured on {os.cpu_count()} cores."


def tree_bytes(pid: int) -> int:
    """Resident memory of a process and all below it, in bytes; 0 when it has ended."""
    total = 0
    try:
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
    except psutil.NoSuchProcess:
        return 0
    return total


@contextmanager
def measured(client: NotebookClient) -> Iterator[Cost]:
    """Measure a client's kernel from its start until the block ends."""
    cost, ended = Cost(), threading.Event()

    def watch() -> None:
        while not ended.wait(SAMPLING_SECONDS):
            pid = getattr(getattr(client.km, "provisioner", None), "pid", None)
            if pid is not None:
                cost.peak_bytes = max(cost.peak_bytes, tree_bytes(pid))

    watcher = threading.Thread(target=watch, daemon=True)
    start = time.perf_counter()
    watcher.start()
    try:
        yield cost
    finally:
        cost.seconds = time.perf_counter() - start
        ended.set()
        watcher.join()


def run(notebook: nbformat.NotebookNode, folder: Path) -> Cost:
    """Execute a notebook in place, in a clean kernel that starts in the folder, with nothing in the course's cache.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        A cell raised; the message has the cell and the traceback.
    """
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=600,
        extra_arguments=["--log-level=ERROR"],
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"GTZAN_COURSE_CACHE": cache}
        with measured(client) as cost:
            client.execute(env=environment)
    return cost


def write_line(notebook: nbformat.NotebookNode, line: str) -> None:
    """Replace the line on time and memory in the first cell.

    Raises
    ------
    ValueError
        The first cell does not have exactly one such line.
    """
    first = notebook.cells[0]
    first.source, count = LINE.subn(line, first.source)
    if count != 1:
        raise ValueError(f"Expected one line '**Time and memory** ...' in the first cell, found {count}. Write one.")


def record(name: str, cost: Cost, root: Path = ROOT) -> None:
    """Put a chapter's figures into the ledger, beside those of the others."""
    path = root / LEDGER
    old = json.loads(path.read_text(encoding="utf-8"))["figures"] if path.is_file() else []
    figures = [entry for entry in old if not entry["name"].startswith(f"{name}.")]
    figures.append(figure(f"{name}.time", round(cost.seconds), unit="s", n=1))
    figures.append(figure(f"{name}.peak_memory", round(cost.peak_bytes / 1e9, 1), unit="GB", n=1))
    data = {
        "tier": "demo",
        "version": DEMO_VERSION,
        "description": f"Each chapter once, in a new kernel, with an empty cache, on {os.cpu_count()} cores.",
    }
    figures.sort(key=lambda entry: entry["name"])
    write_result(path, command="make chapters", data=data, seeds=[], figures=figures)


def refresh(path: Path, url: str | None) -> Cost:
    """Run one chapter and store it with its outputs, line and figures; nothing is stored if a cell raises."""
    notebook = nbformat.read(path, as_version=4)
    write_setup(notebook, url)
    cost = run(notebook, path.parent)
    normalise(notebook)
    write_line(notebook, cost.line())
    nbformat.validate(notebook)
    with written_whole(path) as file:
        file.write((nbformat.writes(notebook) + "\n").encode())
    record(path.stem, cost)
    return cost


def main(arguments: list[str]) -> int:
    """Refresh the chapters named, or all."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.chapters", description="Run chapters and store their outputs."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as 02_windows; all chapters if none is given")
    names = parser.parse_args(arguments).names
    paths = {path.stem: path for path in chapter_paths()}
    unknown = [name for name in names if name not in paths]
    if unknown:
        parser.error(f"no such chapter: {', '.join(unknown)}; there are {', '.join(paths)}")
    for name in names or paths:
        cost = refresh(paths[name], current_url())
        print(f"{name}: {cost.seconds:.0f} s, {cost.peak_bytes / 1e9:.1f} GB")
    write_page()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
