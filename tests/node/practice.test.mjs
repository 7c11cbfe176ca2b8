/** What mistakes give, what is said about answers, and fresh numbers, for every kind. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { SOURCES, agree, broken, cases, source, tell } from "./tools.mjs";

const kinds = Object.entries(cases());
const { counts, fresh, given, judge, mistakesIn, numberAt, placesIn } = await source("src/practice.js");
/** By kind, what was drawn, and what is said there of the numbers that mistakes give. */
const said = {};
const resultsOf = async ({ folder }) => (await source(`${folder}/results.js`)).results;
for (const [, { folder }] of kinds)
    if (existsSync(new URL(`${folder}/rules.js`, SOURCES))) await source(`${folder}/rules.js`);

/** What the page finds in a state, of all grids. */
const found = (results, rules, state, find = given) => Object.fromEntries(
    Object.entries(results).map(([grid, result]) =>
        [grid, find(result, rules.tasks[grid], rules, state)]));

test("there are kinds to practise, and each has mistakes", () => {
    assert.ok(kinds.length >= 2);
    for (const [kind, { known }] of kinds)
        for (const names of Object.values(known)) assert.ok(names.length >= 3, kind);
});

for (const [kind, { known, rules, states, draws, ...one }] of kinds) {
    const results = await resultsOf(one);

    test(`${kind}: every mistake has its sentence`, async () => {
        for (const [language, file] of [["en", ""], ["zh", ".zh"]]) {
            const tables = await Promise.all(["src", one.folder].map(async (folder) =>
                (await source(`${folder}/messages${file}.js`))[language]));
            for (const name of Object.values(known).flat())
                assert.ok(tables.some((table) => typeof table[name] === "string"), `${name}, ${language}`);
        }
    });

    test(`${kind}: right results and mistakes are convlib's`, () => {
        assert.deepEqual(Object.keys(results), Object.keys(known));
        const seen = new Set();
        for (const { state, right, mistakes } of states) {
            agree(Object.fromEntries(Object.keys(right).map((g) => [g, results[g](state)])), right);
            const here = found(results, rules, state);
            agree(here, mistakes, JSON.stringify(state));
            for (const names of Object.values(here)) Object.keys(names).forEach((name) => seen.add(name));
        }
        assert.deepEqual([...seen].sort(), [...new Set(Object.values(known).flat())].sort());
    });

    test(`${kind}: fresh numbers tell all mistakes apart, and none is named wrongly`, () => {
        const drawn = new Set();
        for (let seed = 0; seed < draws; seed += 1) {
            const before = states[seed % states.length].state;
            const state = fresh(results, rules, before, seed);
            drawn.add(JSON.stringify(state));
            assert.deepEqual(fresh(results, rules, before, seed), state);
            const { all, hidden } = mistakesIn(results, rules, state);
            assert.equal(hidden, 0, `${all} mistakes in ${JSON.stringify(state)}`);
            const verdicts = Object.entries(found(results, rules, state)).map(([grid, wrong]) =>
                [grid, compare(results[grid](state), wrong)]);
            (said[kind] ??= []).push({ state, verdicts: Object.fromEntries(verdicts) });
        }
        assert.ok(drawn.size > draws / 2);
        tell(said);
    });
}

/** Each cell of a grid, and what is said of each number that somebody comes to: the mistake
 * that is named, "" if none is, or "right"; by the mistake that was made. */
function compare(right, wrong) {
    const named = new Set();
    const verdicts = Object.fromEntries(Object.keys(wrong).map((name) => [name, []]));
    for (const at of placesIn(right)) {
        const truth = numberAt(right, at);
        assert.deepEqual(judge(truth, right, wrong, at), { right: true });
        for (const [name, array] of Object.entries(wrong)) {
            const answer = numberAt(array, at);
            const makers = Object.keys(wrong).filter((other) => counts(answer, numberAt(wrong[other], at)));
            const { right: isRight, mistake } = judge(answer, right, wrong, at);
            assert.equal(isRight, counts(answer, truth));
            assert.equal(mistake, isRight || makers.length > 1 ? undefined : name);
            if (mistake) named.add(mistake);
            verdicts[name].push(isRight ? "right" : (mistake ?? ""));
        }
        const elsewhere = 1 + Math.max(truth, ...Object.values(wrong).map((array) => numberAt(array, at)));
        assert.deepEqual(judge(elsewhere, right, wrong, at), { right: false, mistake: undefined });
    }
    assert.deepEqual([...named].sort(), Object.keys(wrong).sort());
    return verdicts;
}

test("an answer may be rounded to the decimals that it is written with, two or more", () => {
    for (const answer of [1 / 3, 0.33, 0.333, -0]) assert.ok(counts(answer, answer === 0 ? 0 : 1 / 3));
    for (const answer of [0.3, 0.34, 0.334, 0]) assert.ok(!counts(answer, 1 / 3));
    assert.ok(!counts(2, 2.004) && counts(2.5, 2.5) && !counts(2.5, 2.503));
});

test("a word that means something else is seen", async () => {
    const wrong = await broken("src/practice.js", "one - other)", "one + other)");
    const [, { rules, states, ...one }] = kinds.find(([, { rules }]) => JSON.stringify(rules).includes("subtract"));
    const results = await resultsOf(one);
    assert.throws(() => {
        for (const { state, mistakes } of states) agree(found(results, rules, state, wrong.given), mistakes);
    });
});
