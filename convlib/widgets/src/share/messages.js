/** What is said where an explorer is taken elsewhere, in English. */
export const en = {
  copyCsv: "Copy as CSV",
  copiedGrid: (grid, [rows, cols]) => `Copied: ${grid}, ${rows} × ${cols}.`,
  embed: "Embed",
  embedCode: "Code for another page, a slide or a course:",
  theme: "Theme",
  themes: { auto: "the reader’s", light: "light", dark: "dark" },
  copyCode: "Copy the code",
  codeSelected: "The code is selected: copy it, or press the button.",
  onlyHere:
    "The address in it works on this computer only. Publish the book first, and take the code from there.",
  picture: "Save as picture",
  pictureOf: "As it is now:",
  walk: (steps) => `All ${steps} steps, moving (GIF)`,
  drawn: (step, steps) => `Step ${step} of ${steps} is drawn.`,
  saved: (name) => `Saved: ${name}`,
  fromPage: (book, title) => `${book}: ${title}`,
  badEmbed: {
    page: "The address of this frame names no page of the book. Take its code from the book again.",
    explorer:
      "The page has no such explorer any more. Take the code of this frame from the book again.",
  },
  notSaved: "The browser could not draw this picture.",
};
