// What an audio file's header says: its sample rate in Hz, its channels, and how long it is. Only a few bytes are read,
// so that a file of any size can be looked at before it is decoded.

import { readMp3 } from "./header_mp3.mjs";
import { readMp4 } from "./header_mp4.mjs";
import { readWebm } from "./header_webm.mjs";
import { Refusal } from "./refusal.mjs";

export const FORMATS = "WAV, FLAC, MP3, OGG, M4A, AAC and WebM";

const MOST_HEADER = 65_536;
const OPUS_RATE = 48_000; // whatever was encoded, Opus is decoded at this rate

/** A part of a file as a DataView, shorter where the file ends. */
export async function bytes(blob, start, length) {
  try {
    return new DataView(await blob.slice(start, start + length).arrayBuffer());
  } catch {
    throw new Refusal("This file cannot be read. Is it a folder, or has it been moved? Choose it again.");
  }
}

/** Some bytes as text, one letter a byte. */
export function letters(view, start, length) {
  const end = Math.min(start + length, view.byteLength);
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(view.getUint8(i));
  return text;
}

/**
 * Read a file's header.
 *
 * Gives its format, sample rate in Hz, number of channels and length in seconds (null where it doesn't say). Throws
 * a Refusal for what is no audio, or is locked.
 */
export async function readHeader(blob) {
  if (blob.size === 0) throw new Refusal("This file is empty (0 bytes). Copy or download it again.");
  const start = await skipTag(blob);
  const view = await bytes(blob, start, MOST_HEADER);
  const header = await known(blob, view, start);
  if (!header) {
    throw new Refusal(`This is no audio file, or none of a kind that this page knows: ${FORMATS}. Convert it to one of these.`);
  }
  if (header.locked) {
    throw new Refusal("This file is locked by copy protection (DRM), so that only its shop's own player can open it. Use a file without.");
  }
  return header;
}

async function known(blob, view, start) {
  const mark = letters(view, 0, 4);
  if (mark === "RIFF" && letters(view, 8, 4) === "WAVE") return readWav(blob);
  if (mark === "fLaC") return { format: "FLAC", ...streamInfo(view, 8) };
  if (mark === "OggS") return readOgg(blob, view);
  if (letters(view, 4, 4) === "ftyp") return readMp4(blob);
  if (view.byteLength > 4 && view.getUint32(0) === 0x1a45dfa3) return readWebm(blob);
  return readMp3(blob, view, start);
}

/** Where the sound begins after a tag (title, artist, picture) of the kind that MP3 files have, which others may have too. */
async function skipTag(blob) {
  const view = await bytes(blob, 0, 10);
  if (view.byteLength < 10 || letters(view, 0, 3) !== "ID3") return 0;
  const size = [6, 7, 8, 9].reduce((sum, i) => sum * 128 + view.getUint8(i), 0);
  return 10 + size + (view.getUint8(5) & 0x10 ? 10 : 0);
}

async function readWav(blob) {
  const header = { format: "WAV", rate: 0, channels: 0, seconds: null };
  let perSecond = 0;
  for (let at = 12; at + 8 <= blob.size; ) {
    const view = await bytes(blob, at, 24);
    const [name, size] = [letters(view, 0, 4), view.getUint32(4, true)];
    if (name === "fmt " && view.byteLength === 24) {
      header.channels = view.getUint16(10, true);
      header.rate = view.getUint32(12, true);
      perSecond = view.getUint32(16, true);
    }
    if (name === "data") {
      if (perSecond) header.seconds = Math.min(size, blob.size - at - 8) / perSecond;
      break;
    }
    at += 8 + size + (size % 2);
  }
  return header.rate ? header : null;
}

/** FLAC's first block: 20 bits of sample rate, 3 of channels, 5 of sample size, 36 of length. */
function streamInfo(view, at) {
  if (view.byteLength < at + 18) return { rate: 0, channels: 0, seconds: null };
  const packed = view.getUint32(at + 10);
  const rate = packed >>> 12;
  const samples = (view.getUint8(at + 13) & 15) * 2 ** 32 + view.getUint32(at + 14);
  return { rate, channels: ((packed >>> 9) & 7) + 1, seconds: samples ? samples / rate : null };
}

async function readOgg(blob, view) {
  const at = 27 + (view.byteLength > 27 ? view.getUint8(26) : 0); // after the first page's table of its parts
  if (view.byteLength < at + 19) return null;
  if (letters(view, at, 7) === "\x01vorbis") {
    const rate = view.getUint32(at + 12, true);
    return { format: "OGG Vorbis", rate, channels: view.getUint8(at + 11), seconds: (await lastPage(blob)) / rate };
  }
  if (letters(view, at, 8) === "OpusHead") {
    const samples = (await lastPage(blob)) - view.getUint16(at + 10, true);
    return { format: "OGG Opus", rate: OPUS_RATE, channels: view.getUint8(at + 9), seconds: samples / OPUS_RATE };
  }
  return letters(view, at + 1, 4) === "FLAC" ? { format: "OGG FLAC", ...streamInfo(view, at + 17) } : null;
}

/** How many samples there are up to the end of an OGG file's last page. */
async function lastPage(blob) {
  const view = await bytes(blob, Math.max(0, blob.size - MOST_HEADER), MOST_HEADER);
  const at = letters(view, 0, view.byteLength).lastIndexOf("OggS");
  return at >= 0 && at + 14 <= view.byteLength ? Number(view.getBigInt64(at + 6, true)) : 0;
}
