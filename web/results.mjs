// What is shown of a track: its player, its mel spectrogram with a cursor, and the votes of its windows.

import { height, picture } from "./picture.mjs";
import { clock, decimals } from "./refusal.mjs";
import { tally, vote } from "./voting.mjs";
import { middle, startOf } from "./windows.mjs";

const MARKS = [200, 1000, 4000]; // frequencies that are named, in Hz
const STEPS = [1, 5, 10, 30, 60, 120, 300, 600]; // seconds between two times that are named
const MOST_TIMES = 7;

export const percent = (share) => `${Math.round(100 * share)} %`;

/** An element with some text and class. */
export function made(name, text = "", className = "") {
  return Object.assign(document.createElement(name), { textContent: text, className });
}

/** Show a track that has been decoded; `add` shows more of its windows, `tallied` counts them. */
export function results(root, { name, sound, model, colours }) {
  const part = (of) => root.querySelector(`.your-music-${of}`);
  const canvas = root.querySelector("canvas");
  const heard = []; // each window's probabilities
  const colour = (genre) => colours[model.genres[genre]];
  const mel = picture(canvas, sound.seconds, model);
  const rows = model.genres.map((genre, i) => row(genre, colour(i)));

  const { rate, channels, format } = sound.header;
  const kind = `${clock(sound.seconds)} · ${format} · ${decimals(rate)} Hz · ${channels} channel${channels > 1 ? "s" : ""}`;
  part("file").replaceChildren(made("strong", name), ` ${kind}`);
  part("warning").textContent = sound.warning;
  part("warning").hidden = !sound.warning;
  part("votes").tBodies[0].replaceChildren(...rows.map((each) => each.line));
  part("windows").open = false;
  part("top").replaceChildren();
  marks(part("marks"), model.sample_rate);
  times(part("times"), sound.seconds);
  canvas.setAttribute("aria-label", `Mel spectrogram of ${name}, from left to right: low notes at the bottom, bright where it is loud`);

  function add({ first, count, probabilities, pictures }) {
    const cells = pictures.length / probabilities.length;
    probabilities.forEach((given, i) => {
      const genre = vote(given);
      heard.push(given);
      mel.add(first + i, count, pictures.subarray(i * cells, (i + 1) * cells));
      rows[genre].add(...middle(first + i, model), sound.seconds);
    });
    if (part("windows").open) list();
  }

  function tallied() {
    const { counts, order, tied } = tally(heard, model.genres.length);
    return { winner: order[0], votes: counts[order[0]], windows: heard.length, counts, order, tied };
  }

  /** The three genres with most votes. */
  function rank() {
    const { counts, order, windows } = tallied();
    const shown = order.slice(0, 3).filter((genre) => counts[genre] > 0);
    part("top").replaceChildren(...shown.map((genre) => ranked(model.genres[genre], counts[genre] / windows, colour(genre))));
  }

  /** All windows in words, made when someone opens the table. */
  function list() {
    const length = model.window_length / model.sample_rate;
    const lines = heard.map((given, i) => {
      const start = Math.max(0, startOf(i, model)) / model.sample_rate;
      const genre = vote(given);
      const line = made("tr");
      line.append(made("th", i), made("td", `${start.toFixed(1)} to ${(start + length).toFixed(1)}`));
      line.append(made("td", `${model.genres[genre]}, ${percent(given[genre])}`));
      line.firstChild.scope = "row";
      return line;
    });
    part("windows").querySelector("tbody").replaceChildren(...lines);
  }

  part("windows").ontoggle = list;
  return { add, rank, tallied };
}

/** A genre's line: its name, its windows in time, how many they are. */
function row(genre, colour) {
  const line = made("tr");
  const lane = made("td", "", "your-music-lane");
  const votes = made("td", "0");
  const name = made("th", genre);
  name.scope = "row";
  line.style.setProperty("--genre", colour);
  line.append(name, lane, votes);
  return {
    line,
    add(from, to, seconds) {
      const cell = made("span");
      Object.assign(cell.style, { left: `${(100 * from) / seconds}%`, width: `${(100 * (to - from)) / seconds}%` });
      lane.append(cell);
      votes.textContent = lane.childElementCount;
    },
  };
}

function ranked(genre, share, colour) {
  const line = made("li");
  const bar = made("span", "", "your-music-bar");
  line.style.setProperty("--genre", colour);
  bar.append(made("i"));
  bar.firstChild.style.width = percent(share).replace(" ", "");
  line.append(made("span", genre), bar, made("span", percent(share)));
  return line;
}

function marks(place, sr) {
  const shown = MARKS.map((frequency) => {
    const mark = made("span", `${decimals(frequency)} Hz`);
    mark.style.bottom = `${100 * height(frequency, sr)}%`;
    return mark;
  });
  place.replaceChildren(...shown);
}

function times(place, seconds) {
  const step = STEPS.find((each) => seconds / each < MOST_TIMES) ?? 1200;
  const shown = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, i) => {
    const time = made("span", clock(i * step));
    time.style.left = `${(100 * i * step) / seconds}%`;
    return time;
  });
  place.replaceChildren(...shown);
}
