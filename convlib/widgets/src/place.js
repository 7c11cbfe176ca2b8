/** Where elements stand on a page of the book; in Jupyter there is no such place. */

/** Its hosts in the order of the page: those of one kind, or of all explorers.
 * @param {string} [kind] */
const hosts = (kind) =>
  [...document.querySelectorAll(".explorer-host")].filter((host) => {
    const name = host.getAttribute("data-kind");
    return kind === undefined ? name !== "exercise" : name === kind;
  });

/** The number of an element among those of its kind, from 1; 0 outside of the book.
 * @param {Element | null} host */
export const numberOf = (host) =>
  host ? hosts(host.getAttribute("data-kind") ?? "").indexOf(host) + 1 : 0;

const LINK = "#explorer=";

/** What comes after the page's address in a link to an explorer.
 * @param {string} kind @param {number} number @param {string} text its state as text */
export const linkTo = (kind, number, text) => `${LINK}${kind}.${number}.${text}`;

/** The state in the page's address if it is for this explorer, else null. For one that
 * the page does not have, the first explorer answers: its state is then "".
 * @param {Element} host @param {string} [hash] @returns {string | null} */
export function linkedText(host, hash = location.hash) {
  if (!hash.startsWith(LINK)) return null;
  const [kind, number, text = ""] = hash.slice(LINK.length).split(".");
  const meant = kind === "exercise" ? undefined : hosts(kind)[Number(number) - 1];
  if (meant) return meant === host ? text : null;
  return hosts()[0] === host ? "" : null;
}
