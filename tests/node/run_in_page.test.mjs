/** The parts of "Run this page" that need no page. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./tools.mjs";

const FOLDER = "../../book/_static/run/";
const { together } = await source(`${FOLDER}order.js`);
const { Edits } = await source(`${FOLDER}edits.js`);
const { Session } = await source(`${FOLDER}session.js`);
const { modelOf } = await source(`${FOLDER}explorers.js`);
const { indentAfter } = await source(`${FOLDER}editor.js`);
const { en } = await source(`${FOLDER}messages.js`);
const { zh } = await source(`${FOLDER}messages.zh.js`);

test("cells run in the page's order, without solutions that are folded", () => {
    const cells = [null, { open: false }, { open: true }, null].map((solution) => ({ solution }));
    assert.deepEqual(together(cells), [cells[0], cells[2], cells[3]]);
    assert.deepEqual(together(cells, cells[3]), [cells[0], cells[2]]);
    assert.deepEqual(together(cells, cells[0]), []);
});

/** A browser's storage, in memory. */
function storage() {
    const kept = new Map();
    return {
        kept,
        getItem: (name) => kept.get(name) ?? null,
        setItem: (name, text) => kept.set(name, text),
        removeItem: (name) => kept.delete(name),
    };
}

test("edits are kept for the page and the code that they change", () => {
    const there = storage();
    const edits = new Edits("/a.html", () => there);
    assert.ok(edits.isEmpty);
    edits.keep(3, "x = 1", "x = 2");
    const again = new Edits("/a.html", () => there);
    assert.equal(again.of(3, "x = 1"), "x = 2");
    assert.equal(again.of(3, "x = 0"), "x = 0"); // the book has changed
    assert.equal(again.of(2, "x = 1"), "x = 1");
    assert.equal(new Edits("/b.html", () => there).of(3, "x = 1"), "x = 1");
    again.keep(3, "x = 1", "x = 1");
    assert.equal(there.kept.size, 0);
    edits.throwAway();
    assert.equal(edits.of(3, "x = 1"), "x = 1");
});

test("what is damaged or cannot be kept is no error", () => {
    const there = storage();
    there.setItem("convlib-edits:/a.html", "{");
    assert.ok(new Edits("/a.html", () => there).isEmpty);
    const edits = new Edits("/a.html", () => {
        throw new Error("refused");
    });
    edits.keep(0, "1", "2");
    assert.equal(edits.of(0, "1"), "2");
});

/** A session with a worker that does what it is told here. */
function begun() {
    const heard = [];
    const threads = [];
    const make = () => {
        const thread = { sent: [], ended: false, terminate: () => (thread.ended = true) };
        thread.postMessage = (message) => thread.sent.push(message);
        threads.push(thread);
        return thread;
    };
    const session = new Session(make, (message) => heard.push(message));
    return { session, heard, threads, tell: (data) => threads.at(-1).onmessage({ data }) };
}

test("a session starts, runs and is heard", async () => {
    const { session, heard, threads, tell } = begun();
    const start = session.start({ python: "p/", packages: ["numpy"] });
    tell({ type: "stage", stage: "python" });
    tell({ type: "ready", packages: ["numpy"] });
    assert.deepEqual(await start, { packages: ["numpy"] });
    assert.deepEqual(threads[0].sent, [
        { type: "start", python: "p/", packages: ["numpy"], interrupts: null },
    ]);
    const run = session.run(2, "1 + 1", null);
    assert.deepEqual(threads[0].sent[1], { type: "run", cell: 2, code: "1 + 1", scope: null });
    tell({ type: "output", cell: 2, output: {} });
    tell({ type: "done", cell: 2, digest: "d" });
    assert.deepEqual(await run, { digest: "d" });
    assert.deepEqual(heard.map(({ type }) => type), ["stage", "output"]);
});

test("a start that fails says why", async () => {
    const { session, tell } = begun();
    const failed = { type: "failed", text: "no", policy: "script-src" };
    const first = session.start({});
    tell(failed);
    assert.deepEqual(await first, { failed });
    const second = session.start({});
    session.thread.onerror({});
    assert.deepEqual(await second, { failed: { type: "failed", text: "" } });
});

test("without shared memory, an interrupt ends Python", async () => {
    const { session, threads } = begun();
    session.start({});
    const run = session.run(0, "while True: pass", null);
    assert.equal(session.interrupt(), false);
    assert.deepEqual(await run, { stopped: true });
    assert.ok(threads[0].ended);
    assert.deepEqual(await session.run(0, "1", null), { stopped: true }); // nothing is there
});

test("with shared memory, Python is interrupted and goes on", () => {
    globalThis.crossOriginIsolated = true;
    const { session, threads } = begun();
    session.start({});
    delete globalThis.crossOriginIsolated;
    assert.equal(session.interrupt(), true);
    assert.equal(threads[0].sent[0].interrupts[0], 2);
    assert.ok(!threads[0].ended);
});

test("Python that breaks down is no run that never ends", async () => {
    const { session, heard, tell } = begun();
    session.start({});
    tell({ type: "ready", packages: [] });
    const run = session.run(0, "1", null);
    tell({ type: "failed", text: "memory" });
    assert.deepEqual(await run, { stopped: true });
    assert.equal(heard.at(-1).text, "memory");
});

test("a model tells Python what the reader changes, once, and not what Python does", () => {
    const sent = [];
    let drawn = 0;
    const model = modelOf({ stride: 1, padding: 0 }, (changes) => sent.push(changes));
    const draw = () => (drawn += 1);
    model.on("change", draw);
    model.set("stride", 2);
    model.set("padding", 1);
    model.save_changes();
    model.save_changes();
    assert.deepEqual(sent, [{ stride: 2, padding: 1 }]);
    model.take({ stride: 3 });
    assert.equal(model.get("stride"), 3);
    model.save_changes();
    assert.equal(sent.length, 1);
    assert.equal(drawn, 3);
    model.off("change", draw);
    model.take({ stride: 4 });
    assert.equal(drawn, 3);
});

test("a new line begins where the one before it did, further in after a colon", () => {
    assert.equal(indentAfter("x = 1"), "");
    assert.equal(indentAfter("if x:"), "    ");
    assert.equal(indentAfter("a\n    for i in y:  # all"), "        ");
    assert.equal(indentAfter("    x[1:2]"), "    ");
});

test("both languages say the same things", () => {
    assert.deepEqual(Object.keys(zh), Object.keys(en));
    assert.deepEqual(Object.keys(zh.stages), Object.keys(en.stages));
    for (const [name, words] of Object.entries(en)) {
        assert.equal(typeof zh[name], typeof words, name);
        if (typeof words === "string") assert.notEqual(zh[name], words, name);
    }
});
