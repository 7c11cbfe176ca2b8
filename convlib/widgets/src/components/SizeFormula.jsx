import { outputSize } from "../arithmetic.js";

/** The size formula with its numbers in it; once if both axes agree, else for each.
 * @param {{input: number[], kernel: number[], stride: number, padding: number,
 *   dilation: number, messages: any}} props */
export function SizeFormula({ input, kernel, stride, padding, dilation, messages }) {
  const square = input[0] === input[1] && kernel[0] === kernel[1];
  const lines = square
    ? [[messages.outputSize, input[0], kernel[0]]]
    : [
        [messages.outputHeight, input[0], kernel[0]],
        [messages.outputWidth, input[1], kernel[1]],
      ];
  return (
    <footer class="formula">
      {lines.map(([name, n, f]) => (
        <p key={name}>
          {name} = ⌊(<b>{n}</b> + 2·<b>{padding}</b> − <b>{dilation}</b>·(<b>{f}</b> − 1) −
          1) / <b>{stride}</b>⌋ + 1 = <b>{outputSize(n, f, stride, padding, dilation)}</b>
        </p>
      ))}
    </footer>
  );
}
