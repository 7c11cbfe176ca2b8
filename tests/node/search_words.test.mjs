/** A question is split into the words that the pages have, as the pages were. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { cases } from "./tools.mjs";

const { code, plain, terms, questions, found } = cases();
const docnames = ["first", "second", "third", "fourth"];

/** Run the book's part of `language_data.js`, as the search page does; `said` looks into it. */
function page(source, said) {
    const Search = {
        _index: { docnames, terms, titleterms: {} },
        performTermsSearch: () => docnames.map((name) => [name]),
    };
    return runInContext(`let splitQuery;\n${source}\n(${said})`, createContext({ Search, Scorer: {} }));
}

function compare(source) {
    const split = page(source, "splitQuery");
    for (const [question, words] of Object.entries(questions)) {
        assert.deepEqual([...split(question)], words, question);
    }
    const search = page(source, "(query) => Search.performTermsSearch(new Set(splitQuery(query)))");
    for (const [question, pages] of Object.entries(found)) {
        assert.deepEqual([...search(question)].map(([name]) => docnames.indexOf(name)), pages, question);
    }
}

test("a text becomes plain as in Python", () => {
    const inPage = page(code, "plain");
    for (const [typed, text] of Object.entries(plain)) assert.equal(inPage(typed), text);
});

test("a question is split", () => compare(code));

test("mistakes are seen", () => {
    for (const [right, wrong] of [
        ["let end = run.length", "let end = Math.min(run.length, start + 2)"],
        ["words.length ? words : [run]", "words"],
        [".filter((page) => page !== undefined)", ""],
        ["replaced[word]", "word"],
        ["wanted.every", "wanted.some"],
    ]) {
        assert.ok(code.includes(right));
        assert.throws(() => compare(code.replace(right, wrong)), assert.AssertionError);
    }
});
