/** What the tests here share: the sources, also with a mistake in them, and a comparison. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

export const SOURCES = new URL("../../convlib/widgets/", import.meta.url);
const mistakes = new Map();

// What is tested here needs no page: whoever has Node alone can make worksheets.
registerHooks({
    resolve(name, context, next) {
        assert.ok(!name.startsWith("preact"), `${context.parentURL} imports ${name}`);
        return next(name, context);
    },
    load(url, context, next) {
        const loaded = next(url, context);
        const mistake = mistakes.get(url);
        return mistake ? { ...loaded, source: mistake(String(loaded.source)) } : loaded;
    },
});

/** What `cases()` of the Python file beside a test returned. */
export const cases = () => JSON.parse(readFileSync(process.env.CASES, "utf8"));

/** What `check()` there is given. @param {any} told */
export const tell = (told) => writeFileSync(`${process.env.CASES}.told`, JSON.stringify(told));

/** Import a module of the explorers: `await source("src/arithmetic.js")`. */
export const source = (name, attributes) => import(new URL(name, SOURCES), { with: attributes ?? {} });

/** Import a copy of a module in which `wrong` stands wherever `right` should. */
export function broken(name, right, wrong) {
    const url = new URL(`${name}?mistake=${mistakes.size}`, SOURCES);
    mistakes.set(url.href, (text) => {
        assert.ok(text.includes(right), `${name} does not say ${right}`);
        return text.replaceAll(right, wrong);
    });
    return import(url);
}

/** Compare nested lists and objects as JSON has them, numbers to twelve digits. */
export function agree(found, expected, place = "") {
    if (typeof expected === "number" && typeof found === "number") {
        const error = Math.abs(found - expected);
        if (!(error <= 1e-12 * Math.max(1, Math.abs(expected))))
            assert.fail(`${place}: ${found} instead of ${expected}`);
    } else if (expected !== null && typeof expected === "object") {
        assert.deepEqual(Object.keys(found ?? {}), Object.keys(expected), place);
        for (const key of Object.keys(expected))
            agree(found[key], expected[key], `${place}[${key}]`);
    } else assert.deepEqual(found ?? null, expected, place);
}

/** Make a matrix of what a function says of each row and column. */
export const matrix = ([rows, cols], value) => Array.from({ length: rows }, (_, i) =>
    Array.from({ length: cols }, (_, j) => value(i, j)));
