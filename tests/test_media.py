"""What notebooks hold becomes files of the book."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from tools.media import moved

SOUND, PICTURE = b"ID3 a sound", b"RIFF a picture"


def uri(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def test_sounds_and_pictures_become_files_with_the_same_bytes(tmp_path: Path) -> None:
    body = f'<audio src="{uri("audio/mpeg", SOUND)}"></audio><img src="{uri("image/webp", PICTURE)}">'
    page = moved(body, tmp_path, "../")
    sound, picture = re.findall(r'src="\.\./(_media/[0-9a-f]{20}\.\w+)"', page)
    assert (tmp_path / sound).read_bytes() == SOUND
    assert (tmp_path / picture).read_bytes() == PICTURE
    assert (sound[-4:], picture[-5:]) == (".mp3", ".webp")


def test_what_lies_in_data_for_a_script_is_moved_too(tmp_path: Path) -> None:
    page = moved(f'{{"sound": "{uri("audio/mpeg", SOUND)}"}}', tmp_path, "")
    assert re.fullmatch(r'\{"sound": "_media/[0-9a-f]{20}\.mp3"\}', page)


def test_the_same_sound_is_stored_once(tmp_path: Path) -> None:
    moved(uri("audio/mpeg", SOUND) + " " + uri("audio/mpeg", SOUND), tmp_path, "")
    assert len(list((tmp_path / "_media").iterdir())) == 1


def test_other_pictures_stay_where_they_are(tmp_path: Path) -> None:
    body = f'<img src="{uri("image/png", PICTURE)}">'
    assert moved(body, tmp_path, "") == body
    assert not (tmp_path / "_media").exists()
