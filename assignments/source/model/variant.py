"""What varies in the assignment on the model: the picture's size, three blocks, a dense layer and the number of genres.

Three filter counts out of 33 each, three kernels out of eight, two sides, and more: over 10**12 networks. Two students'
counts and shapes are practically never alike.
"""

from __future__ import annotations

import math
import random
from typing import Any

KERNELS = ((3, 3), (3, 5), (5, 3), (1, 5), (5, 1), (3, 7), (7, 3), (5, 5))
"""Bands by frames."""


def draw(rng: random.Random) -> dict[str, Any]:
    """Draw settings in which the mistakes that the tests name come to other numbers than the right answers."""
    while True:
        settings = {
            "N_BANDS": rng.randint(60, 140),
            "N_FRAMES": rng.randint(60, 140),
            "FILTERS": sorted(rng.randint(8, 40) for _ in range(3)),
            "KERNELS": [list(rng.choice(KERNELS)) for _ in range(3)],
            "PADDINGS": rng.sample(["same", "valid", "valid"], 3),
            "POOLS": [rng.choice((2, 3)) for _ in range(3)],
            "N_UNITS": rng.randint(20, 90),
            "N_GENRES": rng.randint(5, 12),
        }
        if _tells_apart(settings):
            return settings


def expected(settings: dict[str, Any]) -> dict[str, Any]:
    """Compute the right answers, and what likely mistakes come to."""
    reads, filters, kernels = [1, *settings["FILTERS"][:-1]], settings["FILTERS"], settings["KERNELS"]
    layers = list(zip(reads, filters, kernels, strict=True))
    convolutions = [n * (high * wide * maps + 1) for maps, n, (high, wide) in layers]
    shapes = _shapes(settings)
    flat, units, genres = math.prod(shapes[-1]), settings["N_UNITS"], settings["N_GENRES"]
    dense, last = units * (flat + 1), genres * (units + 1)
    return {
        "conv_numbers": convolutions,
        "conv_without_bias": [n * high * wide * maps for maps, n, (high, wide) in layers],
        "conv_of_one_map": [n * (high * wide + 1) for _, n, (high, wide) in layers],
        "conv_bias_a_map": [n * maps * (high * wide + 1) for maps, n, (high, wide) in layers],
        "conv_square": [n * (high * high * maps + 1) for maps, n, (high, _) in layers],
        "shapes": shapes,
        "shapes_same": _shapes(settings | {"PADDINGS": ["same"] * 3}),
        "shapes_valid": _shapes(settings | {"PADDINGS": ["valid"] * 3}),
        "shapes_up": _shapes(settings, divide=lambda side, pool: -(-side // pool)),
        "shapes_unpooled": _shapes(settings | {"POOLS": [1] * 3}),
        "dense_numbers": dense,
        "dense_of_maps": units * (filters[-1] + 1),
        "dense_without_bias": units * flat,
        "total": sum(convolutions) + dense + last,
        "total_with_pools": sum(convolutions) + dense + last + 4 * sum(filters),
        "total_without_last": sum(convolutions) + dense,
        "seen": list(_seen(kernels, settings["POOLS"])),
    }


def _shapes(settings: dict[str, Any], *, divide: Any = lambda side, pool: side // pool) -> list[list[int]]:
    """Bands, frames and maps after each block."""
    sides, shapes = [settings["N_BANDS"], settings["N_FRAMES"]], []
    blocks = (settings[name] for name in ("FILTERS", "KERNELS", "PADDINGS", "POOLS"))
    for n, kernel, padding, pool in zip(*blocks, strict=True):
        lost = [length - 1 if padding == "valid" else 0 for length in kernel]
        sides = [divide(side - less, pool) for side, less in zip(sides, lost, strict=True)]
        shapes.append([*sides, n])
    return shapes


def _seen(kernels: list[list[int]], pools: list[int]) -> tuple[int, int]:
    """Bands and frames of the picture that a cell after the last block sees."""
    sides, step = [1, 1], 1
    for kernel, pool in zip(kernels, pools, strict=True):
        sides = [side + (length - 1 + pool - 1) * step for side, length in zip(sides, kernel, strict=True)]
        step *= pool
    return sides[0], sides[1]


def _tells_apart(settings: dict[str, Any]) -> bool:
    """Whether the mistakes that the tests name differ from the right answers, and something is left to flatten."""
    answers = expected(settings)
    shapes = [answers[name] for name in ("shapes", "shapes_same", "shapes_valid", "shapes_up", "shapes_unpooled")]
    counts = [value for name, value in answers.items() if name.startswith("conv")]
    differ = all(values.count(value) == 1 for values in (shapes, counts) for value in values)
    left = min(answers["shapes_valid"][-1][:2])
    return bool(differ and left >= 2 and answers["seen"][0] != answers["seen"][1])
