/** `paste.js`: a matrix out of whatever a reader has copied, or what is wrong with it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { broken, cases, source } from "./tools.mjs";

const paste = await source("src/paste.js");
const matrices = cases();

/** The spellings that are not read as the matrix they spell. */
const misread = ({ fromPasted, isTable }) =>
    matrices.flatMap(({ matrix, texts }) => Object.keys(texts).filter((name) =>
        !isTable(texts[name]) || JSON.stringify(fromPasted(texts[name]).matrix) !== JSON.stringify(matrix)));

test("every spelling of random matrices", () => {
    assert.ok(matrices.length * Object.keys(matrices[0].texts).length > 2000);
    assert.deepEqual([...new Set(misread(paste))], []);
});

test("mistakes are seen", async () => {
    for (const [right, wrong] of [
        ['text.replaceAll("(", "[")', "text"],
        ["given.slice(0, closing(given))", "given"],
        ["return split(line, \";\")", "return split(line, \",\")"],
        ["/;|\\n/", "/;/"],
    ]) {
        const copy = await broken("src/paste.js", right, wrong);
        assert.notDeepEqual(misread(copy), [], right);
    }
});

test("little is said, and understood", () => {
    for (const [text, matrix] of [
        ["1\t2", [[1, 2]]],
        ["1, 2, 3", [[1, 2, 3]]],
        ["1;2;3", [[1, 2, 3]]],
        ["[1; 2]", [[1], [2]]],
        ["[[1], [2]]", [[1], [2]]],
        ["1\n2", [[1], [2]]],
        ["[5]", [[5]]],
        ["0,5 1,5", [[0.5, 1.5]]],
        ["1.5,2.5", [[1.5, 2.5]]],
        ["½\t1/9\n−2\t1e3", [[0.5, 1 / 9], [-2, 1000]]],
        ["(1, 2)", [[1, 2]]],
        ["[1, 2,\n]", [[1, 2]]],
        ["1，2，3\n4，5，6", [[1, 2, 3], [4, 5, 6]]],
        ["1、−2\n3、4", [[1, -2], [3, 4]]],
        ["1；2\n3；4", [[1, 2], [3, 4]]],
        ["［［１，２］，［３，４．５］］", [[1, 2], [3, 4.5]]],
        ["1\u30002\n3\u30004", [[1, 2], [3, 4]]],
        ["1/9 1/9\n2/9 1½", [[1 / 9, 1 / 9], [2 / 9, 1.5]]],
        ["[[1/9, 1/3], [1/9, 1/3]]", [[1 / 9, 1 / 3], [1 / 9, 1 / 3]]],
        ["tensor([[ 1.0000, -0.5000],\n        [ 3.0000e+00,  4.]], requires_grad=True)", [[1, -0.5], [3, 4]]],
        ["Parameter containing:\ntensor([[[[1., 2.],\n          [3., 4.]]]], grad_fn=<AddBackward0>)", [[1, 2], [3, 4]]],
        ["array([[ 1.,  2.],\n       [-3.,  4.]])", [[1, 2], [-3, 4]]],
        ["[[ 1.  2.]\n [-3.  4.]]", [[1, 2], [-3, 4]]],
    ]) assert.deepEqual(paste.fromPasted(text).matrix, matrix, text);
});

test("one number is no table, and goes into its cell", () => {
    for (const text of ["1", " 1/9 ", "0,5", "−2", "1e3", "½", "abc", ""])
        assert.equal(paste.isTable(text), false, text);
});

test("what is wrong, and where", () => {
    for (const [text, problem] of [
        ["1\t2\n3\tx", { why: "number", row: 1, col: 1, text: "x" }],
        ["hello world", { why: "number", row: 0, col: 0, text: "hello" }],
        ["1 NaN", { why: "number", row: 0, col: 1, text: "NaN" }],
        ["1\t2000000", { why: "large", row: 0, col: 1, text: "2000000" }],
        ["1\t\t2", { why: "empty", row: 0, col: 1 }],
        ["1,2\n3", { why: "ragged", row: 1, count: 1, wanted: 2 }],
        ["[[1, 2], [3]]", { why: "ragged", row: 1, count: 1, wanted: 2 }],
        ["[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]", { why: "deep" }],
        ["[[1, 2], 3]", { why: "deep" }],
        ["[]", { why: "nothing" }],
        ["np.ones((3, 3)) / 9", { why: "number", row: 0, col: 0, text: "np.ones((3" }],
        [Array(13).fill("1\t2").join("\n"), { why: "size", rows: 13, cols: 2, most: 12 }],
        [Array(13).fill(1).join("\t"), { why: "size", rows: 1, cols: 13, most: 12 }],
    ]) assert.deepEqual(paste.fromPasted(text), { problem }, text);
});
