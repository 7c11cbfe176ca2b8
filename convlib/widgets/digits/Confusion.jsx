/** Which digits the network takes for which, and the digits themselves. */
import { useState } from "preact/hooks";
import { fill } from "../src/arithmetic.js";
import { Grid } from "../src/components/Grid.jsx";
import { words } from "../src/selection.js";
import { Thumbnail } from "./Maps.jsx";

/**
 * @param {{lesson: import("./learn.js").Lesson, answers: Uint8Array, messages: any,
 *   onPick: (digit: number) => void}} props `onPick` is told which of all digits is wanted
 */
export function Confusion({ lesson, answers, messages, onPick }) {
  const [chosen, setChosen] = useState(/** @type {[number, number] | null} */ (null));
  const { which, labels } = lesson.heldOut;
  const counts = fill(lesson.classes, lesson.classes, () => 0);
  labels.forEach((label, n) => (counts[label][answers[n]] += 1));
  const isChosen = (row, column) => String(chosen) === String([row, column]);
  return (
    <section class="confusion">
      <div>
        <Grid
          name={messages.confusion}
          role="output"
          caption={messages.confusionAxes}
          values={counts}
          text={(count) => (count ? String(count) : "")}
          padding={[1, 1]}
          after={[0, 0]}
          paddingText={(row, column) => (row < 0 ? (column < 0 ? "" : `${column}`) : `${row}`)}
          mark={(row, column) => ({
            state: words({
              hit: row === column && counts[row],
              miss: row !== column && counts[row]?.[column],
              selected: isChosen(row, column),
            }),
          })}
          cellLabel={(_, row, column) => messages.readAs(row, column)}
          onSelect={(row, column) => setChosen([row, column])}
        />
      </div>
      <div class="shown">
        {chosen ? (
          <Digits {...{ lesson, answers, chosen, which, labels, messages, onPick }} />
        ) : (
          <p class="hint">{messages.selectCount}</p>
        )}
      </div>
    </section>
  );
}

/** The digits that one count is of. */
function Digits({ lesson, answers, chosen: [label, answer], which, labels, messages, onPick }) {
  const some = [...which].filter((_, n) => labels[n] === label && answers[n] === answer);
  return (
    <>
      <p>{messages.theseAre(label, answer, some.length)}</p>
      <div class="pictures">
        {some.map((digit) => (
          <button
            type="button"
            key={digit}
            aria-label={messages.digitNumber(digit)}
            onClick={() => onPick(digit)}
          >
            <Thumbnail values={lesson.inkOf(digit)} largest={lesson.full} ink />
          </button>
        ))}
      </div>
    </>
  );
}
