// Keeps the book on a device, for readers who have asked for that. Online every file comes
// from the network, so no page is ever an old one. Without a network all come from one copy of
// the whole book, FILES, each with the SHA-256 of its content: a copy is complete and of one
// build, or it is thrown away. With another build this script is another one; the browser
// sees that when a page is opened, and the new copy takes the place of the old.
const OURS = `convlib ${registration.scope} `;

const hex = (buffer) =>
  [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const digest = async (content) => hex(await crypto.subtle.digest("SHA-256", content));
const nameOfCopy = async () =>
  OURS + (await digest(new TextEncoder().encode(JSON.stringify(FILES)))).slice(0, 16);

async function keep() {
  const name = await nameOfCopy();
  const copy = await caches.open(name);
  const keepOne = async ([path, expected]) => {
    const response = await fetch(path, { cache: "no-cache" });
    const content = await response.arrayBuffer();
    if ((await digest(content)) !== expected) throw new Error(`${path}: of another build`);
    await copy.put(path, new Response(content, { headers: response.headers }));
  };
  try {
    await Promise.all(Object.entries(FILES).map(keepOne));
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  await skipWaiting();
}

async function leaveOldCopies() {
  const name = await nameOfCopy();
  const others = (await caches.keys()).filter((key) => key.startsWith(OURS) && key !== name);
  await Promise.all(others.map((key) => caches.delete(key)));
  await clients.claim();
}

/**
 * What the copy has for an address: a host may leave out "index.html" and ".html". A copy that
 * a newer worker has removed is not opened: that would make an empty one.
 */
async function kept(address) {
  const cacheName = await nameOfCopy();
  const { origin, pathname } = new URL(address);
  const path = origin + pathname;
  for (const name of [path.endsWith("/") ? `${path}index.html` : path, `${path}.html`]) {
    const found = await caches.match(name, { cacheName });
    if (found) return found;
  }
}

async function answer(request) {
  try {
    // The browser may have an old file at hand: the site is asked whether it still holds.
    const response = await fetch(request, { cache: "no-cache" });
    if (response.ok || request.mode === "navigate") return response;
    // What a page of the copy loads may be gone from the site.
    return (await kept(request.url)) ?? response;
  } catch (error) {
    const found = await kept(request.url);
    if (found) return found;
    throw error;
  }
}

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(leaveOldCopies()));
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET" || !url.startsWith(registration.scope)) return;
  event.respondWith(answer(event.request));
  // Browsers look for another worker when they have time; a reader may close the page before.
  if (mode === "navigate") event.waitUntil(registration.update().catch(() => {}));
});
