"""The browser in which the tests look at the book's pages: find one, or else install one.

Run as `python -m tools.browser`. It does nothing where there is one, so that it needs no network then. On Debian it
installs Debian's Chromium, if it may; anywhere else it installs Playwright's own, into the user's cache.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

MISSING = (
    "There is no Chromium to look at the book's pages in. Run `make browser` while the network is there "
    "(or, on Debian, `apt-get install chromium`). Until then the tests that need one are skipped; in CI they fail."
)


def required() -> bool:
    """Whether a missing browser is a failure: in CI, that is where the variable CI is set."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def find() -> Path | None:
    """The browser to use: Chromium on the PATH, or else Playwright's own; None where there is neither.

    Ubuntu's is a snap, which sees another /tmp than the programs that start it: it is passed over.
    """
    on_path = shutil.which("chromium")
    if on_path and Path(on_path).resolve().name != "snap":
        return Path(on_path)
    own = playwrights_own()
    return own if own.is_file() else None


def playwrights_own() -> Path:
    """Where Playwright's own browser lies, or would lie."""
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def commands() -> list[list[str]]:
    """What installs a browser on this machine."""
    if may_install_packages():
        packages = ["chromium", "fonts-dejavu-core", "fonts-liberation"]
        return [["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", *packages]]
    return [[sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]]


def may_install_packages() -> bool:
    """Whether this is Debian, and its administrator's shell."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    try:
        return platform.freedesktop_os_release()["ID"] == "debian"
    except OSError:
        return False


def install() -> None:
    """Install a browser.

    Raises
    ------
    subprocess.CalledProcessError, OSError
        It could not be installed.
    """
    for command in commands():
        print(" ".join(command), flush=True)
        subprocess.run(command, check=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def main() -> int:
    """See to it that there is a browser; 0 if there is, or if the tests can be done without."""
    browser = find()
    if browser is None:
        try:
            install()
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"browser: {error}", file=sys.stderr)
        browser = find()
    if browser is None:
        print(f"browser: {MISSING}", file=sys.stderr)
        return int(required())
    print(f"The book's pages are tested in {browser}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
