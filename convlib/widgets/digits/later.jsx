/** The network learning before the reader's eyes: a script of its own, which comes when asked for. */
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { Slider, Toggle } from "../src/components/Controls.jsx";
import { Ledger } from "../src/components/Ledger.jsx";
import { anotherSeed } from "../src/draws.js";
import { format } from "../src/numbers.js";
import { Confusion } from "./Confusion.jsx";
import { Curves } from "./Curves.jsx";
import { LOSS, RIGHT, lossAt, lossPoints, roomFor } from "./curves.js";
import { Filters } from "./Filters.jsx";
import { EVERY, lessonOf, rightOf } from "./learn.js";
import { MODELS, countOf } from "./models.js";
import { useTraining } from "./training.js";

/** What the network is compared with. */
const OTHERS = Object.keys(MODELS).slice(1);
const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)}%`;

/**
 * Training from random weights. `lend` is given the net shown to read the drawing with,
 * or null. While it is not `open` it waits, unseen.
 * @param {{explorer: ReturnType<typeof import("../src/state.js").useExplorerState>, open: boolean,
 *   data: {images: string, labels: string}, lend: (net: any) => void, messages: any}} props
 */
export function Learning({ explorer, open, data, lend, messages: all }) {
  const messages = useMemo(() => ({ ...all, ...all.training }), [all]);
  const { state, set, rules, resets } = explorer;
  const [, , full] = rules.image;
  const { seed, learning_rate: rate, mistake } = state;
  const [again, setAgain] = useState(0);
  const [others, setOthers] = useState(OTHERS);
  const [slow, setSlow] = useState(false);
  const [isLent, setLent] = useState(false);
  const lesson = useMemo(() => lessonOf(data, full, seed), [data, seed, again, resets]);
  const isBroken = mistake !== "none";
  /** @type {[string, string | null][]} */
  const learners = isBroken
    ? [["network", mistake], ["network", null]]
    : ["network", ...OTHERS.filter((name) => others.includes(name))].map((name) => [name, null]);
  const training = useTraining({ lesson, rate, slow, learners });
  const { runs, at } = training;
  const net = useMemo(() => runs[0].at(at), [runs[0], at]);
  const answers = useMemo(() => runs[0].answers(net), [net]);
  useLayoutEffect(() => lend(open && isLent ? net : null), [open, isLent, net]);
  useEffect(() => {
    if (!open) training.go(at);
  }, [open]);
  const { labels } = lesson.heldOut;
  const right = rightOf(answers, labels);
  const lines = useMemo(
    () => linesOf(learners, runs, isBroken, messages),
    [lesson, String(learners), String(runs.map(({ done }) => done)), messages],
  );
  const parts = { explorer, messages, lesson, training, right, lines };
  return (
    <div
      class="training"
      hidden={!open}
      onKeyDown={(event) => {
        const target = /** @type {Element} */ (event.target);
        if (event.key === "Escape") training.go(at);
        if (event.key !== " " || target.closest("button, select, input, [role=grid]")) return;
        event.preventDefault();
        event.stopPropagation();
        training.toggle();
      }}
    >
      <p class="hint">{messages.trainingHint(lesson.learning.length, lesson.heldOut.labels.length)}</p>
      <Steps {...parts} slow={slow} setSlow={setSlow} />
      <Said {...parts} />
      <Settings {...parts} restart={() => setAgain(again + 1)} />
      {isBroken && <p class="why">{messages.why[mistake]}</p>}
      <Pictures {...parts} />
      <Learners {...parts} {...{ learners, isBroken, others, setOthers }} />
      <Toggle label={messages.readWithThis} checked={isLent} onChange={setLent} />
      <Filters first={runs[0].nets[0]} now={net} messages={messages} />
      <Confusion
        {...{ lesson, answers, messages }}
        onPick={(digit) => set({ image: lesson.inkOf(digit), label: lesson.labels[digit] })}
      />
    </div>
  );
}

/** Going forward and back in what has been learned. */
function Steps({ training, lesson, slow, setSlow, messages }) {
  const { runs, at, playing, isOver, toggle, previous, next, go } = training;
  return (
    <>
      <div class="player">
        <div class="buttons">
          <button type="button" onClick={previous} disabled={at === 0}>
            <span aria-hidden="true">◀&#xFE0E; </span>
            {messages.previous}
          </button>
          <button type="button" class="primary" onClick={toggle} disabled={isOver}>
            <span aria-hidden="true">{playing ? "❚❚ " : "▶\uFE0E "}</span>
            {playing ? messages.pause : messages.play}
          </button>
          <button type="button" onClick={next} disabled={isOver}>
            {messages.next}
            <span aria-hidden="true"> ▶&#xFE0E;</span>
          </button>
        </div>
        <label class="speed">
          {messages.speed}
          <select value={String(slow)} onInput={(event) => setSlow(event.currentTarget.value === "true")}>
            <option value="false">{messages.fast}</option>
            <option value="true">{messages.slow}</option>
          </select>
        </label>
      </div>
      <div class="walk">
        <Slider
          label={messages.step}
          value={at}
          min={0}
          max={runs[0].done}
          text={messages.stepOf(at, lesson.steps, at / lesson.perPass)}
          onChange={go}
        />
      </div>
    </>
  );
}

/** Where the network is, in a sentence. */
function Said({ training, lesson, right, messages }) {
  const { runs, at, playing } = training;
  const { length } = lesson.heldOut.labels;
  const words = messages.trainedWords(at, runs[0].losses[at - 1], right, length);
  return (
    <Ledger value={right / length} words={words} playing={playing} lines={1}>
      <p>{words}</p>
    </Ledger>
  );
}

/** The learning rate, the first weights, and what is broken. */
function Settings({ explorer, training, restart, messages }) {
  const { state, set, rules } = explorer;
  const [, ...rates] = rules.learning_rate;
  const [, ...words] = rules.mistake;
  return (
    <div class="controls">
      <Slider
        label={messages.rate}
        value={rates.indexOf(state.learning_rate)}
        min={0}
        max={rates.length - 1}
        text={format(state.learning_rate)}
        onChange={(at) => set({ learning_rate: rates[at] })}
      />
      <div class="control wide">
        <button type="button" onClick={restart} disabled={training.runs[0].done === 0}>
          {messages.restart}
        </button>
        <button type="button" onClick={() => set({ seed: anotherSeed(state.seed) })}>
          {messages.otherWeights}
        </button>
        <span class="seed">{messages.seed(state.seed)}</span>
      </div>
      <label class="control wide">
        <span>{messages.breakIt}</span>
        <select value={state.mistake} onInput={(event) => set({ mistake: event.currentTarget.value })}>
          {words.map((word) => (
            <option value={word} key={word}>
              {messages.mistakes[word]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** What is drawn of each run.
 * @param {[string, string | null][]} learners @param {import("./learn.js").Run[]} runs
 * @param {boolean} isBroken @param {any} messages */
function linesOf(learners, runs, isBroken, messages) {
  return runs.map((run, n) => {
    const [model, mistake] = learners[n];
    const key = mistake ? "broken" : isBroken ? "healthy" : model;
    return {
      ...{ key, run, model, short: messages.shortOf[key], isMain: n === 0 },
      right: [run.rights.map((right, at) => [at * EVERY, right / run.lesson.heldOut.labels.length])],
      loss: [lossPoints(run.losses), ...(n === 0 ? [lossPoints(run.losses, 1)] : [])],
    };
  });
}

/** The two curves. */
function Pictures({ lines, lesson, training, messages }) {
  const { at, go } = training;
  const { perPass, classes } = lesson;
  const room = roomFor(Math.max(...lines.map(({ run }) => run.done)) / perPass);
  const common = { lines, room, perPass, at, messages, onWalk: go };
  return (
    <div class="pictures">
      <Curves
        {...common}
        title={messages.lossTitle}
        label={messages.curveLabel(messages.lossTitle)}
        scale={LOSS}
        of="loss"
        guess={Math.log(classes)}
        text={String}
      />
      <Curves
        {...common}
        title={messages.rightTitle(lesson.heldOut.labels.length)}
        label={messages.curveLabel(messages.rightTitle(lesson.heldOut.labels.length))}
        scale={RIGHT}
        of="right"
        guess={1 / classes}
        text={(share) => `${Math.round(100 * share)}%`}
      />
    </div>
  );
}

/** The same in numbers, at the step shown: a line for each curve. */
function Learners({ lines, lesson, training, right, isBroken, others, setOthers, messages }) {
  const { at } = training;
  const { length } = lesson.heldOut.labels;
  const shown = new Map(lines.map((line) => [line.key, line]));
  const keys = isBroken ? ["broken", "healthy"] : Object.keys(MODELS);
  const toggle = (key) =>
    setOthers(others.includes(key) ? others.filter((other) => other !== key) : [...others, key]);
  return (
    <table class="learners">
      <caption class="caption">{messages.learnersTitle(at)}</caption>
      <thead>
        <tr>
          <th scope="col">{messages.learner}</th>
          <th scope="col">{messages.numbersLearned}</th>
          <th scope="col">{messages.lossNow}</th>
          <th scope="col">{messages.rightNow}</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => {
          const line = shown.get(key);
          return (
            <tr key={key} class={line ? "" : "off"}>
              <th scope="row">
                <label>
                  {OTHERS.includes(key) && (
                    <input type="checkbox" checked={Boolean(line)} onInput={() => toggle(key)} />
                  )}
                  <svg class="sample" viewBox="0 0 34 8" aria-hidden="true">
                    <path class={`line ${key}`} d="M1 4h32" />
                  </svg>
                  {messages.longOf[key]}
                </label>
              </th>
              <Numbers {...{ line, at, messages }} right={countAt(line, at, right) / length} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** How many digits one reads rightly, of the network at this very step, else at the last at
 * which they were read; NaN if it is not that far. */
const countAt = (line, at, right) =>
  line?.isMain ? right : at <= line?.run.done ? line.run.rights[Math.floor(at / EVERY)] : NaN;

/** What one of them has come to; nothing where it is not that far. */
function Numbers({ line, at, right, messages }) {
  if (!line) return [0, 1, 2].map((n) => <td key={n} />);
  const { run } = line;
  const loss = at <= run.done ? lossAt(run.losses, at) : NaN;
  const cell = (value, text) =>
    Number.isFinite(value) ? <td data-value={value}>{text(value)}</td> : <td>{messages.none}</td>;
  return (
    <>
      {cell(countOf(run.net, run.model), messages.whole)}
      {cell(loss, (value) => value.toPrecision(2))}
      {cell(right, percent)}
    </>
  );
}
