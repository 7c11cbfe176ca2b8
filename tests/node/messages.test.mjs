/** Every message is there in every language: the same sort of thing under the same key. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cases, source } from "./tools.mjs";

const sorts = (table) => Object.fromEntries(Object.entries(table)
    .map(([key, message]) => [key, typeof message === "function" ? message.length : typeof message]));

test("the same keys, and the same sort of thing under each", async () => {
    const { en: shared } = await source("src/messages.js");
    let count = 0;
    for (const folder of cases()) {
        const { en } = await source(`${folder}/messages.js`);
        const { zh } = await source(`${folder}/messages.zh.js`);
        assert.deepEqual(sorts(zh), sorts(en), folder);
        const twice = folder === "src" ? [] : Object.keys(en).filter((key) => key in shared);
        assert.deepEqual(twice, [], `${folder} says again what all of them say`);
        count += Object.keys(en).length;
    }
    assert.ok(count > 150);
});
