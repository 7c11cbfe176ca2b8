import { sized } from "../cells.js";
import { format } from "../numbers.js";

/**
 * Products in the shape of what they come from; the ledger speaks them. Where there are
 * none the boxes stay empty, so that nothing jumps.
 * @param {{caption: string, values: (number | undefined)[][]}} props
 */
export const Products = ({ caption, values }) => (
  <div class="grid product" aria-hidden="true" style={{ "--columns": values[0].length }}>
    <p class="caption">{caption}</p>
    <div class="scroll">
      {values.map((line, m) => (
        <div class="cells" key={m}>
          {line.map((product, n) => (
            <div class={product ? sized(format(product)) : "cell nothing"} key={n}>
              {product && format(product)}
            </div>
          ))}
        </div>
      ))}
    </div>
  </div>
);
