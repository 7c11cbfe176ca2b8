import { joined, noteOf, settingsOf } from "../limits.js";
import { shortest } from "../axis.js";
import { Controls, Slider, Toggle } from "./Controls.jsx";

/** Traits that may differ from axis to axis, by the word of their rule. */
const APART = ["steps", "sides"];

/** The traits of an explorer that may be one number for both axes, or apart.
 * @param {ReturnType<typeof import("../state.js").useExplorerState>} explorer */
const geometry = ({ rules }) => Object.keys(rules).filter((name) => APART.includes(rules[name][0]));

/** Whether rows and columns have sliders of their own: as the reader asked, or as they differ.
 * @param {ReturnType<typeof import("../state.js").useExplorerState>} explorer */
export const isApart = (explorer) =>
  explorer.apart || geometry(explorer).some((name) => Array.isArray(explorer.state[name]));

/**
 * A layer's sliders, together or apart, and `children` after them.
 * @typedef {{explorer: ReturnType<typeof import("../state.js").useExplorerState>,
 *   matrices: ReturnType<typeof import("../matrices.js").useMatrices>, messages: any,
 *   image?: string, kernel?: string, names?: Record<string, [string, string]>,
 *   only?: string[], caps?: Record<string, any>, first?: any, note?: string, children?: any}} Props
 *   `image` and `kernel` are the names of traits; `names` are those of their sliders, together and
 *   before "rows"; `only` leaves out the others; `first` comes before them
 * @param {Props & {settings: import("../limits.js").Setting[], why: typeof noteOf}} props `why`
 *   says where the sliders end, or else there is the `note`
 */
export function Sliders(props) {
  const { explorer, matrices, messages, image = "image", kernel = "kernel", names = {} } = props;
  const { only = Object.keys(explorer.caps) } = props;
  const settings = props.settings.filter(({ key }) => only.includes(key));
  const apart = isApart(explorer);
  /** @type {Record<string, [string, string]>} */
  const words = {
    [image]: [messages.inputSize, messages.input],
    [kernel]: [messages.kernelSize, messages.kernel],
    ...names,
  };
  const name = ({ key, part }) => {
    const [together, alone] = words[key] ?? [messages[key], messages[key]];
    return part ? messages.along(alone, messages.parts[part]) : together;
  };
  const isArray = (key) => explorer.rules[key][0] === "array";
  return (
    <Controls note={props.why(settings, name, messages) ?? props.note} apart={apart}>
      {props.first}
      {settings.map(({ key, part, value, min, max, text, now }) => (
        <Slider
          key={`${key} ${part}`}
          label={name({ key, part })}
          {...{ value, min, max, text }}
          onChange={(to) => {
            explorer.setApart(apart); // even where they come to agree under the reader's hand
            if (isArray(key)) matrices.resize(key, now(to));
            else matrices.change({ [key]: shortest(now(to)) });
          }}
        />
      ))}
      {props.children}
    </Controls>
  );
}

/** Sliders for the sizes, stride, padding and dilation of a layer whose windows must fit.
 * @param {Props} props */
export function Geometry(props) {
  const { explorer, image = "image", kernel = "kernel", caps = explorer.caps } = props;
  const settings = settingsOf(explorer.state, { image, kernel }, caps, isApart(explorer));
  return <Sliders {...props} settings={settings} why={noteOf} />;
}

/** Whether rows and columns are apart, and fresh numbers: for the fold of what is asked for
 * seldom.
 * @param {{explorer: ReturnType<typeof import("../state.js").useExplorerState>,
 *   matrices: ReturnType<typeof import("../matrices.js").useMatrices>, messages: any}} props */
export function OwnNumbers({ explorer, matrices, messages }) {
  const { state, setApart } = explorer;
  const names = geometry(explorer);
  const join = () => {
    const together = joined(state, names, matrices.isPossible);
    if (together) matrices.change(together);
    setApart(false);
  };
  return (
    <>
      {names.length > 0 && (
        <Toggle
          label={messages.apart}
          checked={isApart(explorer)}
          onChange={(checked) => (checked ? setApart(true) : join())}
        />
      )}
      <div class="control">
        <button type="button" onClick={matrices.fresh}>
          {messages.fresh}
        </button>
        <span role="status">{state.seed > 0 && messages.seed(state.seed)}</span>
      </div>
      <p class="hint">{messages.pasteHint}</p>
    </>
  );
}
