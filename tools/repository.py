"""Set the repository's address everywhere at once, or take it out again.

`python -m tools.repository https://github.com/owner/name` writes it into the setup cells of chapters and
assignments, the book's launch buttons, the README's badges, CITATION.cff and pyproject.toml; `--clear` takes it out.
In each text file it stands between two markers, and what is between them is written anew.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from pathlib import Path

import nbformat

from gtzan_course.files import written_whole
from tools.contents import ROOT, chapter_paths
from tools.setup_cell import write_setup

ADDRESS = re.compile(
    r"https://github\.com/([A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)/(?!\.+/?$)([A-Za-z0-9._-]+?)(?:\.git)?/?"
)

MARKED = re.compile(r"(^[^\n]*\brepository: begin\b[^\n]*\n).*?(^[^\n]*\brepository: end\b)", re.MULTILINE | re.DOTALL)

BLOCKS = {
    "pyproject.toml": """\
[project.urls]
Repository = "{url}"
Documentation = "{pages}"
""",
    "CITATION.cff": """\
repository-code: {url}
url: {pages}
""",
    "_config.yml": """\
repository:
  url: {url}
  branch: main
  path_to_book: ""
launch_buttons:
  notebook_interface: jupyterlab
  binderhub_url: https://mybinder.org
  colab_url: https://colab.research.google.com
  thebe: false
html:
  use_repository_button: true
  use_issues_button: true
""",
    "README.md": """\
[![checks]({url}/actions/workflows/ci.yml/badge.svg)]({url}/actions/workflows/ci.yml)
[![read the book](https://img.shields.io/badge/read-the_book-blue)]({pages})
[![open in Binder](https://mybinder.org/badge_logo.svg)](https://mybinder.org/v2/gh/{owner}/{name}/main?urlpath=lab/tree/chapters)
[![open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/{owner}/{name}/blob/main/{first})
""",
}
"""What stands between the markers of each file once the address is set."""


def checked(url: str) -> str:
    """The address in its plain form, without a trailing slash or ``.git``.

    Raises
    ------
    ValueError
        It is not the address of a repository on GitHub, the only host that Binder and Colab both open.
    """
    match = ADDRESS.fullmatch(url)
    if match is None:
        raise ValueError(f"Expected an address such as https://github.com/owner/name, got {url!r}.")
    return "https://github.com/{}/{}".format(*match.groups())


def current_url(root: Path = ROOT) -> str | None:
    """The address that is set, or None."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    url: str | None = project.get("urls", {}).get("Repository")
    return url


def block(file_name: str, url: str | None, first: str) -> str:
    """What goes between the markers of a file; ``first`` is the path of the first chapter."""
    if url is None:
        return ""
    owner, name = url.split("/")[-2:]
    pages = f"https://{owner.lower()}.github.io/{name}/"
    return BLOCKS[file_name].format(url=url, owner=owner, name=name, pages=pages, first=first)


def between_markers(text: str, inner: str, *, file_name: str) -> str:
    """Replace what stands between the two lines that say ``repository: begin`` and ``repository: end``.

    Raises
    ------
    ValueError
        The file does not have the two lines exactly once.
    """
    replaced, count = MARKED.subn(lambda match: match[1] + inner + match[2], text)
    if count != 1:
        raise ValueError(f"Expected one 'repository: begin' and 'repository: end' in {file_name}, found {count}.")
    return replaced


def set_address(url: str | None, root: Path = ROOT) -> None:
    """Write the address into every file that has it, or take it out if it is None."""
    chapters = chapter_paths(root)
    new: dict[Path, str] = {}
    for file_name in BLOCKS:
        path = root / file_name
        inner = block(file_name, url, chapters[0].relative_to(root).as_posix())
        new[path] = between_markers(path.read_text(encoding="utf-8"), inner, file_name=file_name)
    for path in [*chapters, *sorted(root.glob("assignments/source/*/*.ipynb"))]:
        notebook = nbformat.read(path, as_version=4)
        write_setup(notebook, url)
        new[path] = nbformat.writes(notebook) + "\n"
    for path, text in new.items():
        with written_whole(path) as file:
            file.write(text.encode())


def main(arguments: list[str]) -> int:
    """Set or clear the address, as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tools.repository", description="Set the repository's address.")
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("url", nargs="?", help="such as https://github.com/owner/name")
    choice.add_argument("--clear", action="store_true", help="take the address out")
    chosen = parser.parse_args(arguments)
    try:
        url = None if chosen.clear else checked(chosen.url)
    except ValueError as error:
        parser.error(str(error))
    set_address(url)
    print(f"The repository's address is {url}." if url else "The repository has no address now.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
