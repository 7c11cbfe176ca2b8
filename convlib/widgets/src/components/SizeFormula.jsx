import { axesOf } from "../axis.js";

/** The size formula with its numbers in it; once if both axes agree, else for each. In
 * `ceil_mode` it is rounded up, and a last window that would begin beyond the map is left out.
 * @param {{input: number[], kernel: number[], messages: any}
 *   & import("../axis.js").Geometry} props */
export function SizeFormula({ input, kernel, messages, ...geometry }) {
  const [down, across] = axesOf(input, kernel, geometry);
  const agree = JSON.stringify(down) === JSON.stringify(across);
  const lines = agree
    ? [{ name: messages.outputSize, axis: down }]
    : [
        { name: messages.outputHeight, axis: down },
        { name: messages.outputWidth, axis: across },
      ];
  const [open, close] = geometry.ceil_mode ? "⌈⌉" : "⌊⌋";
  const isLeftOut = ({ before, size, after, span, stride, count }) =>
    geometry.ceil_mode && Math.ceil((before + size + after - span) / stride) === count;
  return (
    <footer class="formula">
      {lines.map(({ name, axis }) => (
        <p key={name}>
          {name} = {open}(<b>{axis.size}</b> + <Zeros {...axis} /> − <b>{axis.dilation}</b>·(
          <b>{axis.kernel}</b> − 1) − 1) / <b>{axis.stride}</b>
          {close} + 1{isLeftOut(axis) && " − 1"} = <b>{axis.count}</b>
        </p>
      ))}
      {lines.some(({ axis }) => isLeftOut(axis)) && <p>{messages.leftOut}</p>}
    </footer>
  );
}

/** @param {{before: number, after: number}} axis */
const Zeros = ({ before, after }) =>
  before === after ? (
    <>
      2·<b>{before}</b>
    </>
  ) : (
    <>
      <b>{before}</b> + <b>{after}</b>
    </>
  );
