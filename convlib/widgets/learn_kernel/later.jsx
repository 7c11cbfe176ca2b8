/** What is folded away: a script of its own, which comes when a reader asks for it. */
import { Toggle } from "../src/components/Controls.jsx";
import { Geometry, OwnNumbers, isApart } from "../src/components/Geometry.jsx";

/** The sizes, and fresh numbers. */
export const Own = (parts) => (
  <>
    <Geometry {...parts} />
    <Toggle
      label={parts.messages.apart}
      checked={isApart(parts.explorer)}
      onChange={parts.explorer.setApart}
    />
    <OwnNumbers {...parts} />
  </>
);
