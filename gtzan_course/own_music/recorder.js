// Record from the microphone, and hand the sound to the kernel as a mono WAV file of 16 bits.

const RATE = 48_000; // what browsers record at; the kernel resamples, nobody else
const LONGEST = 60; // seconds

const WHY = {
  NotAllowedError: "The browser does not let this page use the microphone. Allow it beside the address, and try again.",
  NotFoundError: "No microphone was found. Plug one in, or choose a file instead.",
  NotReadableError: "The microphone is in use by another program. Close that, and try again.",
};

function render({ model, el }) {
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  button.className = "jupyter-button lm-Widget";
  button.textContent = "Record";
  said.setAttribute("role", "status");
  said.style.marginInline = ".6em";
  el.append(button, said);

  let recording = null;
  button.addEventListener("click", async () => {
    if (recording) return recording.stop();
    button.disabled = true;
    said.textContent = "";
    try {
      recording = await record((seconds) => { button.textContent = `Stop (${seconds} s)`; });
      button.disabled = false;
      button.textContent = "Stop";
      const file = await recording.file;
      model.set("file", new DataView(file));
      model.save_changes();
      said.textContent = "Recorded.";
    } catch (error) {
      said.textContent = WHY[error.name] ?? `Nothing was recorded: ${error.message}`;
    }
    recording = null;
    button.disabled = false;
    button.textContent = "Record";
  });
  return () => recording?.stop();
}

/** Begin to record; `tick` is told the seconds. `stop` ends it, and `file` then becomes the WAV's bytes. */
async function record(tick) {
  if (!navigator.mediaDevices) throw new Error("browsers allow it on https and on localhost only.");
  const sound = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: sound });
  const recorder = new MediaRecorder(stream);
  const parts = [];
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  const ended = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  recorder.start();
  const start = performance.now();
  const stop = () => { if (recorder.state !== "inactive") recorder.stop(); };
  const clock = setInterval(() => {
    const seconds = Math.floor((performance.now() - start) / 1000);
    tick(seconds);
    if (seconds >= LONGEST) stop();
  }, 250);
  const file = ended.then(async () => {
    clearInterval(clock);
    for (const track of stream.getTracks()) track.stop();
    const bytes = await new Blob(parts, { type: recorder.mimeType }).arrayBuffer();
    return wav(await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes));
  });
  return { stop, file };
}

/** The mean of a sound's channels as a WAV file. */
function wav(sound) {
  const channels = Array.from({ length: sound.numberOfChannels }, (_, i) => sound.getChannelData(i));
  const view = new DataView(new ArrayBuffer(44 + 2 * sound.length));
  const text = (at, letters) => [...letters].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * sound.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // whole numbers
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, sound.sampleRate, true);
  view.setUint32(28, 2 * sound.sampleRate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * sound.length, true);
  for (let i = 0; i < sound.length; i++) {
    const value = channels.reduce((sum, channel) => sum + channel[i], 0) / channels.length;
    view.setInt16(44 + 2 * i, Math.round(32767 * Math.max(-1, Math.min(1, value))), true);
  }
  return view.buffer;
}

export default { render };
