/** `picture.js` against convlib. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, source } from "./tools.mjs";

/** Filter each picture and compare the result with convlib's. */
function compare({ decode, filter }) {
    for (const { image, kernel, stride, dilation, output } of cases()) {
        const geometry = { stride, dilation, padding: [0, 0] };
        const lines = filter(decode(image), kernel, geometry);
        agree(lines.map((line) => [...line]), output);
    }
}

test("random pictures and kernels", async () => compare(await source("image_kernel/picture.js")));

test("a wrong step is seen", async () => {
    const copy = await broken("image_kernel/picture.js", "{ count, stride } = across", "{ count } = across, { stride } = down");
    assert.throws(() => compare(copy));
});
