/** A network that reads digits against `convlib.nn`: forward, back, and 20 steps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, source } from "./tools.mjs";

const { batches, steps } = cases();
const NET = "digits/net.js";
const own = await source(NET);

const typed = (net) => Object.fromEntries(
    Object.entries(net).map(([name, numbers]) => [name, Float64Array.from(numbers)]));
const plain = (arrays, names) => Object.fromEntries(
    Object.keys(names).map((name) => [name, [...arrays[name]]]));

/** One batch there and back. */
function compare({ forward, backward, loss }, one) {
    const net = typed(one.net);
    const kept = forward(net, Float64Array.from(one.images));
    agree(plain(kept, one.forward), one.forward, "forward");
    agree(loss(kept, one.labels), one.loss, "loss");
    agree(plain(backward(net, kept, one.labels), one.backward), one.backward, "backward");
}

/** The largest difference of any weight after 20 steps, and of any loss on the way. */
function afterTwenty({ forward, backward, loss, descend }) {
    const count = steps.losses.length;
    const [images, pixels] = [Float64Array.from(steps.images), steps.images.length / count];
    const size = steps.labels.length / count;
    let net = typed(steps.first);
    const differences = steps.losses.map((expected, n) => {
        const labels = steps.labels.slice(n * size, (n + 1) * size);
        const kept = forward(net, images.subarray(n * pixels, (n + 1) * pixels));
        net = descend(net, backward(net, kept, labels), 0.2);
        return Math.abs(loss(kept, labels) - expected);
    });
    for (const [name, last] of Object.entries(steps.last))
        last.forEach((number, p) => differences.push(Math.abs(net[name][p] - number)));
    return Math.max(...differences);
}

test("each number of each layer, and its gradient", () => {
    for (const one of batches) compare(own, one);
});

test("winners are the first of the largest", () => {
    const { pooled, winners } = own.maxPool(Float64Array.of(0, 0, 1, 2, 0, 0, 2, 2, 3, 4, 0, 0, 4, 3, 5, 0), 4);
    assert.deepEqual([[...pooled], [...winners]], [[0, 2, 4, 5], [0, 3, 9, 14]]);
});

test("20 steps with the same first weights and the same order", () => {
    assert.equal(steps.losses.length, 20);
    assert.ok(afterTwenty(own) < 1e-9);
});

test("mistakes are seen", async () => {
    for (const [right, wrong] of [
        ["a[at] > a[best]", "a[at] >= a[best]"],
        ["if (z[p] > 0) grad[p]", "grad[p]"],
        ["difference / labels.length", "difference"],
        ["grad.weight[line + p] +=", "grad.weight[line + p] ="],
        ["i >= 0 && j >= 0", "i > 0 && j >= 0"],
    ]) {
        const mistaken = await broken(NET, right, wrong);
        assert.throws(() => { for (const one of batches) compare(mistaken, one); }, wrong);
    }
    assert.ok(afterTwenty(await broken(NET, "w - rate *", "w + rate *")) > 1e-3);
});
