/**
 * The article of a built page as XHTML: as the file has it, before scripts add to it, with
 * each explorer as it is drawn, in `.drawn`, before its tables, in `.tables`.
 */
async () => {
  const source = await (await fetch(location.pathname)).text();
  const page = new DOMParser().parseFromString(source, "text/html");
  const article = page.querySelector("article");
  const drawn = [...document.querySelectorAll("article .explorer-host")];
  article.querySelectorAll(".explorer-host").forEach((host, number) => {
    host.removeAttribute("data-state");
    if (host.dataset.kind === "exercise") return;
    const tables = box("tables", [...host.childNodes]);
    host.replaceChildren(box("drawn", [still(drawn[number].firstElementChild)]), tables);
  });
  return new XMLSerializer().serializeToString(article);

  function box(name, children) {
    const made = page.createElement("div");
    made.className = name;
    made.append(...children);
    return made;
  }

  /** A copy that looks the same without a script: what was typed or painted is written down. */
  function still(element) {
    const copy = page.importNode(element, true);
    const parts = [...element.querySelectorAll("*")];
    [...copy.querySelectorAll("*")].forEach((part, at) => {
      const { value, checked, selected } = parts[at];
      if (part.matches("input")) part.setAttribute("value", value);
      if (part.matches("textarea")) part.textContent = value;
      part.toggleAttribute("checked", Boolean(checked));
      part.toggleAttribute("selected", part.matches("option") && selected);
      if (part.matches("canvas")) part.replaceWith(painted(parts[at]));
    });
    return copy;
  }

  function painted(canvas) {
    const image = page.createElement("img");
    for (const { name, value } of canvas.attributes) image.setAttribute(name, value);
    image.src = canvas.toDataURL();
    image.alt = canvas.getAttribute("aria-label") ?? "";
    return image;
  }
}
