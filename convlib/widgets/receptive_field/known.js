/** Known networks as stacks. Layers of 1 × 1 are left out: they see no further. */

const conv = (kernel_size, stride = 1, padding = 0) => ({ kernel_size, stride, padding, dilation: 1 });
const pool = (kernel_size, stride, padding = 0) => ({ ...conv(kernel_size, stride, padding), pooling: true });
const up = (kernel_size, stride) => ({ ...conv(kernel_size, stride), transposed: true });
const times = (count, layer) => Array.from({ length: count }, () => layer);

/** The 3 × 3 layers of a part of ResNet-50, the first of which halves the map. */
const halved = (count) => [conv(3, 2, 1), ...times(count - 1, conv(3, 1, 1))];

/** @type {Record<string, import("./stack.js").Layer[]>} */
export const KNOWN = {
  VGG16: [2, 2, 3, 3, 3].flatMap((count) => [...times(count, conv(3, 1, 1)), pool(2, 2)]),
  "ResNet-50": [conv(7, 2, 3), pool(3, 2, 1), ...times(3, conv(3, 1, 1)), ...[4, 6, 3].flatMap(halved)],
  "U-Net": [
    ...times(4, [conv(3), conv(3), pool(2, 2)]).flat(),
    ...times(2, conv(3)),
    ...times(4, [up(2, 2), conv(3), conv(3)]).flat(),
  ],
};
