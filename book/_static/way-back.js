// On the page for unknown addresses, whose folder may not be there: the book is where this
// script was found, and the links lead there.
{
  const book = new URL("..", document.currentScript.src);
  for (const link of document.links) link.href = new URL(link.getAttribute("href"), book).pathname;
}
