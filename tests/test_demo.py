"""The demo data: its rhythm and timbre, heard on the rendered audio by independent analysis."""

from __future__ import annotations

import csv
import hashlib
import time
from functools import cache
from itertools import product
from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile
from pretty_midi import Instrument
from scipy.signal import butter, sosfiltfilt

from gtzan_course.dataset import GENRES, MANIFEST
from gtzan_course.demo import DEMO_VERSION, Score, compose, demo_home, render, write_demo

SR = 22_050
SECONDS = 12
HOP = 128
ARTISTS = (0, 1, 2)
DRUMMED = tuple(genre for genre in GENRES if genre != "classical")
STRAIGHT = ("metal", "disco", "rock", "pop")


@cache
def example(genre: str, artist: int = 0) -> tuple[Score, np.ndarray]:
    """A track that borrows nothing from other genres."""
    score = compose(genre, seed=11, artist=artist, track=0, blend=0)
    return score, render(score, n_samples=SECONDS * SR)


def examples(genre: str) -> list[tuple[Score, np.ndarray]]:
    return [example(genre, artist) for artist in ARTISTS]


def band(y: np.ndarray, low: float, high: float) -> np.ndarray:
    return sosfiltfilt(butter(4, (low, high), "bandpass", fs=SR, output="sos"), y)


def onsets(y: np.ndarray) -> np.ndarray:
    """Onset strength, one value every 128 samples."""
    return librosa.onset.onset_strength(y=y, sr=SR, hop_length=HOP, n_fft=512, aggregate=np.median, center=True)


def accents(score: Score, y: np.ndarray) -> np.ndarray:
    """Mean onset strength at each 48th of a beat, known from the score's tempo alone."""
    strength = onsets(y)
    beats = librosa.frames_to_time(np.arange(len(strength)), sr=SR, hop_length=HOP) * score.tempo / 60
    slot = np.round(beats * 48).astype(int) % 48
    return np.array([strength[slot == i].mean() for i in range(48)])


def second_half_delay(score: Score, y: np.ndarray) -> float:
    """Where in the beat the strongest onset between its first third and its last quarter lies."""
    profile = accents(score, y)
    return float((20 + np.argmax(profile[20:38])) / 48)


def level(y: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(np.square(y, dtype=np.float64))) + 1e-12))


def share(y: np.ndarray, low: float, high: float) -> float:
    """Part of a track's energy that lies between two frequencies."""
    power = np.abs(np.fft.rfft(y)) ** 2
    f = np.fft.rfftfreq(len(y), 1 / SR)
    return float(power[(f >= low) & (f < high)].sum() / power.sum())


def percussiveness(y: np.ndarray) -> float:
    """Part of the energy above 4 kHz that comes in strokes, by median filtering (Fitzgerald, 2010)."""
    spectrum = np.abs(librosa.stft(y[: 4 * SR], n_fft=512, hop_length=256))[93:]
    harmonic, percussive = librosa.decompose.hpss(spectrum, kernel_size=17, margin=2.0)
    return float((percussive**2).sum() / ((harmonic**2).sum() + (percussive**2).sum()))


def flatness(y: np.ndarray) -> float:
    return float(np.median(librosa.feature.spectral_flatness(y=band(y, 200, 5000), n_fft=2048)))


# Rhythm


@pytest.mark.parametrize("genre", DRUMMED)
def test_tempo_is_the_scores(genre: str) -> None:
    """Of the tempi 12 % around the score's, the onsets repeat most strongly at the score's own."""
    for score, y in examples(genre):
        strength = onsets(y)
        seconds = librosa.frames_to_time(np.arange(len(strength)), sr=SR, hop_length=HOP)
        tempi = score.tempo * np.linspace(0.88, 1.12, 97)
        beats = np.exp(-2j * np.pi * np.outer(tempi / 60, seconds))
        periodicity = sum(np.abs(beats**multiple @ (strength - strength.mean())) for multiple in (1, 2, 4))
        assert abs(tempi[np.argmax(periodicity)] / score.tempo - 1) < 0.012


