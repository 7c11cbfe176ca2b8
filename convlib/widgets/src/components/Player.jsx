import { useEffect, useRef, useState } from "preact/hooks";

const SPEEDS = [0.5, 1, 2, 4];

/**
 * The state of a player over `count` steps. `step` is where it stands, or -1.
 * Playing stops at the last step; started there, it begins again. At speed 1 it waits
 * `pause` milliseconds from step to step.
 * @param {{step: number, count: number, onStep: (step: number) => void, pause?: number}} options
 */
export function usePlayer({ step, count, onStep, pause = 1000 }) {
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const last = step >= count - 1;
  useEffect(() => {
    if (!playing) return undefined;
    if (last) {
      setPlaying(false);
      return undefined;
    }
    const timer = setTimeout(() => onStep(step + 1), pause / speed);
    return () => clearTimeout(timer);
  });
  const toggle = () => {
    if (!playing && last) onStep(0);
    setPlaying(!playing && count > 1);
  };
  const go = (to) => {
    setPlaying(false);
    onStep(Math.min(Math.max(to, 0), count - 1));
  };
  return { playing, speed, setSpeed, toggle, go, step, count, stop: () => setPlaying(false) };
}

/**
 * A player over the cells of an output in reading order. Selecting something else
 * does not make it forget where it was.
 * @param {{at: {row: number, col: number} | null, rows: number, cols: number,
 *   onSelect: (row: number, col: number) => void}} options
 */
export function useOutputPlayer({ at, rows, cols, onSelect }) {
  const last = useRef(-1);
  if (at) last.current = at.row * cols + at.col;
  return usePlayer({
    step: last.current < rows * cols ? last.current : -1,
    count: rows * cols,
    onStep: (step) => onSelect(Math.floor(step / cols), step % cols),
  });
}

/** Previous, Play or Pause, Next, speed, and where we are.
 * @param {{player: ReturnType<typeof usePlayer>, messages: any, place: string}} props */
export function Player({ player, messages, place }) {
  const { playing, speed, setSpeed, toggle, go, step, count } = player;
  return (
    <div class="player">
      <div class="buttons">
        <button type="button" onClick={() => go(step - 1)} disabled={step <= 0}>
          <span aria-hidden="true">◀&#xFE0E; </span>
          {messages.previous}
        </button>
        <button type="button" class="primary" onClick={toggle} disabled={count < 2}>
          <span aria-hidden="true">{playing ? "❚❚ " : "▶\uFE0E "}</span>
          {playing ? messages.pause : messages.play}
        </button>
        <button type="button" onClick={() => go(step + 1)} disabled={step >= count - 1}>
          {messages.next}
          <span aria-hidden="true"> ▶&#xFE0E;</span>
        </button>
      </div>
      <span class="place">{place}</span>
      <label class="speed">
        {messages.speed}
        <select
          value={speed}
          onInput={(event) => setSpeed(Number(event.currentTarget.value))}
        >
          {SPEEDS.map((choice) => (
            <option value={choice} key={choice}>
              {choice}×
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
