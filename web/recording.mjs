// Record from the microphone as it is: the browser's treatment of speech switched off, the samples kept in a WAV file.

import { Refusal } from "./refusal.mjs";

const UNTREATED = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
const LEVEL_EVERY = 0.1; // seconds

const REASONS = {
  NotAllowedError: "The page may not use the microphone. Allow it beside the page's address, or choose a file.",
  NotFoundError: "There is no microphone here. Connect one, or choose a file.",
  NotReadableError: "The microphone is in use by another program. Close that, or choose a file.",
};

/**
 * Record until `seconds` have passed or `signal` says stop; gives a WAV file.
 *
 * `tell` is called ten times a second with the seconds recorded and the highest sample since the last call, from 0 to 1.
 */
export async function record(seconds, { signal, tell }) {
  const stream = await microphone();
  const context = new AudioContext();
  try {
    await context.audioWorklet.addModule(new URL("recorder.mjs", import.meta.url));
    await context.resume();
    const samples = await collect(context, stream, seconds, signal, tell);
    return wav(samples, context.sampleRate);
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    await context.close();
  }
}

async function microphone() {
  if (!navigator.mediaDevices) throw new Refusal("The browser gives the microphone only to pages that come by https. Choose a file.");
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: UNTREATED });
  } catch (error) {
    throw new Refusal(REASONS[error.name] ?? `The microphone could not be used (${error.message}). Choose a file.`);
  }
}

function collect(context, stream, seconds, signal, tell) {
  const recorder = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 1 });
  const [parts, most] = [[], Math.round(seconds * context.sampleRate)];
  let [length, told, peak] = [0, 0, 0];
  const recorded = new Promise((resolve) => {
    const stop = () => resolve(parts);
    signal.addEventListener("abort", stop, { once: true });
    stream.getTracks().forEach((track) => track.addEventListener("ended", stop));
    if (signal.aborted) stop();
    recorder.port.onmessage = ({ data }) => {
      parts.push(data);
      length += data.length;
      peak = data.reduce((highest, value) => Math.max(highest, Math.abs(value)), peak);
      if (length - told >= LEVEL_EVERY * context.sampleRate) {
        tell(length / context.sampleRate, peak);
        [told, peak] = [length, 0];
      }
      if (length >= most) stop();
    };
  });
  // Its output is silence; without one, the browser would not run it.
  context.createMediaStreamSource(stream).connect(recorder).connect(context.destination);
  return recorded;
}

/** A WAV file of mono samples, 16 bits each. */
export function wav(parts, rate) {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = new DataView(new ArrayBuffer(44));
  const text = (at, letters) => [...letters].forEach((letter, i) => head.setUint8(at + i, letter.charCodeAt(0)));
  const numbers = [[4, 36 + 2 * length], [16, 16], [24, rate], [28, 2 * rate], [40, 2 * length]];
  const short = [[20, 1], [22, 1], [32, 2], [34, 16]];
  for (const [at, letters] of [[0, "RIFF"], [8, "WAVEfmt "], [36, "data"]]) text(at, letters);
  for (const [at, number] of numbers) head.setUint32(at, number, true);
  for (const [at, number] of short) head.setUint16(at, number, true);
  const samples = parts.map((part) => Int16Array.from(part, (value) => Math.max(-1, Math.min(1, value)) * 32767));
  return new Blob([head, ...samples], { type: "audio/wav" });
}
