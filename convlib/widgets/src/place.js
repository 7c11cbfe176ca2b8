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
/** An address that the page's twin in another language has made: a place, and links. */
const PLACE = "#place=";
export const isFromTwin = () => location.hash.startsWith(PLACE);

/** What comes after the page's address in a link to an explorer.
 * @param {string} kind @param {number} number @param {string} text its state as text */
export const linkTo = (kind, number, text) => `${LINK}${kind}.${number}.${text}`;

/** The explorer that a link means, if the page has it, and its state.
 * @param {string} link @returns {{meant: Element | undefined, text: string}} */
function parsed(link) {
  const [kind, number, text = ""] = link.slice(LINK.length).split(".");
  return { meant: kind === "exercise" ? undefined : hosts(kind)[Number(number) - 1], text };
}

/** The state in the page's address if it is for this explorer, else null. For one that
 * the page does not have, the first explorer answers: its state is then "".
 * @param {Element} host @param {string} [hash] @returns {string | null} */
export function linkedText(host, hash = location.hash) {
  if (hash.startsWith(PLACE)) {
    const links = hash.split("&").slice(1).map((link) => parsed(`#${link}`));
    return links.find(({ meant }) => meant === host)?.text ?? null;
  }
  if (!hash.startsWith(LINK)) return null;
  const { meant, text } = parsed(hash);
  if (meant) return meant === host ? text : null;
  return hosts()[0] === host ? "" : null;
}
