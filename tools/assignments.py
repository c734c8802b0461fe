"""Check, show and measure assignments.

`python -m tools.assignments NAME` says what is wrong with an assignment's source and writes its three editions, of the
example variant, into ``_build/assignments/NAME``. `--check` only says what is wrong. `--write` first writes the setup
cell and the example variant into the source. `--measure` also runs the solution in a kernel of its own and writes what
it took into ``card.yaml``. Without a name, it takes all assignments.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

import nbformat

from gtzan_course.assignments import (
    Source,
    example_variant,
    instructor_edition,
    read_source,
    solution_edition,
    student_edition,
)
from gtzan_course.assignments.sources import DEFAULT_ROOT, VARIANT_CELL, cells_by_id
from gtzan_course.files import written_whole
from tools import chapters
from tools.assignment_rules import RULES
from tools.chapters import Cost
from tools.contents import ROOT
from tools.repository import current_url
from tools.setup_cell import write_setup

SOURCES = ROOT / DEFAULT_ROOT
EDITIONS = {"student": student_edition, "solution": solution_edition, "instructor": instructor_edition}
SHOWN = ROOT / "_build" / "assignments"
MEASURED = re.compile(r"^measured:.*\n?(?:^[ \t]+.*\n?)*", re.MULTILINE)


def faults(source: Source) -> list[str]:
    """Say in words what is wrong with a source."""
    return [line for rule in RULES for line in rule(source)]


def assignment_names(root: Path) -> list[str]:
    """Every assignment there is."""
    return sorted(path.parent.name for path in root.glob("*/card.yaml"))


def refresh(source: Source) -> None:
    """Write the setup cell and the example variant into the source."""
    write_setup(source.notebook, current_url())
    cells_by_id(source.notebook)[VARIANT_CELL].source = example_variant(source).text()
    with written_whole(source.folder / f"{source.name}.ipynb") as file:
        file.write((nbformat.writes(source.notebook) + "\n").encode())


def write_editions(source: Source, folder: Path) -> None:
    """Write the three editions of the example variant and the files that go with it, to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    variant = example_variant(source)
    variant.write_data(folder)
    for edition, make in EDITIONS.items():
        nbformat.write(make(source, variant), folder / f"{source.name}-{edition}.ipynb")


def measure(source: Source) -> Cost:
    """Run the solution of the example variant in a folder and a kernel of its own, with nothing in the cache."""
    variant = example_variant(source)
    with tempfile.TemporaryDirectory() as folder:
        variant.write_data(folder)
        return chapters.run(solution_edition(source, variant), Path(folder))


def write_measured(card: Path, cost: Cost) -> None:
    """Write what a run took into a card and leave everything else as it is."""
    line = f"measured: {{seconds: {cost.seconds:.0f}, peak_gb: {cost.peak_bytes / 1e9:.1f}}}\n"
    text = card.read_text(encoding="utf-8")
    text, count = MEASURED.subn(line, text, count=1)
    with written_whole(card) as file:
        file.write((text if count else text.rstrip("\n") + "\n" + line).encode())


def main(arguments: list[str]) -> int:
    """Check assignments, write their editions and measure them; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.assignments", description="Check and show assignments.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as windows; all assignments if none is given")
    parser.add_argument("--check", action="store_true", help="only say what is wrong")
    parser.add_argument("--write", action="store_true", help="first write setup cell and example into the source")
    parser.add_argument("--measure", action="store_true", help="also run the solution and write what it took")
    args = parser.parse_args(arguments)
    found = 0
    for name in args.names or assignment_names(SOURCES):
        source = read_source(name, root=SOURCES)
        if args.write:
            refresh(source)
        wrong = faults(source)
        found += len(wrong)
        print("\n".join([f"{name}: {line}" for line in wrong] or [f"{name}: nothing wrong"]))
        if not args.check:
            write_editions(source, SHOWN / name)
            print(f"{name}: its editions are in {(SHOWN / name).relative_to(ROOT)}")
        if args.measure:
            cost = measure(source)
            write_measured(source.folder / "card.yaml", cost)
            print(f"{name}: {cost.seconds:.0f} s, {cost.peak_bytes / 1e9:.1f} GB")
    return int(found > 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (ValueError, FileNotFoundError) as error:
        sys.exit(f"assignments: {error}")
