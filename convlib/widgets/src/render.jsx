import { render as draw } from "preact";
import { Channels } from "./kinds/Channels.jsx";
import { ConvBackward } from "./kinds/ConvBackward.jsx";
import { Exercise } from "./kinds/Exercise.jsx";
import { Groups } from "./kinds/Groups.jsx";
import { ImageKernel } from "./kinds/ImageKernel.jsx";
import { Network } from "./kinds/Network.jsx";
import { OutputSize } from "./kinds/OutputSize.jsx";
import { Pooling } from "./kinds/Pooling.jsx";
import { ReceptiveField } from "./kinds/ReceptiveField.jsx";
import { SlidingWindow } from "./kinds/SlidingWindow.jsx";
import { Transposed } from "./kinds/Transposed.jsx";
import { messagesFor } from "./messages.js";
import { numberOf } from "./place.js";
import { numbers } from "./state.js";

const KINDS = {
  "sliding-window": SlidingWindow,
  channels: Channels,
  "conv-backward": ConvBackward,
  network: Network,
  "output-size": OutputSize,
  pooling: Pooling,
  "receptive-field": ReceptiveField,
  transposed: Transposed,
  groups: Groups,
  "image-kernel": ImageKernel,
  exercise: Exercise,
};

/**
 * Draws the explorer that `model` describes into `el`; the same for both hosts.
 * @param {{model: import("./state.js").Model, el: Element}} where
 * @returns {() => void} stops it and takes it away
 */
export function render({ model, el }) {
  const Kind = KINDS[/** @type {keyof typeof KINDS} */ (model.get("kind"))];
  numbers.set(model, numberOf(el.closest(".explorer-host")));
  draw(<Kind model={model} messages={messagesFor(el)} />, el);
  return () => draw(null, el);
}
