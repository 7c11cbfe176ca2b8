import { total, windowTerms } from "../src/arithmetic.js";
import { Chip, GradientSum, Ledger, Sum, WindowSum } from "../src/components/Ledger.jsx";
import { longest } from "../src/numbers.js";

/** The product of one pass, which is one entry of M, as a sum that begins.
 * @param {Record<string, any>} state @param {import("./products.js").Product} product */
const passOf = ({ transposed }, { i, j, row, col, w, x, delta }) => ({
  target: transposed ? `g[${row},${col}]` : `a[${i},${j}]`,
  other: transposed ? delta : x,
  role: transposed ? "gradient" : "input",
  value: w * (transposed ? delta : x),
});

/** What the selection says: its number, its words, and a picture of them where there is one.
 * @param {Record<string, any>} state @param {any} shown @param {any} messages
 * @returns {{value: number | null, spoken: string, body?: any}} */
function readingOf(state, shown, messages) {
  const { image, kernel, grad_output: deltas, transposed } = state;
  const { selected, lit, at, output, gradient, size, kernelSize } = shown;
  if (!selected) return { value: null, spoken: messages.nothingLit };
  const [row, col] = at;
  const order = row * (selected.grid === "kernel" ? kernelSize : size)[1] + col;
  switch (selected.grid) {
    case "output": {
      const value = transposed ? deltas[row][col] : output[row][col];
      if (transposed) return { value, spoken: messages.deltaGoesTo(row, col, value, lit.length) };
      const terms = windowTerms(image, kernel, state, row, col);
      return {
        value,
        spoken: messages.sumWords(row, col, terms, null, false, value),
        body: (
          <Sum symbol={[row, col]}>
            <WindowSum terms={terms} />
            <Chip role="result" value={total(terms)} />
          </Sum>
        ),
      };
    }
    case "input": {
      const value = transposed ? gradient[row][col] : image[row][col];
      if (!transposed) return { value, spoken: messages.pixelIsIn(row, col, value, lit.length, order) };
      return {
        value,
        spoken: messages.pixelGradient(row, col, lit, value),
        body: <GradientSum symbol="x" role="kernel" terms={lit} {...{ row, col, value }} />,
      };
    }
    case "kernel": {
      const value = kernel[row][col];
      return { value, spoken: messages.weightIsIn(row, col, value, lit.length, order) };
    }
  }
  const [product] = lit;
  if (lit.length > 1) return { value: lit.length, spoken: messages.linesProducts(lit.length) };
  if (!product) return { value: 0, spoken: selected.grid === "matrix" ? messages.noEntry(row, col) : messages.noPass };
  const { target, other, role, value } = passOf(state, product);
  return {
    value,
    spoken: messages.onePass(target, product, other, value),
    body: (
      <>
        <p class="pass">
          {target} += <Chip role="kernel" value={product.w} /> · <Chip role={role} value={other} /> ={" "}
          <Chip role="result" value={value} />
        </p>
        <p>{messages.sameProduct(product)}</p>
      </>
    ),
  };
}

/** The sum behind what is selected, or what it is part of. */
export function Calculation({ state, shown, messages, playing }) {
  const { image, kernel } = state;
  const { value, spoken, body } = readingOf(state, shown, messages);
  return (
    <Ledger
      {...{ value, playing }}
      words={spoken}
      digits={[longest(image), longest(kernel)]}
      lines={Math.max(kernel.length + 1, 3)}
    >
      {body ?? <p>{spoken}</p>}
    </Ledger>
  );
}
