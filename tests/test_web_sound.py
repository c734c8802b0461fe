"""What the page reads of a file's header, and its filter, against soundfile, soxr and sines whose answer is known."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
import web_page
from made_sounds import changing_sound
from playwright.sync_api import Browser, Page

from gtzan_course.doubts import DOUBTS, doubts, window_movement

pytestmark = pytest.mark.browser

RATES = [8_000, 11_025, 16_000, 32_000, 44_100, 48_000, 96_000, 192_000]


@pytest.fixture(scope="module")
def page(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = web_page.lay_out(tmp_path_factory.mktemp("site"))
    with web_page.served(folder) as address, web_page.opened(chromium, address) as page:
        page.evaluate("import('./web/resample.mjs').then((module) => { window.filter = module })")
        page.evaluate("import('./web/headers.mjs').then((module) => { window.headers = module })")
        page.evaluate("import('./web/doubts.mjs').then((module) => { window.rule = module })")
        yield page


def resampled(page: Page, x: np.ndarray, sr: int, to: int) -> np.ndarray:
    """Bring samples to another rate by the page's filter."""
    program = """([x, from, to]) => {
      const plan = filter.resampler(from, to);
      const y = new Float32Array(filter.resampledLength(plan, x.length));
      filter.resampleInto(y, 0, y.length, Float32Array.from(x), plan);
      return Array.from(y);
    }"""
    return np.array(page.evaluate(program, [x.tolist(), sr, to]))


def sines(frequencies: np.ndarray, sr: int, length: int) -> np.ndarray:
    return np.sin(2 * np.pi * np.multiply.outer(frequencies, np.arange(length)) / sr).sum(axis=0)


