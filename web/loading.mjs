// Bring a file from the page's own server, and tell how much of it has come.

/** Gives the file's bytes; `tell` is called with the number of bytes of each part that arrives. */
export async function load(url, tell) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answers ${response.status} to ${url.pathname.split("/").at(-1)}`);
  const parts = [];
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    tell(part.value.length);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
