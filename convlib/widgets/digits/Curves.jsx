/** Curves of what learns, with a line where the reader is; to press there is to go there. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { pathOf, spread } from "./curves.js";

/** Room around the curves in pixels: numbers on the left and below, names on the right. */
const [LEFT, TOP, RIGHT, BELOW] = [38, 8, 96, 34];
const HEIGHT = 190;
/** From the right edge to a name, and between two names. */
const [AWAY, APART] = [8, 13];

/** How wide an element is. @param {any} element a ref of it */
function useWidth(element) {
  const [width, setWidth] = useState(340);
  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(contentRect.width));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** Those passes that are numbered: all if they are few.
 * @param {number} room */
const passesOf = (room) =>
  Array.from({ length: room + 1 }, (_, pass) => pass).filter((pass) => pass % Math.ceil(room / 5) === 0);

/**
 * @typedef {import("./curves.js").Point[]} Points
 * @typedef {{key: string, short: string, loss: Points[], right: Points[]}} Line of each picture
 *   its points, and others that are drawn faintly behind them
 * @param {{title: string, label: string, scale: import("./curves.js").Scale, lines: Line[],
 *   of: "loss" | "right", guess: number, text: (tick: number) => string, room: number,
 *   perPass: number, at: number, onWalk: (step: number) => void, messages: any}} props
 *   `guess` is what guessing gives
 */
export function Curves({ title, label, scale, lines, of, guess, text, room, perPass, at, onWalk, messages }) {
  const picture = useRef(/** @type {any} */ (null));
  const width = useWidth(picture);
  const box = { left: LEFT, top: TOP, width: width - LEFT - RIGHT, height: HEIGHT - TOP - BELOW };
  const [right, bottom, last] = [box.left + box.width, box.top + box.height, room * perPass];
  const y = (/** @type {number} */ value) => bottom - box.height * scale.place(value);
  const x = (/** @type {number} */ step) => box.left + (box.width * step) / last;
  const walk = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    const place = event.clientX - event.currentTarget.getBoundingClientRect().left - box.left;
    onWalk(Math.round(Math.min(Math.max(place / box.width, 0), 1) * last));
  };
  const paths = useMemo(
    () =>
      [1, 0].flatMap((layer) =>
        lines.map(({ key, [of]: points }) => (
          <path
            key={key + layer}
            class={`line ${key}${layer ? " faint" : ""}`}
            d={pathOf(points[layer] ?? [], last, scale, box)}
          />
        )),
      ),
    [lines, last, width],
  );
  return (
    <figure class="curves">
      <figcaption class="caption">{title}</figcaption>
      <svg
        role="img"
        aria-label={label}
        height={HEIGHT}
        ref={picture}
        onPointerDown={walk}
        onPointerMove={walk}
      >
        {scale.ticks.map((tick) => (
          <g key={tick} class="tick">
            <path d={`M${box.left} ${y(tick)}h${box.width}`} />
            <text x={box.left - 5} y={y(tick) + 3.5}>
              {text(tick)}
            </text>
          </g>
        ))}
        <path class="guess" d={`M${box.left} ${y(guess)}h${box.width}`} />
        <text class="guess" x={right - 3} y={y(guess) - 3}>
          {messages.guessing}
        </text>
        {passesOf(room).map((pass) => (
          <g key={pass} class="pass">
            <path d={`M${x(pass * perPass)} ${bottom}v4`} />
            <text x={x(pass * perPass)} y={bottom + 16}>
              {pass}
            </text>
          </g>
        ))}
        <text class="axis" x={(box.left + right) / 2} y={HEIGHT - 5}>
          {messages.passes}
        </text>
        <path class="here" d={`M${x(at)} ${box.top}v${box.height}`} />
        {paths}
        <Names {...{ lines, of, x, y, right, top: box.top, bottom }} />
      </svg>
    </figure>
  );
}

/** What each curve is, where it ends. */
function Names({ lines, of, x, y, right, top, bottom }) {
  const ends = lines
    .map((line) => ({ ...line, end: line[of][0].findLast(([, value]) => Number.isFinite(value)) }))
    .filter(({ end }) => end);
  const heights = spread(ends.map(({ end: [, value] }) => y(value)), APART, top + 4, bottom);
  return ends.map(({ key, short, end: [step, value] }, n) => (
    <g key={key} class="end">
      <path class="lead" d={`M${x(step)} ${y(value)}L${right + AWAY - 3} ${heights[n]}`} />
      <text x={right + AWAY} y={heights[n] + 3.5}>
        {short}
      </text>
    </g>
  ));
}
