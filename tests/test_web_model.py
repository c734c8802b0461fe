"""Tests of the file with which a page classifies: against librosa, against Keras, and broken on purpose."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import librosa
import numpy as np
import onnx
import onnxruntime
import pytest
from made_sounds import changing_sound

from gtzan_course.classification import shipped_model_path
from gtzan_course.dataset import GENRES
from gtzan_course.listeners import Listener, load_listener
from gtzan_course.model import build_cnn, load_model, save_model
from gtzan_course.windows import slice_windows
from tools import web_model
from tools.front_end import front_end
from tools.onnx_model import exported, in_halves

SECONDS = changing_sound(7 * 22_050)


@pytest.fixture(scope="module")
def network() -> Any:
    return load_model(shipped_model_path())[0]


@pytest.fixture(scope="module")
def listener() -> Listener:
    return load_listener(shipped_model_path())


@pytest.fixture(scope="module")
def data(network: Any) -> bytes:
    return web_model.course_file(network)


def run(data: bytes, y: np.ndarray) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    return session.run(["log_mel", "probabilities"], {"y": y.astype(np.float32)})


def librosa_log_mel(y: np.ndarray, *, sr: int = 22_050, n_fft: int = 1024, hop_length: int = 256, n_mels: int = 128):
    """The answer by another way: librosa's, with no floor but 80 dB under the maximum."""
    power = librosa.feature.melspectrogram(
        y=y, sr=sr, n_fft=n_fft, hop_length=hop_length, n_mels=n_mels, pad_mode="constant"
    )
    return librosa.power_to_db(power / power.max(), ref=1.0, amin=1e-10, top_db=80)


@pytest.mark.parametrize(("sr", "n_fft", "hop_length", "n_mels"), [(22_050, 1024, 256, 128), (16_000, 512, 100, 40)])
def test_a_front_end_of_any_numbers_is_librosas(sr: int, n_fft: int, hop_length: int, n_mels: int) -> None:
    windows = slice_windows(SECONDS)[:, :20_001]
    filters = librosa.filters.mel(sr=sr, n_fft=n_fft, n_mels=n_mels)
    model = front_end(filters, n_samples=20_001, hop_length=hop_length, floor_db=-80.0)
    found, picture = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"y": windows})
    expected = [librosa_log_mel(y, sr=sr, n_fft=n_fft, hop_length=hop_length, n_mels=n_mels) for y in windows]
    np.testing.assert_allclose(found, expected, atol=0.01)
    np.testing.assert_array_equal(picture[..., 0], found)


def test_the_file_answers_as_librosa_and_keras_do(data: bytes, network: Any) -> None:
    windows = slice_windows(SECONDS)
    pictures = np.stack([librosa_log_mel(y) for y in windows])
    log_mel, probabilities = run(data, windows)
    np.testing.assert_allclose(log_mel, pictures, atol=0.01)
    np.testing.assert_allclose(probabilities, network.predict(pictures[..., np.newaxis], verbose=0), atol=0.001)


@pytest.mark.parametrize("gain", [1e-16, 1e-9, 0.001, 30])
def test_quiet_windows_look_like_loud_ones(data: bytes, gain: float) -> None:
    windows = slice_windows(SECONDS)
    np.testing.assert_allclose(run(data, gain * windows)[0], run(data, windows)[0], atol=0.01)


def test_silence_is_the_floor_and_changes_no_other_window(data: bytes) -> None:
    y = slice_windows(SECONDS).copy()
    y[1] = 0
    log_mel, probabilities = run(data, y)
    assert (log_mel[1] == -80).all()
    np.testing.assert_array_equal(log_mel[2], run(data, y[2:3])[0][0])
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_the_weights_are_those_that_are_shipped_in_float16(data: bytes) -> None:
    graph = onnx.load_from_string(data).graph
    kept = [onnx.numpy_helper.to_array(weights) for weights in graph.initializer]
    halves = sorted((np.sort(values, axis=None).tobytes() for values in kept if values.dtype == np.float16), key=len)
    with np.load(shipped_model_path()) as arrays:
        shipped = [np.sort(arrays[name], axis=None) for name in arrays.files if name != "card"]
    assert sorted(halves) == sorted(values.tobytes() for values in shipped)
    assert sum(values.size for values in shipped) == 2_495_114
    assert len(data) < 5_300_000


def test_weights_that_do_not_fit_into_float16_are_refused() -> None:
    small = build_cnn(seed=3)
    with pytest.raises(ValueError, match="Expected 2,495,114 weights that float16 holds"):
        in_halves(exported(small), small.count_params())


def broken(data: bytes, name: str, factor: float) -> bytes:
    """The same file with one of its constants multiplied."""
    model = onnx.load_from_string(data)
    constant = next(one for one in model.graph.initializer if one.name == name)
    values = onnx.numpy_helper.to_array(constant)
    constant.CopyFrom(onnx.numpy_helper.from_array((factor * values).astype(values.dtype), name))
    return model.SerializeToString()


