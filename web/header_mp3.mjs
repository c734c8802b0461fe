// MP3, and AAC without a container: no header, but one for each frame of a few hundred samples.

import { letters } from "./headers.mjs";

const KBIT = {
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const MP3_RATES = [44_100, 48_000, 32_000];
const AAC_RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

/** Read the first frame that is followed by another of its kind; null where there is none. */
export function readMp3(blob, view, start) {
  for (let at = 0; at + 7 < view.byteLength; at++) {
    const frame = frameAt(view, at);
    const next = frame && frameAt(view, at + frame.length);
    if (!frame || (!next && start + at + frame.length < blob.size)) continue;
    if (next && (next.format !== frame.format || next.rate !== frame.rate)) continue;
    const { format, rate, channels } = frame;
    return { format, rate, channels, seconds: seconds(view, at, frame, blob.size - start - at) };
  }
  return null;
}

function frameAt(view, at) {
  if (at + 7 >= view.byteLength || (view.getUint16(at) & 0xffe0) !== 0xffe0) return null;
  const layer = (view.getUint8(at + 1) >> 1) & 3; // 1 is MP3's third layer; AAC has 0 there
  if (layer === 1) return mp3Frame(view, at);
  return layer === 0 && view.getUint8(at + 1) >= 0xf0 ? aacFrame(view, at) : null;
}

function mp3Frame(view, at) {
  const [version, packed] = [(view.getUint8(at + 1) >> 3) & 3, view.getUint8(at + 2)]; // versions 3, 2, 0: MPEG 1, 2, 2.5
  const kbit = KBIT[version === 3 ? 1 : 2][packed >> 4];
  const rate = MP3_RATES[(packed >> 2) & 3] / { 3: 1, 2: 2, 0: 4 }[version];
  if (!kbit || !rate) return null;
  const samples = version === 3 ? 1152 : 576;
  const length = Math.floor((samples * kbit * 125) / rate) + ((packed >> 1) & 1);
  const channels = view.getUint8(at + 3) >> 6 === 3 ? 1 : 2;
  const side = version === 3 ? [17, 32][channels - 1] : [9, 17][channels - 1];
  return { format: "MP3", rate, channels, samples, length, side };
}

function aacFrame(view, at) {
  const rate = AAC_RATES[(view.getUint8(at + 2) >> 2) & 15];
  const packed = view.getUint32(at + 2);
  const length = (packed >>> 5) & 0x1fff;
  const channels = (packed >>> 22) & 7;
  return rate && length > 7 ? { format: "AAC", rate, channels: channels || 1, samples: 1024, length } : null;
}

/** How long the file is: as many frames as its first one counts, or as fit into its size. */
function seconds(view, at, frame, size) {
  const counted = frame.side ? at + 4 + frame.side : view.byteLength;
  if (counted + 12 <= view.byteLength && ["Xing", "Info"].includes(letters(view, counted, 4)) && view.getUint8(counted + 7) & 1) {
    return (view.getUint32(counted + 8) * frame.samples) / frame.rate;
  }
  let [frames, read] = [0, 0];
  for (let next = frame; next; next = frameAt(view, at + read)) {
    frames += 1;
    read += next.length;
  }
  return (((size / read) * frames) * frame.samples) / frame.rate;
}
