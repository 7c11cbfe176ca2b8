/** The code that shows an explorer in somebody else's page. */

const escaped = (/** @type {string} */ text) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** Where the page lies for others: on a disk, where it has been published, if it says so. */
function addressOfPage() {
  const canonical = /** @type {HTMLLinkElement | null} */ (
    document.querySelector("link[rel=canonical]")
  );
  return location.protocol === "file:" && canonical ? canonical.href : location.href.split("#")[0];
}

/** The address of an explorer alone: `embed.html` of the book, which lies where each of its
 * pages says; a page that holds one explorer is its own.
 * @param {string} link what comes after the page's address in a link to the state shown
 * @param {string} theme */
export function embeddedAt(link, theme) {
  const page = new URL(addressOfPage());
  const root = document.documentElement.dataset.content_root;
  const address = root === undefined ? page : new URL(`${root}embed.html`, page);
  const given = new URLSearchParams();
  if (root !== undefined) {
    const folder = new URL(root, page).pathname;
    given.set("page", decodeURI(page.pathname.slice(folder.length)).replace(/\.html$/, ""));
  }
  if (theme !== "auto") given.set("theme", theme);
  address.search = String(given).replaceAll("%2F", "/");
  return address.href + link;
}

/** Whether an address leads here from this computer alone. @param {string} address */
export const isHereOnly = (address) =>
  /^(file:|https?:\/\/(localhost|127\.|\[::1\]))/.test(address);

/** @param {string} address @param {string} title @param {number} height in pixels */
export const frameOf = (address, title, height) =>
  `<iframe src="${escaped(address)}" title="${escaped(title)}" width="100%" height="${height}" style="border: 0; max-width: 640px" loading="lazy" allow="clipboard-write"></iframe>`;
