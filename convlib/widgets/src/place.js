/** Where an element stands on its page; in Jupyter there is no such place. */

/** Its number among those of its kind, from 1; 0 outside of a page of the book.
 * @param {Element} element */
export function numberOf(element) {
  const host = element.closest(".explorer-host");
  return host ? hostsOf(host.getAttribute("data-kind") ?? "").indexOf(host) + 1 : 0;
}

/** The hosts of a kind in the order of the page.
 * @param {string} kind */
export const hostsOf = (kind) =>
  [...document.querySelectorAll(".explorer-host")].filter(
    (host) => host.getAttribute("data-kind") === kind,
  );
