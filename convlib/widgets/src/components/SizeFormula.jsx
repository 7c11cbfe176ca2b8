import { axesOf } from "../axis.js";

/** The size formula with its numbers in it; once if both axes agree, else for each.
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
  return (
    <footer class="formula">
      {lines.map(({ name, axis }) => (
        <p key={name}>
          {name} = ⌊(<b>{axis.size}</b> + <Zeros {...axis} /> − <b>{axis.dilation}</b>·(
          <b>{axis.kernel}</b> − 1) − 1) / <b>{axis.stride}</b>⌋ + 1 = <b>{axis.count}</b>
        </p>
      ))}
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
