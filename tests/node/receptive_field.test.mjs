/** `receptive_field.js` against convlib. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, source } from "./tools.mjs";

function compare({ receptiveField, pixelsRead }) {
    for (const { layers, fields, read } of cases()) {
        const found = receptiveField(layers).map(({ size, jump, start }) => [size, jump, start]);
        agree(found, fields, JSON.stringify(layers));
        agree(pixelsRead(layers), read, JSON.stringify(layers));
    }
}

test("random stacks", async () => compare(await source("src/receptive_field.js")));

test("a forgotten dilation is seen", async () => {
    const copy = await broken("src/receptive_field.js", "+= dilation * (", "+= (");
    assert.throws(() => compare(copy));
});
