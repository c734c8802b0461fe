"""Finding and installing the browser, on machines that are pretended."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import browser


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    """A Debian machine, its administrator's shell, without any browser."""
    made = Machine(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: str(made.on_path) if made.on_path else None)
    monkeypatch.setattr(browser, "playwrights_own", lambda: made.own)
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"ID": made.system})
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "geteuid", lambda: made.user)
    monkeypatch.setattr(subprocess, "run", made.run)
    monkeypatch.delenv("CI", raising=False)
    return made


class Machine:
    def __init__(self, folder: Path) -> None:
        self.on_path: Path | None = None
        self.own = folder / "playwright" / "chrome"
        self.system, self.user, self.network = "debian", 0, True
        self.ran: list[list[str]] = []

    def run(self, command: list[str], *, check: bool, env: dict[str, str]) -> None:
        assert check
        self.ran.append(command)
        if not self.network:
            raise subprocess.CalledProcessError(100, command)
        if command[:2] == ["apt-get", "install"]:
            assert env["DEBIAN_FRONTEND"] == "noninteractive"
            self.on_path = executable(self.own.parents[1] / "bin" / "chromium")
        elif "playwright" in command:
            executable(self.own)


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_chromium_on_the_path_comes_first(machine: Machine, tmp_path: Path) -> None:
    executable(machine.own)
    machine.on_path = executable(tmp_path / "bin" / "chromium")
    assert browser.find() == machine.on_path


def test_a_snap_is_passed_over(machine: Machine, tmp_path: Path) -> None:
    machine.on_path = tmp_path / "chromium"
    machine.on_path.symlink_to(executable(tmp_path / "usr" / "snap"))
    assert browser.find() is None
    executable(machine.own)
    assert browser.find() == machine.own


def test_nothing_is_installed_where_there_is_one(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    executable(machine.own)
    assert browser.main() == 0
    assert not machine.ran
    assert str(machine.own) in capsys.readouterr().out


def test_debian_installs_its_own(machine: Machine) -> None:
    assert browser.main() == 0
    assert [command[:2] for command in machine.ran] == [["apt-get", "update"], ["apt-get", "install"]]
    assert "chromium" in machine.ran[1]


@pytest.mark.parametrize(("system", "user"), [("ubuntu", 0), ("debian", 1000), ("fedora", 0)])
def test_elsewhere_playwright_installs_its_own(machine: Machine, system: str, user: int) -> None:
    machine.system, machine.user = system, user
    assert browser.main() == 0
    [command] = machine.ran
    assert command[1:4] == ["-m", "playwright", "install"]


@pytest.mark.parametrize(("value", "result"), [(None, 0), ("", 0), ("false", 0), ("true", 1), ("1", 1)])
def test_none_is_a_failure_in_ci_alone(
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    value: str | None,
    result: int,
) -> None:
    machine.network = False
    if value is not None:
        monkeypatch.setenv("CI", value)
    assert browser.main() == result
    assert "make browser" in capsys.readouterr().err


def test_playwright_knows_where_its_own_would_lie() -> None:
    assert "chrom" in str(browser.playwrights_own()).lower()
