import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Choice } from "../src/components/Controls.jsx";
import { isOwn } from "../src/components/Explorer.jsx";
import { judge, parseAnswer } from "./exercise.js";
import { numbers } from "../src/state.js";

/** The answer box of an exercise: fields or choices, Check, and what to say about it.
 * @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function Exercise({ model, messages }) {
  const task = Object.fromEntries(
    ["answer", "label", "choices", "diagnoses", "explanation", "tolerance"].map((name) => [
      name,
      model.get(name),
    ]),
  );
  const { answer, label, choices } = task;
  const words = label.replace(" =", "\u00a0="); // no line begins with it
  const matrix = Array.isArray(answer);
  const [texts, setTexts] = useState(() => [answer].flat(2).map(() => ""));
  const [alert, setAlert] = useState(/** @type {string | null} */ (null));
  /** The texts that were checked last, and what came of it. */
  const [checked, setChecked] = useState(/** @type {any} */ (null));
  const root = useRef(/** @type {any} */ (null));
  useLayoutEffect(() => {
    root.current.dataset.ready = "true";
  }, []);

  const check = (event) => {
    event.preventDefault();
    const given = choices ? texts : texts.map(parseAnswer);
    const bad = given.findIndex((value) => value === null || value === "");
    if (bad >= 0) {
      setAlert(texts[bad].trim() ? messages.notNumber(texts[bad]) : messages.noAnswer);
      root.current.querySelectorAll(".answer input")[bad].focus();
      return;
    }
    const columns = matrix ? answer[0].length : 1;
    const value = /** @type {any} */ (
      matrix
        ? answer.map((_, row) => given.slice(row * columns, (row + 1) * columns))
        : given[0]
    );
    const verdict = judge(value, /** @type {any} */ (task));
    setAlert(null);
    setChecked({ ...verdict, texts });
    model.set("given", value);
    model.set("solved", verdict.right);
    model.save_changes();
  };
  const write = (part, text) => setTexts(texts.map((old, n) => (n === part ? text : old)));
  const mark = (part) =>
    checked?.texts[part] === texts[part] ? (checked.parts[part] ? "right" : "wrong") : "";
  const field = (part, name) => (
    <Field
      key={part}
      name={name}
      value={texts[part]}
      mark={mark(part)}
      messages={messages}
      onWrite={(text) => write(part, text)}
    />
  );
  return (
    <section
      class="explorer exercise"
      data-explorer="exercise"
      aria-label={messages.exercise(numbers.get(model) || 1, label)}
      ref={root}
      onKeyDown={(event) => isOwn(event) && event.stopPropagation()}
    >
      <form noValidate onSubmit={check}>
        {choices ? (
          <div class="answer">
            <Choice
              label={label}
              value={texts[0]}
              options={choices.map((choice) => [choice, choice])}
              onChange={(choice) => write(0, choice)}
            />
          </div>
        ) : matrix ? (
          <div class="answer" role="group" aria-label={label}>
            <span aria-hidden="true">{words}</span>
            <div class="fields" style={{ "--columns": answer[0].length }}>
              {answer.map((line, row) =>
                line.map((_, col) =>
                  field(row * line.length + col, messages.cell(label, row, col)),
                ),
              )}
            </div>
          </div>
        ) : (
          <label class="answer">
            <span>{words}</span>
            {field(0, label)}
          </label>
        )}
        <button type="submit" class="primary">
          {messages.check}
        </button>
      </form>
      {alert && (
        <p class="alert" role="alert">
          {alert}
        </p>
      )}
      <Verdict checked={alert ? null : checked} {...{ task, matrix, messages }} />
    </section>
  );
}

/** A field for a number; ✓ or ✗ beside what was checked and has not changed since. */
function Field({ name, value, mark, messages, onWrite }) {
  return (
    <span class="field" data-state={mark || undefined}>
      <input
        value={value}
        aria-label={mark ? `${name}, ${messages[mark]}` : name}
        aria-invalid={mark === "wrong" ? "true" : undefined}
        inputMode="text"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onWrite(event.currentTarget.value)}
      />
      <span class="tick" aria-hidden="true">
        {mark && (mark === "right" ? "✓" : "✗")}
      </span>
    </span>
  );
}

/** Right or not yet, and why. */
function Verdict({ checked, task, matrix, messages }) {
  const { right, parts, diagnosis } = checked ?? {};
  return (
    <p class="verdict" role="status" data-verdict={checked && (right ? "right" : "wrong")}>
      {checked && (
        <>
          <b>{right ? `✓ ${messages.rightAnswer}` : `✗ ${messages.wrongAnswer}`}</b>{" "}
          {right ? task.explanation : (diagnosis ?? messages.tryAgain)}
          {!right && matrix && ` ${messages.cellsRight(parts.filter(Boolean).length, parts.length)}`}
        </>
      )}
    </p>
  );
}
