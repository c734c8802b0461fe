// M4A and MP4: boxes in boxes. What is asked for stands in the box `moov`, at the file's beginning or at its end.

import { bytes, letters } from "./headers.mjs";

const MOST_MOOV = 32e6;
const LOCKED = ["drms", "enca"];
const OPUS_RATE = 48_000;

export async function readMp4(blob) {
  for (let at = 0; at + 8 <= blob.size; ) {
    const view = await bytes(blob, at, 16);
    const box = boxAt(view, 0, blob.size - at);
    if (!box) return null;
    if (box.name === "moov") return box.size < MOST_MOOV ? fromMoov(await bytes(blob, at, box.size)) : null;
    at += box.size;
  }
  return null;
}

/** A box's name, its size with its head, and how long that head is; one of size 0 reaches to the end. */
function boxAt(view, at, rest) {
  if (at + 8 > view.byteLength) return null;
  const name = letters(view, at + 4, 4);
  const short = view.getUint32(at);
  if (short !== 1) return short === 0 || short >= 8 ? { name, size: short || rest, head: 8, at } : null;
  return at + 16 <= view.byteLength ? { name, size: Number(view.getBigUint64(at + 8)), head: 16, at } : null;
}

function* boxes(view, start, stop) {
  for (let at = start, box; at < stop && (box = boxAt(view, at, stop - at)) && box.size >= 8; at += box.size) yield box;
}

/** The first box by that way of names, such as mdia/minf. */
function find(view, outer, way) {
  for (const box of boxes(view, outer.at + outer.head, Math.min(outer.at + outer.size, view.byteLength))) {
    if (box.name === way[0]) return way.length === 1 ? box : find(view, box, way.slice(1));
  }
  return null;
}

function fromMoov(view) {
  const moov = boxAt(view, 0, view.byteLength);
  for (const track of boxes(view, moov.head, view.byteLength)) {
    if (track.name !== "trak") continue;
    const kind = find(view, track, ["mdia", "hdlr"]);
    if (kind && letters(view, kind.at + 16, 4) === "soun") return fromTrack(view, track);
  }
  return null;
}

function fromTrack(view, track) {
  const table = find(view, track, ["mdia", "minf", "stbl", "stsd"]);
  const clock = find(view, track, ["mdia", "mdhd"]);
  if (!table || !clock || table.at + 52 > view.byteLength) return null;
  const entry = table.at + 16;
  const codec = letters(view, entry + 4, 4);
  const { ticks, length } = mediaClock(view, clock.at + 8);
  return {
    format: `M4A (${codec.trim()})`,
    locked: LOCKED.includes(codec),
    rate: codec === "Opus" ? OPUS_RATE : view.getUint16(entry + 32) || ticks,
    channels: view.getUint16(entry + 24),
    seconds: length ? length / ticks : null,
  };
}

/** A track's ticks a second and its length in ticks; 0 where the file was written as a stream. */
function mediaClock(view, at) {
  return view.getUint8(at) === 1
    ? { ticks: view.getUint32(at + 20), length: Number(view.getBigUint64(at + 24)) }
    : { ticks: view.getUint32(at + 12), length: view.getUint32(at + 16) };
}
