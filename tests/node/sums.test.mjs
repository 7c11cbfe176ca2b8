/** `sums.js` against convlib: every number, and that the sum which is shown makes it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, source } from "./tools.mjs";

const numbers = (array) => Float64Array.from(array.flat(Infinity));

/** All that a page computes for a state. */
async function computed({ image, label, weight, bias, fc_weight, fc_bias }) {
    const { backward, forward, sizesOf } = await source("digits/net.js");
    const net = {
        weight: numbers(weight),
        bias: numbers(bias),
        fcWeight: numbers(fc_weight),
        fcBias: numbers(fc_bias),
    };
    const kept = forward(net, numbers(image).map((ink) => ink / 16));
    return { net, kept, label, sizes: sizesOf(net), gradients: backward(net, kept, [label]) };
}

/** Every place of an array, and the number there. */
function* entries(array, ...at) {
    if (!Array.isArray(array)) yield [at, array];
    else for (const [index, part] of array.entries()) yield* entries(part, ...at, index);
}

/** What a sum says, added up. */
function total({ place, groups, bias = 0, which }) {
    const sum = groups.reduce((all, group) => all + group.sum, bias);
    for (const { terms, sum: part } of groups)
        agree(part, terms.reduce((all, { x, w }) => all + x * w, 0));
    return place[0] === "probabilities" && which === "values" ? groups[0].terms[place[1]].x / sum : sum;
}

/** Compare all numbers and their sums. */
async function compare({ layersOf, numberAt, sumOf }) {
    for (const { state, values, gradients } of cases().digits) {
        const all = await computed(state);
        const layers = layersOf(all);
        for (const [which, meant] of Object.entries({ values, gradients })) {
            for (const [name, array] of Object.entries(meant)) {
                const isGiven = which === "values" && ["image", "filters", "weights"].includes(name);
                for (const [at, number] of entries(array)) {
                    const place = [name, ...at];
                    agree(numberAt(layers, place, which), number, `${place}`);
                    const sum = sumOf(all, layers, place, which === "gradients");
                    agree(sum.value, number, `${place}`);
                    assert.equal(sum.groups.length === 0, isGiven);
                    if (!isGiven) agree(total(sum), number, `sum of ${place}`);
                }
            }
        }
    }
}

/** Compare what is said to read a number with the sums that it is in. */
async function compareReaders({ layersOf, sumOf, fedBy }) {
    const all = await computed(cases().digits[0].state);
    const layers = layersOf(all);
    const k = 3;
    const readers = new Map();
    for (const [name, { shape }] of Object.entries(layers)) {
        for (const [at] of entries(zeros(shape))) {
            const place = [name, ...at];
            if (["conv", "relu", "pooled"].includes(name) && at[0] !== k) continue;
            for (const { from, by } of sumOf(all, layers, place, false).groups.flatMap(({ terms }) => terms))
                for (const read of [from, by])
                    if (read) readers.set(`${read}`, [...(readers.get(`${read}`) ?? []), `${place}`]);
        }
    }
    const isShown = (place) => layers[place[0]].shape.every((size, axis) => place[axis + 1] >= 0 && place[axis + 1] < size);
    for (const [name, { shape }] of Object.entries(layers)) {
        for (const [at] of entries(zeros(shape))) {
            if (["filters", "conv", "relu", "pooled"].includes(name) && at[0] !== k) continue;
            if (name === "weights" && at[1] !== k) continue;
            const fed = fedBy(all, [name, ...at], k).filter(isShown).map(String).sort();
            assert.deepEqual(fed, (readers.get(`${[name, ...at]}`) ?? []).sort(), `${[name, ...at]}`);
        }
    }
}

const zeros = ([size, ...more]) => Array.from({ length: size }, () => (more.length ? zeros(more) : 0));

test("every number is what convlib computes, and its sum makes it", async () => compare(await source("digits/sums.js")));

test("what a number feeds is what reads it", async () => compareReaders(await source("digits/sums.js")));

test("a winner that is another one is seen", async () => {
    const copy = await broken("digits/sums.js", "row >> 1, col >> 1]);", "row >> 1, row >> 1]);");
    await assert.rejects(compare(copy));
});

test("a filter that is not turned on the way back is seen", async () => {
    const copy = await broken("digits/sums.js", "row - m + reach", "row + m - reach");
    await assert.rejects(compare(copy));
});

test("a reader that is left out is seen", async () => {
    const copy = await broken("digits/sums.js", "at[2] >> 1]];", "at[1] >> 1]];");
    await assert.rejects(compareReaders(copy));
});
