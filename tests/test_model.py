"""The network's known numbers, and saved models: whole, broken and hostile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gtzan_course.model import build_cnn, load_model, save_model

CARD = {"learnt_from": "made for a test", "genres": [f"genre {i}" for i in range(10)], "seed": 3}


@pytest.fixture(scope="module")
def model() -> Any:
    return build_cnn(seed=3)


@pytest.fixture
def windows() -> np.ndarray:
    return np.random.default_rng(0).uniform(-80, 0, (6, 128, 129, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def saved(model: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "cnn.npz"
    save_model(model, path, card=CARD)
    return path


def weights(model: Any) -> np.ndarray:
    return np.concatenate([np.ravel(weight) for weight in model.get_weights()])


def test_the_network_has_the_writeups_parameters(model: Any) -> None:
    assert model.count_params() == 2_495_114
    assert model.input_shape == (None, 128, 129, 1)
    assert model.output_shape == (None, 10)
    assert build_cnn(n_genres=3).count_params() == 2_495_114 - 7 * (512 + 1)


def test_the_network_has_the_writeups_layers(model: Any) -> None:
    kinds = [type(layer).__name__ for layer in model.layers]
    block = ["Conv2D", "MaxPooling2D", "Dropout"]
    assert kinds == ["InputLayer", "Rescaling", *5 * block, "Flatten", "Dropout", "Dense", "Dropout", "Dense"]
    convolutions = [layer for layer in model.layers if type(layer).__name__ == "Conv2D"]
    assert [(layer.filters, layer.kernel_size) for layer in convolutions] == [
        (n, (3, 3)) for n in (16, 32, 64, 128, 256)
    ]
    assert [layer.rate for layer in model.layers if type(layer).__name__ == "Dropout"] == [*5 * [0.25], 0.5, 0.25]
    pools = [layer.output.shape[1:3] for layer in model.layers if type(layer).__name__ == "MaxPooling2D"]
    assert pools == [(64, 64), (32, 32), (16, 16), (8, 8), (4, 4)]


def test_the_penalty_is_two_hundredths_of_the_squared_dense_weights(model: Any) -> None:
    kernels = [np.asarray(model.get_layer(name).kernel) for name in ("dense", "genre")]
    penalties = sorted(float(loss) for loss in model.losses)
    assert penalties == pytest.approx(sorted(0.02 * float((kernel**2).sum()) for kernel in kernels), rel=1e-4)


def test_decibels_come_in_around_zero(model: Any) -> None:
    layer = model.get_layer("from_decibels")
    np.testing.assert_allclose(layer(np.array([-80.0, -40.0, 0.0], np.float32)), [-0.5, 0, 0.5], atol=1e-6)


def test_the_output_is_a_probability_for_each_genre(model: Any, windows: np.ndarray) -> None:
    probabilities = model.predict_on_batch(windows)
    assert probabilities.dtype == np.float32
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert {str(weight.dtype) for weight in model.weights} == {"float32"}


def test_the_seed_decides_on_the_weights_and_the_dropout(model: Any, windows: np.ndarray) -> None:
    same, other = build_cnn(seed=3), build_cnn(seed=4)
    np.testing.assert_array_equal(weights(same), weights(model))
    assert (weights(other) != weights(model)).mean() > 0.99
    one, two = build_cnn(seed=3), build_cnn(seed=3)
    np.testing.assert_allclose(one(windows, training=True), two(windows, training=True), rtol=1e-5)
    assert np.abs(one(windows, training=True) - one(windows, training=False)).max() > 1e-3


def test_layers_of_one_seed_draw_apart(model: Any) -> None:
    first, second = (np.ravel(model.get_layer(f"block{i}_conv").kernel)[:144] for i in (1, 2))
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.4


@pytest.mark.parametrize("n_genres", [1, 0, -2])
def test_one_genre_is_none_to_tell_apart(n_genres: int) -> None:
    with pytest.raises(ValueError, match=f"n_genres={n_genres}"):
        build_cnn(n_genres=n_genres)


def test_a_model_comes_back_from_a_small_file(model: Any, saved: Path, windows: np.ndarray) -> None:
    assert saved.stat().st_size < 6e6
    with np.load(saved, allow_pickle=False) as arrays:
        assert {arrays[name].dtype for name in arrays.files if name != "card"} == {np.dtype(np.float16)}
        assert {"block1_conv.kernel", "dense.bias", "genre.kernel", "card"} <= set(arrays.files)
    loaded, card = load_model(str(saved))
    assert card == CARD
    assert {weight.dtype for weight in loaded.get_weights()} == {np.dtype(np.float32)}
    expected = model.predict_on_batch(windows)
    np.testing.assert_allclose(loaded.predict_on_batch(windows), expected, atol=1e-2)
    np.testing.assert_array_equal(weights(loaded), weights(model).astype(np.float16).astype(np.float32))


def test_a_model_of_three_genres_comes_back(tmp_path: Path) -> None:
    card = {"learnt_from": "nothing", "genres": ["a", "b", "ü"]}
    save_model(build_cnn(n_genres=3), tmp_path / "three.npz", card=card)
    loaded, read = load_model(tmp_path / "three.npz")
    assert loaded.output_shape == (None, 3)
    assert read == card


def test_a_card_and_a_name_are_needed(model: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"ends in \.npz, got .*model\.keras"):
        save_model(model, tmp_path / "model.keras", card=CARD)
    with pytest.raises(ValueError, match="missing: genres, learnt_from"):
        save_model(model, tmp_path / "model.npz", card={"seed": 1})
    assert not list(tmp_path.iterdir())


def test_a_save_that_fails_leaves_the_old_model(model: Any, tmp_path: Path) -> None:
    (tmp_path / "model.npz").write_bytes(b"the old one")
    with pytest.raises(TypeError, match="JSON"):
        save_model(model, tmp_path / "model.npz", card={**CARD, "path": tmp_path})
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"the old one"]


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none at .*gone\.npz"):
        load_model(tmp_path / "gone.npz")
    with pytest.raises(FileNotFoundError, match="none at"):
        load_model(tmp_path)


class Payload:
    """An object whose unpickling leaves a trace."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.trace,))


