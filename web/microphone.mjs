// The button that records: a level and the time left while it does, and a stop.

import { record } from "./recording.mjs";

const SECONDS = 30;

export function microphone(root) {
  const button = root.querySelector(".your-music-record");
  const level = root.querySelector(".your-music-level");
  let stopping = null;

  function show(seconds, peak) {
    level.hidden = false;
    button.textContent = "Stop and classify";
    level.querySelector("meter").value = peak;
    level.querySelector("output").value = `${Math.max(0, Math.ceil(SECONDS - seconds))} s left`;
  }

  /** Record until the time is over or `stop` is called; `started` is called when it begins. */
  async function listen(started) {
    const mine = (stopping = new AbortController());
    const tell = (...heard) => {
      if (level.hidden) started();
      if (mine === stopping) show(...heard);
    };
    try {
      return await record(SECONDS, { signal: mine.signal, tell });
    } finally {
      if (mine === stopping) stop();
    }
  }

  function stop() {
    stopping?.abort();
    stopping = null;
    level.hidden = true;
    button.textContent = `Record ${SECONDS} s`;
  }

  return { button, listen, stop, listening: () => stopping !== null };
}
