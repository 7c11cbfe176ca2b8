/**
 * All digits, for a page that lets a network learn them: from the file that `convlib.data`
 * reads. A pixel is one character, its ink in base 36, and a label is one digit.
 */
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";

const packed = await readFile(new URL("../../data/digits.csv.gz", import.meta.url));
const lines = gunzipSync(packed).toString("ascii").trim().split("\n");
const digits = lines.map((line) => line.split(",").map((ink) => Number(ink).toString(36)));

export default {
  images: digits.map((digit) => digit.slice(0, -1).join("")).join(""),
  labels: digits.map((digit) => digit[digit.length - 1]).join(""),
};
