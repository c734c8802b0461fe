// A track that the book has anyway: its address stands on the page that plays it.

import { Refusal } from "./refusal.mjs";

/** Fetch the sound of the player on `page` whose label begins with `track`. */
export async function example({ page, track }) {
  const address = new URL(page, document.baseURI);
  try {
    const text = await (await fetched(address)).text();
    const players = [...new DOMParser().parseFromString(text, "text/html").querySelectorAll("audio[src]")];
    const player = players.find((each) => each.getAttribute("aria-label")?.startsWith(track));
    return await (await fetched(new URL(player.getAttribute("src"), address))).blob();
  } catch {
    throw new Refusal("The demo track did not come. Check the connection and try again, or choose a file.");
  }
}

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.status);
  return response;
}
