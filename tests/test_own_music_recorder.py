"""The recorder's script in a browser: what it hands to the kernel is the sound, and what it says when there is none."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, Page, expect
from visits import FLAGS

from gtzan_course.own_music.recorder import Recorder
from tools import browser

pytestmark = pytest.mark.browser

MICROPHONE = ["--use-fake-device-for-media-stream"]
"""A microphone that beeps once a second."""

PAGE = """<!doctype html><html lang="en"><title>Recorder</title><main id="here"></main>
<script type="module">
import recorder from "./recorder.js";
window.model = {
  values: {}, saved: 0,
  set(name, value) { this.values[name] = value; },
  save_changes() { this.saved += 1; },
};
window.leave = recorder.render({ model, el: document.getElementById("here") });
</script></html>"""

SENT = """() => {
  const view = model.values.file;
  let text = "";
  for (const byte of new Uint8Array(view.buffer, view.byteOffset, view.byteLength)) text += String.fromCharCode(byte);
  return btoa(text);
}"""


def opened(chromium: Browser, **options: object) -> Page:
    """Open the recorder on a page that may ask for the microphone, as browsers allow it on localhost."""
    page = chromium.new_context(**options).new_page()
    script = Recorder._esm
    page.route("http://localhost/", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.route(
        "http://localhost/recorder.js", lambda route: route.fulfill(body=str(script), content_type="text/javascript")
    )
    page.goto("http://localhost/")
    return page


@pytest.fixture(scope="module")
def listening(chromium: Browser) -> Iterator[Browser]:
    started = chromium.browser_type.launch(executable_path=browser.find(), args=[*FLAGS, *MICROPHONE])
    yield started
    started.close()


def test_a_recording_is_a_mono_wav_of_what_was_heard(listening: Browser) -> None:
    page = opened(listening, permissions=["microphone"])
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("button", name="Stop (3 s)")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status")).to_have_text("Recorded.", timeout=20_000)
    expect(page.get_by_role("button", name="Record")).to_be_enabled()
    assert page.evaluate("model.saved") == 1
    file = io.BytesIO(base64.b64decode(page.evaluate(SENT)))
    info = soundfile.info(file)
    assert (info.channels, info.samplerate, info.subtype) == (1, 48_000, "PCM_16")
    y, sr = soundfile.read(io.BytesIO(file.getvalue()))
    assert 2.5 < len(y) / sr < 6
    quiet, loud = np.percentile(np.abs(y), [30, 99])
    assert loud > 0.05, "the beeps are there"
    assert quiet < 0.01, "and the rests between them"


def test_a_browser_that_refuses_is_told_of(listening: Browser) -> None:
    page = opened(listening, permissions=[])
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("status")).to_contain_text("does not let this page use the microphone")
    expect(page.get_by_role("button", name="Record")).to_be_enabled()
    assert page.evaluate("model.saved") == 0


def test_a_page_that_may_not_ask_says_where_one_may(listening: Browser) -> None:
    page = opened(listening)
    page.evaluate("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("status")).to_contain_text("on https and on localhost only")


def test_no_microphone_is_told_of(listening: Browser) -> None:
    page = opened(listening, permissions=["microphone"])
    page.evaluate(
        """() => {
          navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("none", "NotFoundError"); };
        }"""
    )
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("status")).to_contain_text("No microphone was found")


def test_leaving_while_recording_lets_go_of_the_microphone(listening: Browser) -> None:
    page = opened(listening, permissions=["microphone"])
    page.evaluate(
        """() => {
          const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = async (what) => (window.stream = await ask(what));
        }"""
    )
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("button", name="Stop (1 s)")).to_be_visible(timeout=20_000)
    page.evaluate("leave()")
    page.wait_for_function("stream.getTracks().every((track) => track.readyState === 'ended')", timeout=20_000)
