import { useState } from "preact/hooks";
import { format } from "../numbers.js";

/**
 * A labelled native slider for multiples of `step`, with its value printed beside it. The
 * value that it starts from may be another one.
 * @param {{label: string, value: number, min: number, max: number, step?: number,
 *   text?: string, onChange: (value: number) => void}} props
 */
export function Slider({ label, value, min, max, step = 1, text, onChange }) {
  const nearest = (/** @type {any} */ to) => Number((Math.round(to / step) * step).toPrecision(9));
  return (
    <div class="control">
      <label>
        <span>{label}</span>
        <input
          type="range"
          min={min}
          max={max}
          step={value === nearest(value) ? step : "any"}
          value={value}
          disabled={min === max}
          onInput={(event) => onChange(nearest(event.currentTarget.value))}
        />
      </label>
      <output>{text ?? format(value)}</output>
    </div>
  );
}

/** @param {{label: string, checked: boolean, onChange: (checked: boolean) => void}} props */
export function Toggle({ label, checked, onChange }) {
  return (
    <label class="control toggle">
      <input
        type="checkbox"
        checked={checked}
        onInput={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}

/** Whether the cells that share a window with the selected one are marked.
 * @param {{explorer: ReturnType<typeof import("../state.js").useExplorerState>,
 *   messages: any}} props */
export const ReadsTogether = ({ explorer, messages }) => (
  <Toggle
    label={messages.readsTogether}
    checked={explorer.state.reads_together}
    onChange={(reads_together) => explorer.set({ reads_together })}
  />
);

/**
 * One of a few, as native radio buttons. (WebKit gives a legend a line of its own.)
 * @param {{label: string, value: string, options: [string, string][],
 *   onChange: (value: string) => void}} props
 */
export function Choice({ label, value, options, onChange }) {
  const [name] = useState(() => `choice-${Math.random()}`);
  return (
    <div class="control choice" role="group" aria-labelledby={name}>
      <span class="legend" id={name}>
        {label}
      </span>
      {options.map(([option, text]) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            checked={option === value}
            defaultChecked={option === value} // what Firefox prints
            onInput={() => onChange(option)}
          />
          {text}
        </label>
      ))}
    </div>
  );
}

/** @param {{children: any, note?: string | null, apart?: boolean}} props `apart` if labels
 * are longer, as rows and columns have sliders of their own */
export const Controls = ({ children, note, apart = false }) => (
  <div class={apart ? "controls apart" : "controls"}>
    {children}
    <p class="note">{note}</p>
  </div>
);