@pytest.mark.parametrize("genre", ["blues", "jazz"])
def test_shuffle_is_swung(genre: str) -> None:
    delays = [second_half_delay(score, y) for score, y in examples(genre)]
    assert np.median(delays) > 0.57, delays
    for score, _ in examples(genre):
        assert 0.58 <= score.swing <= 0.7
    assert np.median([abs(d - s.swing) for (s, _), d in zip(examples(genre), delays, strict=True)]) < 0.08


@pytest.mark.parametrize("genre", STRAIGHT)
def test_straight_genres_are_straight(genre: str) -> None:
    delays = [second_half_delay(score, y) for score, y in examples(genre)]
    assert 0.45 < np.median(delays) < 0.55, delays


def test_reggae_skank_is_off_the_beat() -> None:
    """Chords sound on the second eighth of the beat, above the bass and below the hats."""
    for score, y in examples("reggae"):
        profile = accents(score, band(y, 300, 2500))
        off = profile[22:33].max()
        assert off > 1.2 * np.median(profile)


def test_disco_hat_is_off_the_beat_and_drum_on_it() -> None:
    for score, y in examples("disco"):
        high = np.square(sosfiltfilt(butter(4, 5000, "highpass", fs=SR, output="sos"), y))
        low = np.abs(np.diff(np.square(band(y, 30, 110)), prepend=0))
        beat = (np.arange(len(y)) / SR * score.tempo / 60) % 1
        assert high[(beat > 0.5) & (beat < 0.75)].mean() > high[(beat > 0.25) & (beat < 0.5)].mean()
        assert low[beat < 0.2].mean() > 1.2 * low[(beat > 0.25) & (beat < 0.45)].mean()


def test_rock_backbeat() -> None:
    """Beats two and four are stronger between 1.5 and 6 kHz than one and three."""
    stronger = 0
    for score, y in examples("rock"):
        energy = np.square(band(y, 1500, 6000))
        beat = np.arange(len(y)) / SR * score.tempo / 60
        hit = beat % 1 < 0.2
        odd = np.floor(beat) % 2 == 1
        stronger += bool(energy[hit & odd].mean() > energy[hit & ~odd].mean())
    assert stronger >= 2


def test_metal_strikes_densely() -> None:
    """Double bass drum: many more onsets a second than hip-hop's sparse loop."""

    def rate(genre: str) -> float:
        counts = [
            len(librosa.onset.onset_detect(onset_envelope=onsets(y), sr=SR, hop_length=HOP)) for _, y in examples(genre)
        ]
        return float(np.mean(counts)) / SECONDS

    assert rate("metal") > 1.2 * rate("hiphop")


def test_classical_has_no_drums() -> None:
    classical = np.median([percussiveness(y) for _, y in examples("classical")])
    for genre in ("disco", "pop", "hiphop", "rock"):
        assert np.median([percussiveness(y) for _, y in examples(genre)]) > classical + 0.15, genre
    for blend in (0.0, 1.0):
        score = compose("classical", seed=3, artist=1, track=2, blend=blend)
        assert not any(part.is_drum for part in score.midi.instruments)


def test_genres_play_their_tempo_range() -> None:
    reggae = [compose("reggae", seed=0, artist=a, track=0, blend=0).tempo for a in range(10)]
    disco = [compose("disco", seed=0, artist=a, track=0, blend=0).tempo for a in range(10)]
    assert max(reggae) < 100 < min(disco)


def test_blues_has_twelve_bars() -> None:
    """The bass goes to the subdominant in bar five and the dominant in bar nine."""
    score = compose("blues", seed=4, artist=2, track=0, blend=0)
    bass = next(part for part in score.midi.instruments if part.name == "bass")
    bar = 4 * 60 / score.tempo

    def first(number: int) -> int | None:
        return next((n.pitch for n in bass.notes if abs(n.start - number * bar) < 0.1 * bar), None)

    tonic, fourth, fifth = first(0), first(4), first(8)
    assert tonic is not None
    assert fourth is None or (fourth - tonic) % 12 == 5
    assert fifth is None or (fifth - tonic) % 12 == 7
    assert (fourth, fifth) != (None, None)


# Timbre


