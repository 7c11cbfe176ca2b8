/** The arithmetic of `receptive-field` against convlib. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, source } from "./tools.mjs";

const FOLDER = "receptive_field";
const { convolutions, any, bounds, rule, known } = cases();
const fieldsFrom = ({ fieldsOfStack }, layers) =>
    fieldsOfStack(layers).map(({ size, jump, start }) => [size, jump, start]);
/** Which pixels of its field the last layer's cell reads. */
function pixelsRead({ ways }, layers) {
    const [read] = ways(layers, layers.length, 0);
    return read.map((down) => read.map((across) => down * across > 0));
}

function compare(stack, tower) {
    for (const { layers, fields, read } of convolutions) {
        agree(fieldsFrom(stack, layers), fields, JSON.stringify(layers));
        assert.equal(stack.sizeOf(layers), fields.at(-1)[0]);
        agree(pixelsRead(tower, layers), read, JSON.stringify(layers));
    }
}

function compareAny(stack) {
    for (const { layers, fields, size, cells, pixels } of any) {
        agree(fieldsFrom(stack, layers), fields, JSON.stringify(layers));
        assert.equal(stack.sizeOf(layers), fields.at(-1)[0]);
        assert.equal(stack.cellsBehind(layers, size), cells, JSON.stringify(layers));
        for (const [cell, read] of Object.entries(pixels))
            agree(stack.pixelsOf(layers, Number(cell)), read, `${cell} of ${JSON.stringify(layers)}`);
    }
}

const stack = await source(`${FOLDER}/stack.js`);
const tower = await source(`${FOLDER}/tower.js`);

test("random stacks", () => compare(stack, tower));

test("stacks with transposed convolutions, cell by cell", () => compareAny(stack));

test("an image that is too small leaves no cells", () => {
    const layer = { kernel_size: 3, stride: 1, padding: 0, dilation: 1 };
    assert.equal(stack.cellsBehind([layer], 3), 1);
    assert.ok(stack.cellsBehind([layer], 2) < 1);
    assert.ok(stack.cellsBehind([layer, { ...layer, padding: 9 }], 2) < 1);
});

test("known networks", async () => {
    const { KNOWN } = await source(`${FOLDER}/known.js`);
    for (const [name, field] of Object.entries(known)) agree(fieldsFrom(stack, KNOWN[name]).at(-1), field, name);
    assert.equal(stack.cellsBehind(KNOWN.VGG16, 224), 7);
    assert.equal(stack.cellsBehind(KNOWN["ResNet-50"], 224), 7);
    assert.equal(stack.cellsBehind(KNOWN["U-Net"], 572), 388);
});

test("what a link may hold is what Python takes", async () => {
    const { ALLOWS } = await source("src/rules.js");
    const differ = () =>
        bounds.filter(({ layers, taken }) => ALLOWS.layers(layers, null, ...rule.slice(1)) !== taken);
    await source(`${FOLDER}/rules.js`);
    const right = ALLOWS.layers;
    assert.deepEqual(differ(), []);
    assert.ok(bounds.some(({ taken }) => taken) && !bounds.every(({ taken }) => taken));
    for (const [said, wrong] of [
        ["size >= 1", "size >= 0"],
        ["size <= largest", "size <= 2 * largest"],
        ["value.length <= most", "value.length <= 2 * most"],
        ["others.length <= 1", "true"],
        ["=== true", "!== undefined"],
        ["value[name] >= least[name]", "true"],
    ]) {
        await broken(`${FOLDER}/rules.js`, said, wrong);
        assert.notDeepEqual(differ(), [], said);
        ALLOWS.layers = right;
    }
});

test("mistakes are seen", async () => {
    const fields = await broken("src/fields.js", "size += (axis.span - 1)", "size += (axis.kernel - 1)");
    const along = ({ kernel_size, transposed = false, ...layer }) => ({ kernel: kernel_size, transposed, ...layer });
    const copied = { ...stack, fieldsOfStack: (layers) => fields.fieldsOf(layers.map(along)) };
    assert.throws(() => compare(copied, tower));
    const sizes = await broken(`${FOLDER}/stack.js`, "?.size ?? 0", "?.jump ?? 0");
    assert.throws(() => compare(sizes, tower));
    for (const [right, wrong] of [
        ["(place - reach)", "(place + reach)"],
        ["layer.transposed ? pixels", "!layer.transposed ? pixels"],
    ]) {
        const copy = await broken(`${FOLDER}/stack.js`, right, wrong);
        assert.throws(() => compareAny(copy), right);
    }
});