@pytest.mark.parametrize("to", [22_050, 16_000])
@pytest.mark.parametrize("sr", RATES)
def test_what_stays_stays_as_it_is_without_delay(page: Page, sr: int, to: int) -> None:
    frequencies = np.array([0.01, 0.1, 0.5, 0.9]) * min(sr, to) / 2
    y = resampled(page, sines(frequencies, sr, sr // 10), sr, to)
    inner = slice(len(y) // 4, -len(y) // 4)
    np.testing.assert_allclose(y[inner], sines(frequencies, to, len(y))[inner], atol=2e-4)


@pytest.mark.parametrize("to", [22_050, 16_000])
@pytest.mark.parametrize("sr", [sr for sr in RATES if sr > 22_050])
def test_what_has_no_room_is_gone(page: Page, sr: int, to: int) -> None:
    y = resampled(page, sines(np.linspace(to / 2, sr / 2, 7)[:-1], sr, sr // 10), sr, to)
    assert 20 * np.log10(np.abs(y[len(y) // 4 : -len(y) // 4]).max()) < -100


@pytest.mark.parametrize("sr", RATES)
def test_noise_comes_out_as_from_soxr(page: Page, sr: int) -> None:
    x = np.random.default_rng(0).standard_normal(sr // 4)
    found, expected = resampled(page, x, sr, 22_050), soxr.resample(x, sr, 22_050)
    assert abs(len(found) - len(expected)) <= 1, "half a sample may be rounded up or down"
    n_samples = min(len(found), len(expected))
    difference = (found[:n_samples] - expected[:n_samples])[500:-500]
    residue = 10 * np.log10(np.mean(difference**2) / np.mean(expected**2))
    assert residue < (-95 if sr == 44_100 else -50), "soxr takes two steps where the ratio is not one of two to one"


def test_a_long_sound_in_blocks_has_no_seam(page: Page) -> None:
    x = np.random.default_rng(0).standard_normal(5000)
    program = """([x]) => {
      const plan = filter.resampler(48000, 22050);
      const y = new Float32Array(filter.resampledLength(plan, x.length));
      const given = Float32Array.from(x);
      for (let n = 0; n < y.length; n += 100) filter.resampleInto(y, n, Math.min(n + 100, y.length), given, plan);
      return Array.from(y);
    }"""
    np.testing.assert_array_equal(np.array(page.evaluate(program, [x.tolist()])), resampled(page, x, 48_000, 22_050))


def header(page: Page, path: Path) -> dict:
    """What the page says of a file's header, or why it refuses it."""
    program = "async (input) => headers.readHeader(input.files[0]).catch((error) => ({ says: error.message }))"
    page.set_content('<input type="file">')
    page.set_input_files("input", path)
    return page.eval_on_selector("input", program)


@pytest.mark.parametrize(
    ("suffix", "sr", "channels", "options", "tolerance"),
    [
        ("wav", 8_000, 1, {"subtype": "PCM_U8"}, 1e-9),
        ("wav", 192_000, 2, {"subtype": "PCM_24"}, 1e-9),
        ("wav", 44_100, 8, {"subtype": "FLOAT", "format": "WAVEX"}, 1e-9),
        ("flac", 96_000, 2, {}, 1e-9),
        ("ogg", 44_100, 2, {"subtype": "VORBIS"}, 1e-9),
        ("ogg", 48_000, 1, {"subtype": "OPUS"}, 0.05),
        ("mp3", 44_100, 2, {}, 0.1),
        ("mp3", 48_000, 1, {}, 0.1),
        ("mp3", 22_050, 2, {}, 0.1),
        ("mp3", 8_000, 1, {}, 0.2),
    ],
)
def test_headers_are_read_as_soundfile_reads_them(
    page: Page, tmp_path: Path, suffix: str, sr: int, channels: int, options: dict, tolerance: float
) -> None:
    path = tmp_path / f"sound.{suffix}"
    y = changing_sound(round(2.5 * sr))
    soundfile.write(path, np.stack([y] * channels, axis=1), sr, **options)
    found = header(page, path)
    assert (found["rate"], found["channels"]) == (sr, channels)
    assert found["seconds"] == pytest.approx(2.5, abs=tolerance)


def test_a_tag_before_the_sound_is_skipped(page: Page, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "plain.mp3", changing_sound(88_200), 44_100)
    tag = (
        b"ID3\x04\x00\x00" + bytes([0, 6, 13, 16]) + bytes(100_000)
    )  # its size, seven bits a byte: 6 * 128^2 + 13 * 128 + 32
    tag = tag[:6] + bytes([0, 6, 13, 32]) + tag[10:]
    (tmp_path / "tagged.mp3").write_bytes(
        tag[: 10 + 6 * 128**2 + 13 * 128 + 32] + (tmp_path / "plain.mp3").read_bytes()
    )
    assert header(page, tmp_path / "tagged.mp3") == header(page, tmp_path / "plain.mp3")


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def m4a(codec: bytes, *, sr: int = 44_100, seconds: int = 200) -> bytes:
    """An M4A file's boxes, without sound in them."""
    clock = box(b"mdhd", bytes(12) + struct.pack(">II", sr, sr * seconds) + bytes(4))
    kind = box(b"hdlr", bytes(8) + b"soun" + bytes(13))
    entry = box(codec, bytes(16) + struct.pack(">HHIHH", 2, 16, 0, sr, 0))
    table = box(b"minf", box(b"stbl", box(b"stsd", struct.pack(">II", 0, 1) + entry)))
    moov = box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", box(b"mdia", clock + kind + table)))
    return box(b"ftyp", b"M4A \0\0\0\0") + box(b"mdat", bytes(5000)) + moov


def test_m4a_is_read_where_its_index_comes_last(page: Page, tmp_path: Path) -> None:
    (tmp_path / "song.m4a").write_bytes(m4a(b"mp4a"))
    found = header(page, tmp_path / "song.m4a")
    assert (found["rate"], found["channels"], found["seconds"], found["locked"]) == (44_100, 2, 200, False)


def test_what_a_browser_records_is_read(page: Page) -> None:
    program = """async (type) => {
      const context = new AudioContext({ sampleRate: 48000 });
      const to = context.createMediaStreamDestination();
      const tone = new OscillatorNode(context);
      tone.connect(to);
      tone.start();
      const recorder = new MediaRecorder(to.stream, { mimeType: type });
      const parts = [];
      recorder.ondataavailable = (event) => parts.push(event.data);
      const stopped = new Promise((resolve) => (recorder.onstop = resolve));
      recorder.start();
      setTimeout(() => recorder.stop(), 700);
      await stopped;
      const { rate, format } = await headers.readHeader(new Blob(parts));
      return [rate, format];
    }"""
    assert page.evaluate(program, "audio/webm;codecs=opus") == [48_000, "WebM"]
    assert page.evaluate(program, "audio/mp4;codecs=opus") == [48_000, "M4A (Opus)"]


CASES = {
    "music": (np.random.default_rng(0).uniform(-80, 0, (5, 128, 129)), [3, 3, 3, 3, 1]),
    "split votes": (np.random.default_rng(1).uniform(-80, 0, (5, 128, 129)), [0, 1, 2, 3, 4]),
    "a tone": (np.full((5, 128, 129), -80.0) + 80 * (np.arange(128) == 9)[:, None], [3, 3, 3, 3, 3]),
    "mostly silent": (np.full((5, 128, 129), -80.0) + np.array([0, 0, 0, 0, 80])[:, None, None], [2, 2, 2, 2, 1]),
    "all silent": (np.full((5, 128, 129), -80.0), [2, 2, 2, 2, 2]),
}


@pytest.mark.parametrize("case", CASES)
def test_doubts_are_those_of_python(page: Page, case: str) -> None:
    pictures, labels = CASES[case]
    if case == "music":
        pictures = pictures + 40 * np.sin(np.arange(129) / 20)
    pictures = np.clip(pictures, -80, 0).astype(np.float32)
    expected = window_movement(pictures)
    program = "([x, frames, rules]) => rule.movement(Float32Array.from(x), frames, rules.still)"
    found = [page.evaluate(program, [window.ravel().tolist(), 129, DOUBTS]) for window in pictures]
    found = np.array([np.nan if value is None else value for value in found], dtype=float)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    share = max(np.bincount(labels)) / 5
    program = "([share, movements, rules]) => rule.doubts(share, movements.map((value) => value ?? NaN), rules)"
    said = page.evaluate(program, [share, [None if np.isnan(value) else value for value in found], DOUBTS])
    assert tuple(said) == doubts(np.eye(10)[labels], expected)
    assert bool(said) == (case != "music")