def test_metal_is_distorted() -> None:
    """Distortion fills the gaps between harmonics and evens the level out."""
    metal = np.median([flatness(y) for _, y in examples("metal")])
    for genre in ("classical", "jazz"):
        assert metal > 1.5 * np.median([flatness(y) for _, y in examples(genre)]), genre


def test_metal_is_denser_and_classical_moves_in_level() -> None:
    def spread(y: np.ndarray) -> float:
        frames = librosa.feature.rms(y=y, frame_length=8192, hop_length=4096)[0]
        return float(np.std(20 * np.log10(frames + 1e-6)))

    assert np.mean([spread(y) for _, y in examples("classical")]) > 1.3 * np.mean(
        [spread(y) for _, y in examples("metal")]
    )


def test_bass_is_heavy_in_hiphop_and_reggae() -> None:
    def heaviness(genre: str) -> float:
        scores = [compose(genre, seed=11, artist=artist, track=0, blend=0) for artist in range(8)]
        return float(np.median([share(render(score, n_samples=6 * SR), 25, 150) for score in scores]))

    light = max(heaviness(genre) for genre in ("classical", "country", "metal"))
    assert heaviness("hiphop") > 1.2 * light
    assert heaviness("reggae") > 1.2 * light


def test_strings_sustain_and_plucks_decay() -> None:
    """Energy half a second into a note: an orchestra keeps it, a banjo does not."""
    from gtzan_course.demo.sounds import SOUNDS

    def kept(name: str) -> float:
        y = SOUNDS[name].play(220.0, 1.0, (0.5, 0.5, 0.5), np.random.default_rng(0))
        return level(y[int(0.5 * SR) : int(0.7 * SR)]) - level(y[int(0.1 * SR) : int(0.3 * SR)])

    assert kept("strings") > -3
    assert kept("banjo") < -6
    assert kept("banjo") < kept("steel guitar") < kept("organ")


@pytest.mark.parametrize("name", ["steel guitar", "finger bass", "violin", "organ", "vibraphone", "voice"])
def test_instruments_are_in_tune(name: str) -> None:
    from gtzan_course.demo.sounds import SOUNDS

    y = SOUNDS[name].play(220.0, 1.0, (0.5, 0.5, 0.5), np.random.default_rng(1)).astype(np.float32)
    f0 = librosa.yin(y[2000:18000], fmin=120, fmax=500, sr=SR)
    assert abs(1200 * np.log2(np.median(f0) / 220)) < 60


# Soundness


@pytest.mark.parametrize("genre", GENRES)
def test_no_silence_and_no_empty_bar(genre: str) -> None:
    for score, y in examples(genre):
        assert y.dtype == np.float32
        assert y.shape == (SECONDS * SR,)
        assert np.isfinite(y).all()
        assert 0.01 < np.abs(y).max() <= 1
        frames = librosa.util.frame(y, frame_length=1024, hop_length=1024)
        assert (frames.std(axis=0) > 1e-5).all()
        bar = int(score.beats * 60 / score.tempo * SR)
        bars = [level(y[i : i + bar]) for i in range(0, len(y) - bar + 1, bar)]
        assert min(bars) > level(y) - 20


def test_no_two_tracks_alike() -> None:
    """No two tracks of any genre or artist share more than half of their spectrogram's ups and downs."""
    tracks = [example(genre, artist)[1] for genre in GENRES for artist in ARTISTS]
    tracks += [render(compose(g, seed=11, artist=0, track=1, blend=0), n_samples=SECONDS * SR) for g in GENRES[:5]]
    grams = []
    for y in tracks:
        mel = librosa.power_to_db(librosa.feature.melspectrogram(y=y, sr=SR, n_mels=40, hop_length=512))
        gram = mel - mel.mean(axis=1, keepdims=True)
        grams.append((gram / np.linalg.norm(gram)).ravel())
    alike = np.array(grams) @ np.array(grams).T
    np.fill_diagonal(alike, 0)
    assert alike.max() < 0.75


def fingerprint(score: Score) -> str:
    notes = [
        (part.name, part.program, n.pitch, n.velocity, round(n.start, 4), round(n.end, 4))
        for part in score.midi.instruments
        for n in part.notes
    ]
    return hashlib.sha256(repr((score.tempo, score.key, notes)).encode()).hexdigest()[:16]


