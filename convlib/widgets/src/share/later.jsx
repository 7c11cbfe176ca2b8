/**
 * What is loaded when a reader opens "More": a matrix as CSV, the code that embeds the
 * explorer in another page, and the picture of it.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { messagesFor, say } from "../registry.js";
import { csv } from "./csv.js";
import { embeddedAt, frameOf, isHereOnly } from "./embedding.js";
import { en } from "./messages.js";
import { zh } from "./messages.zh.js";
import { pictureOf } from "./picture.js";
import { animation, bitmap, fileName, save } from "./files.js";

say("en", "share", en);
say("zh", "share", zh);

/** More steps than these are no picture for a slide. */
const MOST = 100;

const LINE_OF_ITS_OWN = { flexBasis: "100%" };

/** Pixels of the line below an explorer that stands alone. */
const LINE = 36;

/** What `Share` and `Explorer` know, and how to copy a text and to say one.
 * @typedef {{root: {current: HTMLElement}, lastGrid: {current: Element | null}, title: string,
 *   table?: ReturnType<typeof csv>, copies?: [string, () => string][], messages: any,
 *   explorer: ReturnType<typeof import("../state.js").useExplorerState>,
 *   player?: ReturnType<typeof import("../components/Player.jsx").usePlayer>,
 *   link: () => string, copy: (text: string, done?: string) => void,
 *   setSaid: (said: {text: string}) => void}} Props */

/** @param {Props} props */
export function Elsewhere(props) {
  const { root, lastGrid, table, copies = [], explorer, copy } = props;
  const [open, setOpen] = useState("");
  const words = messagesFor(root.current, "share");
  const parts = { ...props, words };
  const fold = (name, label) => (
    <button
      type="button"
      aria-expanded={open === name}
      onClick={() => setOpen(open === name ? "" : name)}
    >
      {label}
    </button>
  );
  return (
    <>
      <button
        type="button"
        onClick={() => {
          const { name, size, text } = table ?? csv(root.current, lastGrid.current);
          copy(text, words.copiedGrid(name, size));
        }}
      >
        {words.copyCsv}
      </button>
      {copies.map(([label, text]) => (
        <button type="button" key={label} onClick={() => copy(text())}>
          {label}
        </button>
      ))}
      {explorer.number > 0 && fold("embed", words.embed)}
      {fold("picture", words.picture)}
      {open === "embed" && <Embed {...parts} />}
      {open === "picture" && <Picture {...parts} />}
    </>
  );
}

/** How high an explorer is in a frame: without what is open in its foot and what there is to
 * do on its page, and with the line that says where it is from.
 * @param {HTMLElement} root */
function heightAlone(root) {
  const parts = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".more, .tour, .folded"));
  const left = [...parts].reduce((sum, part) => sum + part.offsetHeight, 0);
  return root.offsetHeight - left + LINE;
}

/** The code of a frame, selected, to be copied.
 * @param {Props & {words: any}} props */
function Embed({ root, title, link, copy, setSaid, words }) {
  const [theme, setTheme] = useState("auto");
  const field = useRef(/** @type {any} */ (null));
  const hash = new URL(link()).hash;
  const address = embeddedAt(hash, theme);
  const [height] = useState(() => heightAlone(root.current));
  const code = frameOf(address, title, height);
  useEffect(() => {
    field.current.focus();
    setSaid({ text: words.codeSelected });
  }, []);
  useEffect(() => field.current.select(), [code]);
  return (
    <>
      <p style={LINE_OF_ITS_OWN} aria-hidden="true">
        {words.embedCode}
      </p>
      <textarea
        ref={field}
        aria-label={words.embedCode}
        readOnly
        rows={5}
        value={code}
        onFocus={() => field.current.select()}
      />
      <label>
        {words.theme}{" "}
        <select value={theme} onInput={(event) => setTheme(event.currentTarget.value)}>
          {Object.entries(words.themes).map(([name, label]) => (
            <option value={name} key={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={() => copy(code)}>
        {words.copyCode}
      </button>
      {isHereOnly(address) && <p style={LINE_OF_ITS_OWN}>{words.onlyHere}</p>}
    </>
  );
}

/** Pictures of what is shown, and of all steps of a walk.
 * @param {Props & {words: any}} props */
function Picture({ root, explorer, player, setSaid, words }) {
  const { state, model, set } = explorer;
  const [busy, setBusy] = useState(false);
  const going = useRef(/** @type {any} */ (null));
  going.current = player;
  const name = (ending, what = state.selection) => fileName(model.get("kind"), what, ending);
  /** @param {string} file @param {() => Blob | Promise<Blob>} make */
  const keep = async (file, make) => {
    setBusy(true);
    try {
      save(file, await make());
      setSaid({ text: words.saved(file) });
    } catch {
      setSaid({ text: words.notSaved });
    }
    setBusy(false);
  };
  const vector = () => new Blob([pictureOf(root.current).svg], { type: "image/svg+xml" });
  const walk = async () => {
    const before = state.selection;
    try {
      return await animation(root.current, player?.count ?? 0, async (step) => {
        going.current.go(step);
        setSaid({ text: words.drawn(step + 1, going.current.count) });
        await settled();
      });
    } finally {
      set({ selection: before });
    }
  };
  const steps = player?.count ?? 0;
  return (
    <>
      <span>{words.pictureOf}</span>
      <button type="button" disabled={busy} onClick={() => keep(name("svg"), vector)}>
        SVG
      </button>
      <button type="button" disabled={busy} onClick={() => keep(name("png"), () => bitmap(root.current))}>
        PNG
      </button>
      {steps > 1 && steps <= MOST && (
        <button type="button" disabled={busy} onClick={() => keep(name("gif", [`${steps}-steps`]), walk)}>
          {words.walk(steps)}
        </button>
      )}
    </>
  );
}

/** The picture is drawn after the state has been set, and moves for a moment. */
async function settled() {
  for (let frames = 0; frames < 2; frames++) await new Promise((drawn) => setTimeout(drawn, 20));
  for (const moving of document.getAnimations()) if (moving instanceof CSSTransition) moving.finish();
}
