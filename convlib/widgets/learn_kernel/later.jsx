/** What is folded away: a script of its own, which comes when a reader asks for it. */
import { Geometry, OwnNumbers } from "../src/components/Geometry.jsx";

/** The sizes, and fresh numbers. */
export const Own = (parts) => (
  <>
    <Geometry {...parts} />
    <OwnNumbers {...parts} sizes />
  </>
);