def test_same_seed_same_score_other_seed_other_score() -> None:
    for genre in GENRES:
        base = compose(genre, seed=5, artist=1, track=3)
        assert fingerprint(base) == fingerprint(compose(genre, seed=5, artist=1, track=3))
        others = [compose(genre, seed=s, artist=a, track=k) for s, a, k in ((6, 1, 3), (5, 2, 3), (5, 1, 4))]
        assert fingerprint(base) not in {fingerprint(score) for score in others}


def test_scores_are_those_of_this_version() -> None:
    """If this fails, the demo data has changed: raise DEMO_VERSION, then store the new value."""
    together = "".join(fingerprint(compose(genre, seed=0, artist=0, track=0)) for genre in GENRES)
    assert (DEMO_VERSION, hashlib.sha256(together.encode()).hexdigest()[:16]) == ("2", "ebd013f2e287c8ca")


def test_bass_and_chords_share_a_key() -> None:
    """The bass is heard beneath the chords: the twelve shifts of its notes against theirs fit best unshifted."""
    shared = np.zeros(12)
    for genre, artist in product(GENRES, range(3)):
        parts = compose(genre, seed=1, artist=artist, track=0).midi.instruments
        bass, chords = (_pitch_classes(part) for name in ("bass", "comp") for part in parts if part.name == name)
        shared += [float(np.minimum(np.roll(bass, shift), chords).sum()) for shift in range(12)]
    assert np.argmax(shared) == 0


def _pitch_classes(part: Instrument) -> np.ndarray:
    counts = np.bincount([note.pitch % 12 for note in part.notes], minlength=12)
    return counts / counts.sum()


def test_same_score_same_audio() -> None:
    score = compose("pop", seed=5, artist=1, track=3)
    np.testing.assert_allclose(render(score, n_samples=SR), render(score, n_samples=SR), atol=1e-4)


def test_cohesion_makes_an_artists_tracks_alike() -> None:
    """At 1, an artist keeps instruments and recording; at 0, none is kept more than by chance."""

    def kept(cohesion: float) -> float:
        pairs = [[compose("rock", seed=0, artist=a, track=k, cohesion=cohesion).mix for k in (0, 1)] for a in range(12)]
        return float(np.mean([a.room_seconds == b.room_seconds for a, b in pairs]))

    assert kept(1.0) == 1.0
    assert kept(0.0) == 0.0


def test_blend_borrows() -> None:
    pure = {compose("metal", seed=0, artist=a, track=0, blend=0).mix.kit for a in range(20)}
    mixed = {compose("metal", seed=0, artist=a, track=0, blend=1).mix.kit for a in range(20)}
    assert pure == {"heavy", "room"}
    assert mixed == {"heavy", "room", "dry"}


# What is refused


@pytest.mark.parametrize(
    ("arguments", "said"),
    [({"genre": "polka"}, "polka"), ({"cohesion": 1.5}, "cohesion"), ({"blend": -0.1}, "blend")],
)
def test_compose_refuses(arguments: dict[str, object], said: str) -> None:
    given = {"genre": "rock", "seed": 0, "artist": 0, "track": 0} | arguments
    with pytest.raises(ValueError, match=said):
        compose(**given)  # type: ignore[arg-type]


def test_render_refuses_no_samples() -> None:
    with pytest.raises(ValueError, match="n_samples"):
        render(example("rock")[0], n_samples=0)


# Files


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("data")
    return write_demo(home, tracks_per_genre=3, artists_per_genre=2, genres=("jazz", "metal"), progress=False)


