"""The package is light to import, and its map is true."""

from __future__ import annotations

import importlib.util
import pkgutil
import re
import subprocess
import sys

import pytest

import gtzan_course

HEAVY = {"keras", "librosa", "matplotlib", "sklearn", "tensorflow", "torch"}
KERAS = {"augmentation", "backend", "checkpoints", "training"}
NAMED = re.findall(r"^([a-z_]+) +\w", gtzan_course.__doc__ or "", re.MULTILINE)


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_importing_the_package_is_instant_and_pulls_nothing_heavy() -> None:
    code = """
import sys, time
start = time.perf_counter()
import gtzan_course
print(time.perf_counter() - start, *{name.split(".")[0] for name in sys.modules})
"""
    outputs = [run(code).split() for _ in range(3)]
    assert min(float(output[0]) for output in outputs) < 0.3
    assert not HEAVY & set(outputs[0])


def test_the_map_is_read() -> None:
    assert {"dataset", "windows", "spectrograms", "model", "voting", "cli"} <= set(NAMED)


@pytest.mark.parametrize("name", NAMED)
def test_the_map_names_modules_that_exist(name: str) -> None:
    assert importlib.util.find_spec(f"gtzan_course.{name}") is not None


def test_light_modules_pull_nothing_heavy() -> None:
    modules = [module.name for module in pkgutil.iter_modules(gtzan_course.__path__)]
    light = [name for name in modules if name not in KERAS]
    code = f"""
import importlib, sys
for name in {light!r}:
    before = set(sys.modules)
    importlib.import_module("gtzan_course." + name)
    pulled = {HEAVY!r} & (set(sys.modules) - before)
    if pulled - ({{"matplotlib"}} if name == "plots" else set()):
        print(name, "pulls", *sorted(pulled))
"""
    assert {"audio", "dataset", "splits", "model", "cache", "evaluation"} <= set(light)
    assert run(code) == ""


def test_keras_comes_in_silence() -> None:
    code = """
import numpy as np
from gtzan_course.model import build_cnn
from gtzan_course.training import WindowBatches, keras, predict_windows, train
windows = np.zeros((1, 128, 129), np.float16)
predict_windows(build_cnn(), windows)
batches = WindowBatches([windows], [0])
layers = [keras.Input((128, 129, 1)), keras.layers.Flatten(), keras.layers.Dense(2, activation="softmax")]
train(keras.Sequential(layers), batches, batches, epochs=1, seed=0)
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("", "")
