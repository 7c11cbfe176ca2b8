/** Files of pictures: what they hold, what they are called, and how they are handed over. */
import { GIFEncoder, applyPalette, quantize } from "gifenc/dist/gifenc.esm.js";
import { pictureOf } from "./picture.js";

/** Pixels of a file for one of the page. */
const SHARP = 2;
/** Milliseconds that a step is seen, and the last one. */
const SEEN = 900;
const SEEN_LAST = 2500;
const COLOURS = 256;

/** @typedef {ReturnType<typeof pictureOf>} Drawn */

/** @param {Drawn} drawn @param {string} [ground] what lies below it
 * @returns {Promise<HTMLCanvasElement>} */
async function painted({ svg, width, height }, ground = "transparent") {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SHARP * width;
  canvas.height = SHARP * height;
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  context.fillStyle = ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** A PNG. @param {HTMLElement} root @returns {Promise<Blob>} */
export async function bitmap(root) {
  const canvas = await painted(pictureOf(root, true));
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"),
  );
}

/** A GIF of `count` steps, to each of which `go` leads: slides play no other moving picture
 * everywhere.
 * @param {HTMLElement} root @param {number} count @param {(step: number) => Promise<void>} go */
export async function animation(root, count, go) {
  const gif = GIFEncoder();
  const ground = getComputedStyle(root).backgroundColor; // round corners have one in a GIF
  let [width, height] = [0, 0];
  for (let step = 0; step < count; step++) {
    await go(step);
    const drawn = pictureOf(root, true);
    // All frames have the size of the first.
    if (step === 0) ({ width, height } = drawn);
    const canvas = await painted({ ...drawn, width, height }, ground);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const palette = quantize(data, COLOURS);
    const delay = step === count - 1 ? SEEN_LAST : SEEN;
    gif.writeFrame(applyPalette(data, palette), canvas.width, canvas.height, { palette, delay });
  }
  gif.finish();
  return new Blob([/** @type {BlobPart} */ (gif.bytesView())], { type: "image/gif" });
}

/** What a picture is called: the kind, and what is selected or done.
 * @param {string} kind @param {(string | number)[] | null} what @param {string} ending */
export const fileName = (kind, what, ending) =>
  `${[kind, ...(what ?? [])].join("-").replaceAll("_", "-")}.${ending}`;

/** Gives the reader a file. @param {string} name @param {Blob} blob */
export function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