def rows(home: Path) -> list[dict[str, str]]:
    with open(home / "genres" / MANIFEST, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def files(home: Path) -> dict[str, bytes]:
    return {str(p.relative_to(home)): p.read_bytes() for p in sorted(home.rglob("*")) if p.is_file()}


def test_layout_and_manifest(written: Path) -> None:
    names = [p.relative_to(written / "genres").as_posix() for p in sorted(written.rglob("*.wav"))]
    assert names == [f"{g}/{g}.{k:05d}.wav" for g in ("jazz", "metal") for k in range(3)]
    info = soundfile.info(written / "genres" / names[0])
    assert (info.frames, info.samplerate, info.channels, info.subtype) == (661_500, SR, 1, "PCM_16")
    table = rows(written)
    assert [r["artist"] for r in table] == ["jazz-a00", "jazz-a01", "jazz-a00", "metal-a00", "metal-a01", "metal-a00"]
    assert [r["artist_track"] for r in table[:3]] == ["0", "0", "1"]
    assert {r["version"] for r in table} == {DEMO_VERSION}


def test_files_hold_what_render_gives(written: Path) -> None:
    y, _ = soundfile.read(written / "genres/metal/metal.00002.wav", dtype="float32")
    expected = render(compose("metal", seed=0, artist=0, track=1))
    np.testing.assert_allclose(y, expected, atol=1e-3)


def test_resumes(written: Path) -> None:
    """A deleted track comes back with the same bytes; the others are not touched."""
    before = files(written)
    gone, kept = written / "genres/jazz/jazz.00001.wav", written / "genres/metal/metal.00000.wav"
    gone.unlink()
    stamp = kept.stat().st_mtime_ns
    write_demo(written, tracks_per_genre=3, artists_per_genre=2, genres=("jazz", "metal"), progress=False)
    assert files(written) == before
    assert kept.stat().st_mtime_ns == stamp


def test_tracks_do_not_depend_on_how_many(written: Path, tmp_path: Path) -> None:
    write_demo(tmp_path, tracks_per_genre=1, artists_per_genre=1, genres=("jazz",), first_artist=1, progress=False)
    assert (tmp_path / "genres/jazz/jazz.00000.wav").read_bytes() == (
        written / "genres/jazz/jazz.00001.wav"
    ).read_bytes()
    assert rows(tmp_path)[0]["artist"] == "jazz-a01"


def test_interrupted_write_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(file: object, *_: object, **__: object) -> None:
        file.write(b"RIFF half a track")  # type: ignore[attr-defined]
        raise KeyboardInterrupt

    monkeypatch.setattr("gtzan_course.demo.write.soundfile.write", stop)
    with pytest.raises(KeyboardInterrupt):
        write_demo(tmp_path, tracks_per_genre=1, genres=("pop",), progress=False)
    left = [p.name for p in tmp_path.rglob("*") if p.is_file()]
    assert left == ["settings.txt"]


def test_other_settings_are_refused(written: Path) -> None:
    before = files(written)
    with pytest.raises(FileExistsError, match="seed: 1"):
        write_demo(written, tracks_per_genre=3, artists_per_genre=2, genres=("jazz", "metal"), seed=1, progress=False)
    assert files(written) == before


def test_foreign_folder_is_refused(tmp_path: Path) -> None:
    mine = tmp_path / "genres/blues/blues.00000.wav"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")
    with pytest.raises(FileExistsError, match="other files"):
        write_demo(tmp_path, tracks_per_genre=1, progress=False)
    assert mine.read_bytes() == b"mine"


@pytest.mark.parametrize("wrong", [{"tracks_per_genre": 0}, {"artists_per_genre": 0}, {"first_artist": -1}])
def test_write_refuses_numbers_out_of_range(wrong: dict[str, int], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one track"):
        write_demo(tmp_path, progress=False, **wrong)
    assert not list(tmp_path.iterdir())


def test_write_refuses_unknown_genre(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="polka"):
        write_demo(tmp_path, genres=("polka",), progress=False)
    assert not list(tmp_path.iterdir())


def test_demo_home_lies_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GTZAN_COURSE_CACHE", str(tmp_path))
    monkeypatch.setattr("gtzan_course.demo.write.render", lambda score: np.zeros(100, np.float32))
    home = demo_home(tracks_per_genre=1, progress=False)
    assert home.parent == tmp_path
    assert len(list(home.glob("genres/*/*.wav"))) == 10
    assert demo_home(tracks_per_genre=1, progress=False) == home


def test_a_hundred_tracks_take_less_than_a_minute_of_processor_time() -> None:
    start = time.process_time()
    for genre in GENRES:
        render(compose(genre, seed=77, artist=0, track=0))
    assert 10 * (time.process_time() - start) < 60
