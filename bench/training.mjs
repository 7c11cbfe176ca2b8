/**
 * Trains what a page trains, by the page's own modules, and says what came of it: reads
 * `{ink, labels, full, learners, seeds, steps}` from the file that is named, writes for each
 * learner and seed how many held-out digits are right at the end, and the processor's time in
 * milliseconds: of each step, of those after which held-out digits are read, too, and of all.
 */
import { readFileSync } from "node:fs";

const { EVERY, Lesson, Run } = await import(new URL("../convlib/widgets/digits/learn.js", import.meta.url));
const { ink, labels, full, learners, seeds, steps } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const digits = [ink, labels].map((numbers) => Int32Array.from(numbers));
const RATE = 0.2;

const spent = (since) => {
    const { user, system } = process.cpuUsage(since);
    return (user + system) / 1000;
};

const found = learners.flatMap(([model, mistake]) => seeds.map((seed) => {
    const run = new Run(new Lesson(...digits, full, seed), model, mistake);
    const start = process.cpuUsage();
    const times = { alone: [], read: [] };
    for (let n = 1; n <= steps; n += 1) {
        const before = process.cpuUsage();
        run.step(RATE);
        times[n % EVERY ? "alone" : "read"].push(spent(before));
    }
    return { model, mistake, seed, right: run.rights.at(-1), times, all: spent(start) };
}));
process.stdout.write(JSON.stringify(found));
