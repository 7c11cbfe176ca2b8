import { FieldDrawn } from "../src/components/FieldDrawn.jsx";

/**
 * An image with more pixels than can be drawn one by one, and on it what a cell on its
 * diagonal sees, to scale; dotted, what the next one sees.
 * @param {{image: number, first: number, size: number, jump: number | null, caption: string,
 *   dimensions: string, hint: string}} props
 */
export function Scale({ image, first, size, jump, caption, dimensions, hint }) {
  const both = (/** @type {number} */ pixels) => [pixels, pixels];
  return (
    <div class="stage to-scale">
      <p class="caption">
        <span>{caption}</span>
        <span class="dimensions">{dimensions}</span>
      </p>
      <FieldDrawn
        image={both(image)}
        first={both(first)}
        size={both(size)}
        shift={both(jump ?? 0)}
        next={jump !== null}
      />
      <p class="hint">{hint}</p>
    </div>
  );
}
