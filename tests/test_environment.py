"""pyproject.toml, requirements.lock and environment.yml are one thing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import product

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.contents import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))

MACHINES = [
    {"sys_platform": system, "os_name": name, "platform_machine": machine}
    for system, name, machine in [
        ("linux", "posix", "x86_64"),
        ("linux", "posix", "aarch64"),
        ("darwin", "posix", "arm64"),
        ("darwin", "posix", "x86_64"),
        ("win32", "nt", "AMD64"),
    ]
]
PYTHONS = [
    {"python_version": version, "python_full_version": full, "platform_python_implementation": "CPython"}
    for version, full in [("3.11", "3.11.4"), ("3.11", "3.11.9"), ("3.12", "3.12.7"), ("3.13", "3.13.1")]
]


def read_lock() -> Iterator[tuple[Requirement, str]]:
    """Each entry of the lock, and the lines that belong to it."""
    for entry in re.split(r"\n(?=[a-z0-9])", LOCK)[1:]:
        yield Requirement(entry.split("\\\n")[0].strip()), entry


ENTRIES = list(read_lock())


def declared() -> Iterator[Requirement]:
    """What pyproject.toml asks for, the package's own extras left out."""
    extras = PROJECT["optional-dependencies"]
    for line in [*PROJECT["dependencies"], *extras["cpu"], *extras["instructors"], *extras["dev"]]:
        requirement = Requirement(line)
        if requirement.name != PROJECT["name"]:
            yield requirement


def locked(name: str, machine: dict[str, str]) -> list[str]:
    """The versions that the lock installs of a package on a machine."""
    name = canonicalize_name(name)
    return [
        next(iter(entry.specifier)).version
        for entry, _ in ENTRIES
        if canonicalize_name(entry.name) == name and (entry.marker is None or entry.marker.evaluate(machine))
    ]


def test_the_lock_is_not_empty() -> None:
    assert len(ENTRIES) > 100


def test_every_entry_is_one_exact_version_with_hashes() -> None:
    for requirement, text in ENTRIES:
        assert re.fullmatch(r"==[^*]+", str(requirement.specifier)), requirement
        assert "--hash=sha256:" in text, requirement


def test_the_lock_names_no_address_and_no_folder() -> None:
    assert not re.findall(r"https?://|file:|--(?:extra-)?index-url|--find-links|(?:^|\s)/\w+", LOCK)


@pytest.mark.parametrize(
    "machine", [{**m, **p} for m, p in product(MACHINES, PYTHONS)], ids=lambda m: "-".join(m.values())
)
def test_what_pyproject_asks_for_is_locked_within_its_bounds(machine: dict[str, str]) -> None:
    for requirement in declared():
        if requirement.marker is None or requirement.marker.evaluate(machine):
            versions = locked(requirement.name, machine)
            assert len(versions) == 1, f"{requirement.name} is locked as {versions}"
            assert requirement.specifier.contains(versions[0], prereleases=True), requirement


@pytest.mark.parametrize(
    "machine", [{**m, **p} for m, p in product(MACHINES, PYTHONS)], ids=lambda m: "-".join(m.values())
)
def test_every_machine_gets_one_tensorflow(machine: dict[str, str]) -> None:
    assert len(locked("tensorflow", machine) + locked("tensorflow-cpu", machine)) == 1


def test_tensorflow_is_no_hard_dependency() -> None:
    assert not [line for line in PROJECT["dependencies"] if Requirement(line).name.startswith(("tensorflow", "keras"))]


def test_bounds_of_the_package_are_open_above() -> None:
    for line in PROJECT["dependencies"]:
        assert {bound.operator for bound in Requirement(line).specifier} == {">="}, line


def test_the_versions_of_colab_are_within_bounds() -> None:
    colab = {"numpy": "2.1", "scikit-learn": "1.6", "matplotlib": "3.10", "ipywidgets": "7.7", "keras": "3.13"}
    bounds = {requirement.name: requirement.specifier for requirement in map(Requirement, PROJECT["dependencies"])}
    bounds |= {r.name: r.specifier for r in map(Requirement, PROJECT["optional-dependencies"]["cpu"])}
    for name, version in colab.items():
        assert bounds[name].contains(version), name


def test_the_widgets_of_colab_are_locked_with_hashes_and_no_address() -> None:
    lock = (ROOT / "tests" / "colab.lock").read_text(encoding="utf-8")
    assert re.findall(r"^\S+==\S+", lock, re.MULTILINE) == ["ipython-genutils==0.2.0", "ipywidgets==7.7.1"]
    assert lock.count("--hash=sha256:") >= 2
    assert not re.search(r"https?://|file:|index-url|find-links", lock)


def test_conda_brings_python_and_the_lock_the_rest() -> None:
    *conda, pip = ENVIRONMENT["dependencies"]
    assert conda == ["python=3.11", "pip"]
    assert pip == {"pip": ["-r requirements.lock"]}
    assert ENVIRONMENT["name"] == PROJECT["name"]


def test_binder_installs_the_package_without_touching_its_dependencies() -> None:
    script = (ROOT / "postBuild").read_text(encoding="utf-8")
    assert "--no-deps" in script
    assert "--editable ." in script


def test_the_makefile_installs_from_the_lock_with_hashes() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "--require-hashes --requirement requirements.lock" in makefile
    assert "--no-deps --no-build-isolation --editable ." in makefile
