// One track's way from waveform to vote. Python has computed every window's probabilities and vote, and who leads
// after it; the page shows of this what has been heard. A window is counted as soon as it has been heard whole.

const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5, Home: -Infinity, End: Infinity };

const percent = (share) => `${Math.round(100 * share)} %`;
const seconds = (t) => t.toFixed(1);
const movable = (sound) => sound.seekable.length > 0 && sound.seekable.end(0) > 0;
const clamp = (x, low, high) => Math.min(Math.max(x, low), high);
const still = matchMedia("(prefers-reduced-motion: reduce)");

function mount(root) {
  const data = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
  root.querySelector(".journey-table").insertAdjacentHTML("beforebegin", data.stage);
  const part = (name) => root.querySelector(`.journey-${name}`);
  const [seek, lane, lit, play, alone] = ["seek", "lane", "lit", "play", "alone"].map(part);
  const rows = [...root.querySelectorAll(".journey-board [data-genre]")];
  const tables = [...root.querySelectorAll(".journey-table")];
  const chips = [...root.querySelectorAll(".journey-tracks button")];

  // What is shown: a track, its sound, the moment `t` in seconds, the number `n` of windows counted by then, and,
  // while one window plays alone, the moment at which it ends.
  let story, audio, t, n, until, frame;

  // Times and windows.
  const duration = () => data.length + data.hop * (story.votes.length - 1);
  const heard = (t) => clamp(Math.floor((t - data.length) / data.hop + 1 + 1e-3), 0, story.votes.length);
  const heardAt = (n) => (n ? data.length + data.hop * (n - 1) : 0);
  const span = (window) => `${seconds(window * data.hop)} to ${seconds(window * data.hop + data.length)} s`;

  // Put the cursor on a moment; count anew if the number of windows has changed.
  function move(to, counted = heard(to)) {
    t = clamp(to, 0, duration());
    part("cursor").style.left = `${(100 * t) / duration()}%`;
    if (counted !== n) count(counted);
  }

  // Show the state after `counted` windows: the newest lights up, its probabilities, and the tally.
  function count(counted) {
    n = counted;
    const newest = n - 1;
    const counts = data.genres.map((_, genre) => story.votes.slice(0, n).filter((vote) => vote === genre).length);
    const leader = n ? story.leaders[newest] : null;
    [...lane.children].forEach((cell, i) => {
      cell.classList.toggle("counted", i < n);
      cell.classList.toggle("newest", i === newest);
    });
    lit.hidden = !n;
    part("screen").classList.toggle("whole", n === story.votes.length);
    lit.style.left = `${(100 * newest * data.hop) / duration()}%`;
    for (const row of rows) {
      const genre = Number(row.dataset.genre);
      row.classList.toggle("leads", genre === leader);
      row.classList.toggle("votes", n > 0 && genre === story.votes[newest]);
      fill(row, ".journey-chance", n ? story.probabilities[newest][genre] : 0, n ? percent : () => "");
      fill(row, ".journey-count", counts[genre] / story.votes.length, () => counts[genre]);
    }
    tell(newest, counts, leader);
  }

  function fill(row, cell, share, text) {
    const place = row.querySelector(cell);
    if (!place) return;
    place.querySelector("i").style.width = `${100 * share}%`;
    place.querySelector("output").value = text(share);
  }

  // The same in words.
  function tell(newest, counts, leader) {
    const name = (genre) => data.genres[genre];
    const vote = n && story.votes[newest];
    const tied = counts.filter((votes) => n && votes === counts[leader]).length > 1;
    const level = tied ? " (a tie: its mean probability is higher)" : "";
    const lines = n
      ? [
          `Window ${newest} (${span(newest)}): ${name(vote)}, ${percent(story.probabilities[newest][vote])}.`,
          `After ${n} of ${story.votes.length} votes, ${name(leader)} leads with ${counts[leader]}${level}.`,
        ]
      : ["Nothing has been heard whole yet.", `${story.votes.length} windows of ${seconds(data.length)} s wait to vote.`];
    say(...lines);
    seek.setAttribute("aria-valuenow", n);
    seek.setAttribute("aria-valuetext", `${seconds(heardAt(n))} s, ` + (n ? `window ${newest}, votes ${name(vote)}` : "no vote yet"));
    alone.disabled = !n;
    alone.textContent = n ? `Window ${newest} alone` : "Window alone";
    part("end").disabled = n === story.votes.length;
    part("verdict").replaceChildren(...(n === story.votes.length ? verdict(counts, leader) : []));
    label();
  }

  function say(...lines) {
    part("now").replaceChildren(...lines.map((line) => Object.assign(document.createElement("span"), { textContent: line })));
  }

  function verdict(counts, leader) {
    const [called, is] = [data.genres[leader], data.genres[story.genre]];
    const right = leader === story.genre;
    const chip = chips[data.stories.indexOf(story)];
    if (chip) chip.dataset.outcome = right ? "✓" : "✗";
    const result = document.createElement("strong");
    result.textContent = `The vote says ${called}, with ${counts[leader]} of ${story.votes.length}. ` + (right ? "It is right. " : `It is wrong: the track is ${is}. `);
    return [result, story.told];
  }

  function label() {
    play.textContent = audio.paused ? "Play" : "Pause";
    play.classList.toggle("playing", !audio.paused);
  }

  // Sound: fetched when it is first played. `t` says where it should be, also before it is there.
  function start(from, end = null) {
    until = end;
    t = from;
    audio.currentTime = from;
    run(audio);
  }

  // Its length is known. Some servers, Python's own among them, send no part of a file, so that one cannot move in it:
  // then it is taken whole.
  async function arrived(sound) {
    if (!sound.paused && t >= duration() - 0.05) t = 0; // played at the end, it begins anew
    if (movable(sound)) sound.currentTime = t;
    else if (!sound.paused) {
      const whole = await (await fetch(sound.src)).blob();
      const playing = !sound.paused;
      sound.src = URL.createObjectURL(whole);
      if (playing) run(sound);
    }
  }

  function run(sound) {
    sound.play().catch((error) => {
      if (error.name !== "AbortError") say(`The sound could not be played: ${error.message}`);
    });
  }

  function follow() {
    cancelAnimationFrame(frame);
    if (audio.paused) return;
    const now = audio.seeking || !movable(audio) ? t : audio.currentTime;
    if (until === null) move(still.matches ? heardAt(heard(now)) : now);
    else if (now < until) move(now, n);
    else audio.pause();
    frame = requestAnimationFrame(follow);
  }

  function stopped() {
    if (until !== null) move(heardAt(n), n);
    else if (audio.ended) move(duration());
    until = null;
    label();
  }

  function go(to) {
    until = null;
    move(to);
    if (audio.readyState) audio.currentTime = Math.min(t, audio.duration - 0.01);
    label();
  }

  // Another track: its table stays below, its picture and its sound are taken from there.
  function choose(chosen) {
    audio?.pause();
    story = data.stories[chosen];
    tables.forEach((table, i) => (table.hidden = i !== chosen));
    chips.forEach((chip, i) => chip.setAttribute("aria-pressed", i === chosen));
    audio = tables[chosen].querySelector("audio");
    part("mel").querySelector("img")?.remove();
    part("mel").prepend(Object.assign(tables[chosen].querySelector("img").cloneNode(), { loading: "eager" }));
    draw();
    n = undefined;
    until = null;
    move(data.start === "end" ? duration() : 0);
  }

  function draw() {
    const outline = story.peaks.map((peak, i) => `${i + 0.5},${100 - peak}`);
    const mirrored = story.peaks.map((peak, i) => `${i + 0.5},${100 + peak}`).reverse();
    part("wave").setAttribute("viewBox", `0 0 ${story.peaks.length} 200`);
    part("wave").firstElementChild.setAttribute("points", [...outline, ...mirrored].join(" "));
    // A vote stands in the middle half of its window, so that the cells lie side by side.
    const at = (t) => `${(100 * t) / duration()}%`;
    lane.replaceChildren(...story.votes.map((vote, i) => cell(at((i + 0.5) * data.hop), at(data.hop), `var(--genre-${vote})`)));
    lit.style.width = at(data.length);
    const times = Array.from({ length: Math.floor(duration() / 5) + 1 }, (_, i) => 5 * i);
    part("times").replaceChildren(...times.map((time) => Object.assign(cell(at(time)), { textContent: time ? time : "0 s" })));
    seek.setAttribute("aria-valuemax", story.votes.length);
  }

  function cell(left, width = "", background = "") {
    const made = document.createElement("span");
    Object.assign(made.style, { left, width, background });
    return made;
  }

  // Hands: buttons, keys, mouse and finger.
  play.addEventListener("click", () => (audio.paused ? start(t >= duration() - 0.05 ? 0 : t) : audio.pause()));
  alone.addEventListener("click", () => start((n - 1) * data.hop, heardAt(n)));
  part("end").addEventListener("click", () => go(duration()));
  chips.forEach((chip, i) => chip.addEventListener("click", () => choose(i)));
  seek.addEventListener("keydown", (event) => {
    if (event.key === " ") play.click();
    else if (event.key in STEPS) go(heardAt(clamp(n + STEPS[event.key], 0, story.votes.length)));
    else return;
    event.preventDefault();
  });
  const point = (event) => {
    const box = seek.getBoundingClientRect();
    go((duration() * (event.clientX - box.left)) / box.width);
  };
  seek.addEventListener("click", point);
  // A finger that goes up or down scrolls the page.
  let down;
  seek.addEventListener("pointerdown", (event) => {
    down = event;
    seek.setPointerCapture(event.pointerId);
  });
  seek.addEventListener("pointermove", (event) => {
    const sideways = event.buttons && Math.abs(event.clientX - down.clientX) > Math.abs(event.clientY - down.clientY);
    if (sideways) point(event);
  });

  for (const table of tables) {
    const sound = table.querySelector("audio");
    sound.addEventListener("loadedmetadata", () => arrived(sound));
    sound.addEventListener("play", () => (label(), follow()));
    for (const event of ["pause", "ended"]) sound.addEventListener(event, stopped);
  }
  document.addEventListener("play", (event) => event.target !== audio && audio.pause(), true);

  choose(0);
  root.classList.add("journey-alive");
}

document.querySelectorAll(".journey:not(.journey-alive)").forEach(mount);
