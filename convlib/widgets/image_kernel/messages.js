/** What this element says, in English; `messages.zh.js` has it in Chinese. */
export const en = {
  imageKernel: "A kernel on a photograph",
  neighbourhood: "Neighbourhood",
  nothingPicked: "Point at a pixel, or move with the arrow keys, to see its sum.",
  ownKernel: "my own",
  kernels: {
    identity: "identity",
    blur: "blur",
    strongBlur: "blur 5 × 5",
    sharpen: "sharpen",
    edge: "edge",
    emboss: "emboss",
    sobelX: "Sobel →",
    sobelY: "Sobel ↓",
  },
  paddingMode: "Padding mode",
  modes: { zeros: "zeros", reflect: "reflect", replicate: "replicate", circular: "circular" },
  isSeparable: "Is it separable?",
  column: "Column",
  row: "Row",
  separable: (rows, columns) =>
    `Yes: its rank is 1, it is a column times a row. First with the column and then with the row, a pixel takes ${rows} + ${columns} = ${rows + columns} products instead of ${rows * columns}.`,
  notSeparable: (rank) =>
    rank === 0
      ? "It is nothing but zeros: its rank is 0."
      : `No: its rank is ${rank}. It takes a sum of ${rank} products of a column and a row; one alone has rank 1.`,
  ownPicture: "Your picture",
  ownNote: "Your picture stays in this browser.",
  notPicture: (name) => `“${name}” cannot be read as a picture.`,
  shownSigned: "Shown as a/2 + 128: mid-grey is 0, light positive, dark negative.",
  shownPlain: "Shown as it is: below 0 black, above 255 white.",
};
