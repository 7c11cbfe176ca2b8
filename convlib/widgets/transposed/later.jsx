/** What is folded away: a script of its own, which comes when a reader asks for it. */
import { OwnNumbers, Sliders } from "../src/components/Geometry.jsx";

/** Sizes, dilation, and numbers of one's own. @param {any} parts */
export const Own = (parts) => (
  <>
    <Sliders {...parts} only={["image", "kernel", "dilation"]} />
    <OwnNumbers {...parts} />
  </>
);
