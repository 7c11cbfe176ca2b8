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
  ownPicture: "Your picture",
  ownNote: "Your picture stays in this browser.",
  notPicture: (name) => `“${name}” cannot be read as a picture.`,
  shownSigned: "Shown as a/2 + 128: mid-grey is 0, light positive, dark negative.",
  shownPlain: "Shown as it is: below 0 black, above 255 white.",
};
