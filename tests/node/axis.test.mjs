/** `axis.js` against convlib. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, source } from "./tools.mjs";

const axes = cases();

function compare({ Axis }) {
    for (const { given, pixels, ...expected } of axes) {
        const axis = new Axis(...given);
        const { count, span } = axis;
        const windows = Array.from({ length: Math.max(0, count) }, (_, window) => window);
        const found = {
            count,
            span,
            reads: windows.map((window) => axis.reads(window)),
            readers: pixels.map((pixel) => axis.readers(pixel).map(({ window, cell }) => [window, cell])),
        };
        agree(found, expected, JSON.stringify(given));
    }
}

test("random axes", async () => {
    assert.ok(axes.length >= 200);
    compare(await source("src/axis.js"));
});

test("mistakes are seen", async () => {
    for (const [right, wrong] of [
        ["window * stride - before", "window * stride + before"],
        ["before + size + after", "before + size + before"],
        ["Math.floor(", "Math.ceil("],
        ["window >= 0 && ", ""],
        ["window < this.count", "window <= this.count"],
        ["(kernel - 1) * dilation + 1", "kernel * dilation"],
    ]) {
        const copy = await broken("src/axis.js", right, wrong);
        assert.throws(() => compare(copy), right);
    }
});