@pytest.mark.parametrize("place", ["card", "genre.bias"])
def test_a_pickle_in_a_model_is_refused_and_never_run(saved: Path, tmp_path: Path, place: str) -> None:
    with np.load(saved) as arrays:
        content = dict(arrays)
    content[place] = np.array([Payload(tmp_path / "trace")], dtype=object)
    np.savez(tmp_path / "hostile.npz", **content)
    (tmp_path / "trace").unlink(missing_ok=True)
    with pytest.raises(ValueError, match=r"could not read .*hostile\.npz"):
        load_model(tmp_path / "hostile.npz")
    assert not (tmp_path / "trace").exists()


def test_a_pickle_alone_is_refused_and_never_run(tmp_path: Path) -> None:
    np.save(tmp_path / "hostile.npy", np.array([Payload(tmp_path / "trace")], dtype=object))
    (tmp_path / "trace").unlink(missing_ok=True)
    (tmp_path / "hostile.npy").rename(tmp_path / "hostile.npz")
    with pytest.raises(ValueError, match="could not read"):
        load_model(tmp_path / "hostile.npz")
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"PK\x03\x04" + bytes(100), b"\x80\x04K\x01.", b"\x93NUMPY\x01\x00"]
)
def test_garbage_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.npz").write_bytes(content)
    with pytest.raises(ValueError, match=r"could not read .*bad\.npz"):
        load_model(tmp_path / "bad.npz")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.9999])
def test_a_truncated_model_is_refused(saved: Path, tmp_path: Path, share: float) -> None:
    content = saved.read_bytes()
    (tmp_path / "cut.npz").write_bytes(content[: int(share * len(content))])
    with pytest.raises(ValueError, match=r"could not read .*cut\.npz"):
        load_model(tmp_path / "cut.npz")


@pytest.mark.parametrize("place", [0.002, 0.1, 0.3, 0.5, 0.7, 0.99])
def test_a_damaged_model_is_refused(saved: Path, tmp_path: Path, place: float) -> None:
    content = bytearray(saved.read_bytes())
    start = int(place * len(content))
    content[start : start + 16] = bytes(byte ^ 0xFF for byte in content[start : start + 16])
    (tmp_path / "damaged.npz").write_bytes(content)
    with pytest.raises(ValueError, match=r"could not read .*damaged\.npz"):
        load_model(tmp_path / "damaged.npz")


def with_card(arrays: dict[str, Any], text: str) -> dict[str, Any]:
    return {**arrays, "card": np.array(text)}


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays: {name: array for name, array in arrays.items() if name != "card"},
        lambda arrays: {name: array for name, array in arrays.items() if name != "dense.kernel"},
        lambda arrays: {**arrays, "genre.bias": np.zeros(9, np.float16)},
        lambda arrays: {**arrays, "genre.bias": np.array("text")},
        lambda arrays: with_card(arrays, "not JSON"),
        lambda arrays: with_card(arrays, "[1, 2]"),
        lambda arrays: with_card(arrays, json.dumps({"learnt_from": "no genres"})),
        lambda arrays: with_card(arrays, json.dumps({**CARD, "genres": ["a", "b", "c"]})),
        lambda arrays: with_card(arrays, json.dumps({**CARD, "genres": 10})),
        lambda arrays: with_card(arrays, json.dumps({**CARD, "genres": "ten genres"})),
    ],
)
def test_what_does_not_fit_the_network_is_refused(saved: Path, tmp_path: Path, change: Any) -> None:
    with np.load(saved) as arrays:
        np.savez(tmp_path / "other.npz", **change(dict(arrays)))
    with pytest.raises(ValueError, match=r"could not read .*other\.npz"):
        load_model(tmp_path / "other.npz")
