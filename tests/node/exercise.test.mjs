/** `exercise.js` reads fractions as Python divides. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cases, source } from "./tools.mjs";

const { texts, values } = cases();
const { parseAnswer } = await source("exercise/exercise.js");

test("random fractions, with either minus", () => {
    assert.deepEqual(texts.map(parseAnswer), values);
});
