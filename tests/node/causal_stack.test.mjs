/** The numbers, fields and trees of `causal-stack` against convlib. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, source } from "./tools.mjs";

const MODULE = "causal_stack/stack.js";
const { stacks } = cases();

/** The times of each level that are samples, in their order. */
const inside = (tree, { size }) =>
    tree.map((times) => [...times].filter((at) => at >= 0 && at < size).sort((a, b) => a - b));

function compare({ axesOf, fieldsOf, levelsOf, treeOf }) {
    for (const { state, levels, fields, node, reads } of stacks) {
        const axes = axesOf(state);
        const place = JSON.stringify(state);
        agree(levelsOf(state, axes), levels, place);
        agree(fieldsOf(axes), fields, place);
        const [level] = node;
        agree(inside(treeOf(axes, ...node), axes[0]).slice(0, level + 1), reads, place);
    }
}

const stack = await source(MODULE);

test("random stacks", () => compare(stack));

test("above a node stand those that read it", () => {
    for (const { state } of stacks) {
        const axes = stack.axesOf(state);
        const [{ size }, top] = [axes[0], axes.length];
        for (let time = 0; time < size; time += 1) {
            const above = inside(stack.treeOf(axes, 0, time), axes[0]).at(-1);
            const readers = Array.from({ length: size }, (_, at) => at).filter((at) =>
                stack.treeOf(axes, top, at)[0].has(time));
            assert.deepEqual(above, readers);
        }
    }
});

test("mistakes are seen", async () => {
    for (const [right, wrong] of [
        ["Math.floor(zeros / 2)", "Math.ceil(zeros / 2)"],
        ["at >= 0 && at < size", "true"],
        ["size + span - 1", "size + span"],
        ["below[col] ?? 0", "below[col] ?? 1"],
    ]) {
        const wrongly = await broken(MODULE, right, wrong);
        assert.throws(() => compare(wrongly), undefined, right);
    }
});
