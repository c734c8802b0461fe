// WebM and Matroska: elements in elements, each with a number for its name.

import { bytes, letters } from "./headers.mjs";

const MOST_HEADER = 1e6;
const OPUS_RATE = 48_000;
const [SEGMENT, INFO, TRACKS, TRACK, AUDIO] = [0x18538067, 0x1549a966, 0x1654ae6b, 0xae, 0xe1];
const [TICK, DURATION, TYPE, CODEC, RATE, CHANNELS, ENCODINGS] = [0x2ad7b1, 0x4489, 0x83, 0x86, 0xb5, 0x9f, 0x6d80];
const INSIDE = [SEGMENT, INFO, TRACKS, TRACK, AUDIO];
const SOUND = 2;

export async function readWebm(blob) {
  const view = await bytes(blob, 0, MOST_HEADER);
  const header = { format: "WebM", rate: 8_000, channels: 1, seconds: null, locked: false }; // what holds unless said
  const found = { tick: 1e6, duration: null, sound: false };
  for (const element of elements(view, 0, view.byteLength)) note(view, element, header, found);
  if (found.duration) header.seconds = (found.duration * found.tick) / 1e9;
  return found.sound ? header : null;
}

function note(view, { id, at, size }, header, found) {
  if (id === TICK) found.tick = whole(view, at, size);
  if (id === DURATION) found.duration = real(view, at, size);
  if (id === TRACK) found.here = false;
  if (id === TYPE) {
    found.here = whole(view, at, size) === SOUND && !found.sound;
    found.sound ||= found.here;
  }
  if (!found.here) return;
  if (id === CODEC && letters(view, at, size).startsWith("A_OPUS")) header.opus = true;
  if (id === RATE || id === CODEC) header.rate = header.opus ? OPUS_RATE : id === RATE ? real(view, at, size) : header.rate;
  if (id === CHANNELS) header.channels = whole(view, at, size);
  if (id === ENCODINGS) header.locked = true;
}

/** All elements, those inside others after these; what is cut off at the end is left out. */
function* elements(view, start, stop) {
  for (let at = start; at < stop; ) {
    const id = number(view, at, false);
    const size = id && number(view, at + id.length, true);
    if (!size) return;
    const body = at + id.length + size.length;
    const end = size.unknown ? stop : body + size.value;
    if (INSIDE.includes(id.value)) {
      yield { id: id.value, at: body, size: 0 };
      yield* elements(view, body, Math.min(end, stop));
    } else if (end <= stop) yield { id: id.value, at: body, size: size.value };
    at = end;
  }
}

/** A number whose first byte's leading zeros say how long it is; all ones mean unknown. */
function number(view, at, masked) {
  if (at >= view.byteLength) return null;
  const first = view.getUint8(at);
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > view.byteLength) return null;
  const ones = 2 ** (8 - length) - 1;
  let value = masked ? first & ones : first;
  let unknown = (first & ones) === ones;
  for (let i = 1; i < length; i++) {
    value = value * 256 + view.getUint8(at + i);
    unknown &&= view.getUint8(at + i) === 255;
  }
  return { value, length, unknown };
}

function whole(view, at, size) {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + view.getUint8(at + i);
  return value;
}

const real = (view, at, size) => (size === 8 ? view.getFloat64(at) : size === 4 ? view.getFloat32(at) : 0);
