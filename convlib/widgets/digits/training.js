/** Training while the page stays usable: some steps between two frames, and a place in them. */
import { useEffect, useMemo, useReducer, useRef } from "preact/hooks";
import { EVERY, Run } from "./learn.js";

/** Milliseconds of a frame that steps may take, and from one picture to the next: one of a net
 * that has read what is held out already. */
const [SLICE, PICTURE, STILL] = [8, 100, 1000];
/** Steps a second, for who wants to watch each of them. */
const SLOW = 4;

/** Whether the reader has asked for as little motion as possible. */
const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * The runs of a lesson, the first of them to be looked at, and where the reader is in it.
 * @param {{lesson: import("./learn.js").Lesson, rate: number, slow: boolean,
 *   learners: [string, string | null][]}} options `learners`: models, and mistakes in them
 */
export function useTraining({ lesson, rate, slow, learners }) {
  const [, redraw] = useReducer((count) => count + 1, 0);
  const all = useMemo(() => new Map(), [lesson]);
  const now = useRef({ at: 0, playing: false });
  const runs = learners.map(([model, mistake]) => {
    const key = `${model} ${mistake}`;
    if (!all.has(key)) all.set(key, new Run(lesson, model, mistake));
    return /** @type {Run} */ (all.get(key));
  });
  const [main] = runs;
  now.current.at = Math.min(now.current.at, main.done);
  const behind = () => Math.min(...runs.map(({ done }) => done));
  const isOver = () => now.current.at === lesson.steps && behind() === lesson.steps;

  /** Whoever is behind the reader, or beside, takes a step, and then the reader goes on.
   * Returns whether anything has learned. */
  const advance = () => {
    const { at } = now.current;
    const least = behind();
    const learning = least <= at ? runs.filter(({ done }) => done === least) : [];
    for (const run of learning) run.step(rate);
    if (least >= at) now.current.at += 1;
    return learning.length > 0;
  };
  const live = useRef(advance);
  live.current = advance;

  const go = (/** @type {number} */ at) => {
    now.current.playing = false;
    now.current.at = Math.min(Math.max(at, 0), main.done);
    redraw(undefined);
  };
  const { playing } = now.current;
  useEffect(() => {
    if (!playing) return undefined;
    let [drawn, stepped, shown] = [0, 0, now.current.at];
    /** Whether a picture is due, of what needs no more work: the reader has not moved, or
     * stands where a net is kept. @param {number} time */
    const isDue = (time) =>
      time - drawn > (isStill() ? STILL : PICTURE) &&
      (now.current.at === shown || now.current.at % EVERY === 0);
    /** @param {number} time */
    const frame = (time) => {
      if (slow && time - stepped < 1000 / SLOW) return again();
      stepped = time;
      const end = time + (slow ? 0 : SLICE);
      while (!isOver() && live.current() && performance.now() < end && !isDue(time));
      if (isOver()) now.current.playing = false;
      if (slow || isOver() || isDue(time)) {
        [drawn, shown] = [time, now.current.at];
        redraw(undefined);
      }
      return again();
    };
    let request = 0;
    const again = () => {
      if (now.current.playing) request = requestAnimationFrame(frame);
    };
    again();
    return () => cancelAnimationFrame(request);
  }, [playing, slow, lesson, String(learners)]);

  return {
    ...{ runs, playing, go, isOver: isOver() },
    at: now.current.at,
    toggle: () => {
      now.current.playing = !now.current.playing && !isOver();
      redraw(undefined);
    },
    previous: () => go(now.current.at - 1),
    next: () => {
      if (!isOver()) advance();
      go(now.current.at);
    },
  };
}