def another(folder: Path) -> Listener:
    """A network that has learnt nothing."""
    save_model(build_cnn(seed=5), folder / "another.npz", card={"learnt_from": "nothing", "genres": list(GENRES)})
    return load_listener(folder / "another.npz")


def test_a_broken_file_is_refused(data: bytes, listener: Listener, tmp_path: Path) -> None:
    windows = slice_windows(SECONDS)
    assert web_model.compare(data, listener, windows).keys() == {"log_mel", "probabilities"}
    for name, factor in {"ten_over_ln_10": 0.999, "hann": np.nan}.items():
        with pytest.raises(ValueError, match=r"Expected log_mel of the exported model within 0\.01"):
            web_model.compare(broken(data, name, factor), listener, windows)
    with pytest.raises(ValueError, match="Expected probabilities of the exported model"):
        web_model.compare(data, another(tmp_path), windows)


def test_what_does_not_compare_gets_no_name(tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_model, "course_file", lambda network: broken(data, "ten_over_ln_10", 1.01))
    with pytest.raises(ValueError, match="The export is wrong"):
        web_model.main(tmp_path)
    assert not list(tmp_path.iterdir())


def test_main_writes_the_file_and_what_a_page_needs_to_know(
    tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(web_model, "course_file", lambda network: data)
    web_model.main(tmp_path / "web")
    told = json.loads((tmp_path / "web" / "models.json").read_text(encoding="utf-8"))
    ears, model = told["models"]
    content = (tmp_path / "web" / model["file"]).read_bytes()
    assert (model["bytes"], model["sha256"]) == (len(content), sha256(content).hexdigest())
    assert model["genres"] == list(GENRES) == list(told["colours"])
    assert (model["sample_rate"], model["window_length"], model["window_hop"]) == (22_050, 33_000, 16_500)
    log_mel, _ = run(content, np.zeros((1, model["window_length"])))
    assert log_mel.shape == (1, model["n_mels"], model["frames"]) == (1, 128, 129)
    assert "demo data" in model["learnt_from"]
    assert 14e6 < told["runtime_bytes"] < 15e6
    assert "cnn.onnx, 5.3 MB; as in Python, log_mel within" in capsys.readouterr().out
    assert (ears["name"], ears["sample_rate"], ears["window_length"], ears["lead"]) == (
        "pretrained",
        16_000,
        48_128,
        256,
    )
    assert ears["kernel"]["zeros"] == 64
    assert "Million Song Dataset" in ears["learnt_from"]
    log_mel, probabilities = run((tmp_path / "web" / ears["file"]).read_bytes(), np.zeros((2, 48_128)))
    assert log_mel.shape == (2, ears["n_mels"], ears["frames"]) == (2, 96, 187)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_without_musicnn_the_page_offers_the_other_network(
    tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(web_model, "course_file", lambda network: data)
    monkeypatch.setattr(web_model.musicnn.importlib.util, "find_spec", lambda name: None if name == "musicnn" else 1)
    web_model.main(tmp_path)
    told = json.loads((tmp_path / "models.json").read_text(encoding="utf-8"))
    assert [model["name"] for model in told["models"]] == ["cnn"]
    assert "The page offers the course's network alone." in capsys.readouterr().out


def test_the_pretrained_front_end_is_librosas_frame_by_frame() -> None:
    """Frames that lie wholly inside the patch, power through half precision, log10(10,000 x + 1)."""
    y = changing_sound(48_128)
    offer = web_model.pretrained_offer()
    graph = onnx.load_from_string(offer.data)
    graph.graph.output.append(onnx.helper.make_tensor_value_info("picture", onnx.TensorProto.FLOAT, None))
    found = onnxruntime.InferenceSession(graph.SerializeToString()).run(["picture"], {"y": y[np.newaxis]})[0][0]
    power = librosa.feature.melspectrogram(y=y, sr=16_000, n_fft=512, hop_length=256, n_mels=96, center=False).T
    expected = np.log10(10_000 * power.astype(np.float16).astype(np.float32) + 1)
    np.testing.assert_allclose(found, expected, atol=2e-3)


@pytest.mark.parametrize(
    ("attribute", "value", "says"),
    [
        ("NEEDED", ("numpy", "onnx_of_nobody", "tf2onnx_of_nobody"), "onnx_of_nobody, tf2onnx_of_nobody not installed"),
        ("RUNTIME_HOME", Path("nowhere"), "onnxruntime-web not in vendor/node_modules. Get it: npm ci"),
    ],
)
def test_what_is_missing_is_said_in_one_line_and_no_model_is_named(
    attribute: str, value: object, says: str, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.setattr(web_model, attribute, value)
    (tmp_path / "models.json").write_text("of a former build")
    web_model.main(tmp_path)
    said = capsys.readouterr().out
    assert says in said
    assert said.count("\n") == 1
    assert not (tmp_path / "models.json").exists()
