// What the gates ask of a page. Each function gives a list of complaints, in words, each naming its element.
const gates = (() => {
  const WORDS = 25;

  // An element, so that who wrote the page finds it: its tag, name and address, and the heading it stands under.
  function named(element) {
    const classes = [...element.classList].slice(0, 2).map((name) => "." + name).join("");
    const address = (element.getAttribute("src") ?? "").split("/").at(-1).slice(0, 40);
    const words = element.textContent.replace(/\s+/g, " ").trim().slice(0, 40);
    const text = address ? ` ${address}` : words ? ` "${words}"` : "";
    const before = [...document.querySelectorAll("main h1, main h2, main h3")].filter(
      (heading) => heading.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    const under = before.length ? ` under "${before.at(-1).textContent.replace("#", "").trim()}"` : "";
    return `<${element.localName}${element.id ? "#" + element.id : ""}${classes}>${text}${under}`;
  }

  // The box of an element: what of it sticks out at the sides of the window, in px; 0 for what is not drawn.
  function beyond(element) {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || !element.checkVisibility({ visibilityProperty: true })) return 0;
    return Math.round(Math.max(box.right - document.documentElement.clientWidth, -box.left, 0));
  }

  // Whether an element lies in a box that scrolls by itself, or in one that is there for screen readers alone.
  function contained(element) {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      const { overflowX } = getComputedStyle(box);
      if (["auto", "scroll"].includes(overflowX) && beyond(box) <= 1) return true;
      if (["hidden", "clip"].includes(overflowX) && box.clientWidth <= 1) return true;
    }
    return false;
  }

  function overflow() {
    const page = document.documentElement;
    const out = [...document.querySelectorAll("main *")].filter((element) => beyond(element) > 1 && !contained(element));
    const outermost = out.filter((element) => !out.includes(element.parentElement));
    const complaints = outermost.slice(0, 5).map(
      (element) => `${named(element)} sticks out by ${beyond(element)} px: let it shrink, wrap, or scroll in a box of its own`,
    );
    if (page.scrollWidth > page.clientWidth) {
      complaints.push(`the page is ${page.scrollWidth} px wide in a window of ${page.clientWidth}: find what is too wide`);
    }
    return complaints;
  }

  function spoken(element) {
    const labels = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
    const words = labels.map((id) => document.getElementById(id)?.textContent ?? "").join(" ")
      || element.getAttribute("aria-label") || element.getAttribute("alt")
      || element.querySelector(":scope > title")?.textContent || "";
    return words.replace(/\s+/g, " ").trim();
  }

  function alternatives() {
    const complaints = [];
    for (const element of document.querySelectorAll("img, canvas, svg, audio, video, object, embed, iframe, [role=img]")) {
      if (element.closest("[aria-hidden=true]") || element.parentElement.closest("svg, [role=img]")) continue;
      if (element.localName === "svg" && element.closest("button, summary, a")) continue; // an icon: axe asks for names
      const words = spoken(element);
      if (element.matches(".logo__image")) {
        const link = element.closest("a");
        if (!words && !link?.textContent.trim()) complaints.push(`${named(element)}, the logo, has no name by it: add the book's`);
      } else if (["presentation", "none"].includes(element.getAttribute("role"))) {
        if (words) complaints.push(`${named(element)} is decoration and yet says "${words}": have it one way`);
      } else if (/^\S+\.\w{2,5}$/.test(words)) {
        complaints.push(`${named(element)} says a file's name, "${words}": say what is seen or heard`);
      } else if (words.length < WORDS) {
        complaints.push(`${named(element)} says "${words}": say what is seen or heard, in ${WORDS} characters or more`);
      }
    }
    return complaints;
  }

  function early() {
    const players = [...document.querySelectorAll("audio, video")];
    return players.flatMap((player) => [
      ...(player.preload === "none" ? [] : [`${named(player)} loads before it is played: set preload="none"`]),
      ...(player.autoplay ? [`${named(player)} plays by itself: take autoplay away`] : []),
      ...(player.outerHTML.includes("data:") ? [`${named(player)} holds its sound in the page: make it a file`] : []),
    ]);
  }

  // Load a player's sound as far as its length, and let go of it again: a browser keeps few of them at a time.
  async function duration(player) {
    const done = new Promise((resolve) => {
      for (const event of ["loadedmetadata", "error"]) player.addEventListener(event, resolve, { once: true });
      setTimeout(resolve, 5000);
    });
    player.preload = "metadata";
    player.load();
    await done;
    const seconds = player.duration;
    const address = player.getAttribute("src");
    player.preload = "none";
    player.removeAttribute("src");
    player.load();
    player.setAttribute("src", address);
    return seconds;
  }

  async function soundless() {
    const complaints = [];
    for (const player of document.querySelectorAll("audio[src], video[src]")) {
      const seconds = await duration(player);
      if (!(Number.isFinite(seconds) && seconds > 0)) {
        complaints.push(`${named(player)} has a length of ${seconds} s: is its sound there, and whole?`);
      }
    }
    return complaints;
  }

  // Open whatever a reader can open on the page.
  function open() {
    document.querySelectorAll("main details").forEach((details) => (details.open = true));
    document.querySelectorAll("main .toggle-button-hidden").forEach((button) => button.click());
  }

  // What the legibility of an element's words depends on: their size and colours, and all that lies behind them.
  function look(element) {
    const own = getComputedStyle(element);
    const layers = [own.color, own.fontSize, own.fontWeight];
    for (let box = element, covered = false; box; box = box.parentElement) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(box);
      if (opacity !== "1") layers.push(opacity);
      if (!covered) layers.push(backgroundColor, backgroundImage);
      covered ||= backgroundColor.startsWith("rgb(") && backgroundImage === "none";
    }
    return layers.join();
  }

  // Mark the words that look like three others before them, so that each look is judged three times and not a thousand.
  // One letter, which axe-core does not judge, is left out too; what is not shown does not count.
  function repeated() {
    const seen = {};
    for (const element of document.querySelectorAll("body *")) {
      const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data);
      const length = words.join("").trim().length;
      const counts = length > 1 && element.checkVisibility({ visibilityProperty: true });
      const kind = counts && look(element);
      if (counts) seen[kind] = (seen[kind] ?? 0) + 1;
      element.toggleAttribute("data-again", length === 1 || (counts && seen[kind] > 3));
    }
  }

  // What is missing from a page whose scripts do not run.
  function scriptless() {
    const main = document.querySelector("main");
    const shown = [...main.querySelectorAll("img, table, pre, math, .math")].filter((element) => !element.closest("[hidden]"));
    const unseen = shown.filter((element) => element.checkVisibility && !element.closest("details:not([open])") && !element.checkVisibility());
    const frames = [...main.querySelectorAll("figure.frames")].filter(
      (figure) => figure.querySelectorAll("[data-at]:not([hidden])").length !== 1,
    );
    return [
      ...(main.innerText.length < 500 ? ["the page says next to nothing"] : []),
      ...unseen.map((element) => `${named(element)} cannot be seen`),
      ...shown.filter((element) => element.localName === "img" && element.complete && !element.naturalWidth)
        .map((element) => `${named(element)} did not load`),
      ...frames.map((figure) => `${named(figure)} does not show its first picture`),
    ];
  }

  return { alternatives, early, named, open, overflow, repeated, scriptless, soundless };
})();
