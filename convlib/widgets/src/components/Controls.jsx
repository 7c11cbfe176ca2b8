import { format } from "../numbers.js";

/**
 * A labelled native slider with its value printed beside it.
 * @param {{label: string, value: number, min: number, max: number, text?: string,
 *   onChange: (value: number) => void}} props
 */
export function Slider({ label, value, min, max, text, onChange }) {
  return (
    <div class="control">
      <label>
        <span>{label}</span>
        <input
          type="range"
          min={min}
          max={max}
          step={1}
          value={value}
          disabled={min === max}
          onInput={(event) => onChange(Number(event.currentTarget.value))}
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
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}

/** @param {{children: any, note?: string | null}} props */
export const Controls = ({ children, note }) => (
  <div class="controls">
    {children}
    <p class="note">{note}</p>
  </div>
);
