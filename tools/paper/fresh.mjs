/**
 * Fresh numbers as the practice of an explorer draws them, for each of some seeds:
 * `node fresh.mjs < request.json` answers with a list of states.
 */
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fresh } from "../../convlib/widgets/src/practice.js";

const { kind, rules, state, seeds } = JSON.parse(await text(process.stdin));
const folder = new URL(`../../convlib/widgets/${kind.replaceAll("-", "_")}/`, import.meta.url);
const own = new URL("rules.js", folder);
if (existsSync(own)) await import(own.href);
const { results } = await import(new URL("results.js", folder).href);
const drawn = seeds.map((/** @type {number} */ seed) => fresh(results, rules, state, seed));
process.stdout.write(JSON.stringify(drawn));
