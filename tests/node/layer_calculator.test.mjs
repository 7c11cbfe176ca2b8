/** The modules of `layer-calculator` against Python's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, source } from "./tools.mjs";

const { spec, networks, stacks, printed } = cases();
const here = (name) => source(`layer_calculator/${name}.js`);
const { learn, trace } = await here("network");
learn(spec);
const { call, written } = await here("written");
const { read } = await here("read");

const row = ({ shape, parameters, multiplyAdds, size, jump, start }) =>
    [...shape, parameters, multiplyAdds, ...size, ...jump, ...start];

/** The first network of which `trace` says something else than Python. */
const wrong = (trace) => networks.find(({ input, layers, table }) => {
    try {
        agree(trace(input, layers).map(row), table);
        return false;
    } catch {
        return true;
    }
});

/** The stacks that only one of the two takes. */
const disagreeing = (trace) => stacks.filter(({ input, layers, taken }) => {
    try {
        return Boolean(trace(input, layers)) !== taken;
    } catch {
        return taken;
    }
});

test("sizes, costs and fields of random networks and of the known ones", () =>
    assert.equal(wrong(trace), undefined, JSON.stringify(wrong(trace))));

test("what does not fit is refused, and nothing else", () => {
    assert.equal(JSON.stringify(disagreeing(trace)), "[]");
    for (const taken of [true, false])
        assert.ok(stacks.filter((stack) => stack.taken === taken).length > stacks.length / 5);
});

test("mistakes are seen", async () => {
    for (const [right, mistake] of [
        ["2 * padding > kernel", "false"],
        ["filters * (channels / (valueOf", "filters * (channels * (valueOf"],
        ["isTransposed(layer) ? cells : counts", "counts"],
        ['(layer.type === "Linear" && before.flattened) || [1, 1]', "[1, 1]"],
        ["extra >= Math.max(stride, dilation)", "extra > Math.max(stride, dilation)"],
        ["part % groups", "false"],
        ["kernel: times, stride: times", "kernel: 1, stride: times"],
        ["whole[n] * window", "whole[n]"],
        ["learnedBy(layer) * channels", "2 * channels"],
    ]) {
        const copy = await broken("layer_calculator/network.js", right, mistake);
        copy.learn(spec);
        assert.ok(wrong(copy.trace) || disagreeing(copy.trace).length, right);
    }
});

test("the code is Python's, and read again it is the network", () => {
    for (const { input, layers, code } of networks) {
        const stages = trace(input, layers);
        const calls = layers.map((layer, n) => call(layer, stages[n].shape[0]));
        assert.ok(code.includes(`nn.Sequential(\n${written(calls)})`));
        assert.deepEqual(read(code, input), { layers, input, aside: [] });
    }
});

const conv = { type: "Conv2d", out_channels: 8, kernel_size: 3 };

test("code in every form is read", () => {
    const relu = { type: "ReLU" };
    for (const [code, layers] of [
        ["nn.Sequential(nn.Conv2d(3, 8, 3))", [conv]],
        ["net = torch.nn.Sequential(  # mine\n nn.Conv2d(3, out_channels=8, kernel_size=(3, 3),),\n)", [conv]],
        ["Sequential(Conv2d(1 + 2, 2 * 4, 7 // 2 * 1))", [conv]],
        ["nn.Sequential(nn.Sequential(nn.Conv2d(3, 10 - 2, 3)), nn.ReLU(True))", [conv, relu]],
        ["nn.Sequential(nn.Conv2d(3, 8, 3, padding='same', dilation=2))", [{ ...conv, padding: 2, dilation: 2 }]],
        ["nn.Sequential(nn.Conv2d(3, 8, 3, 1, 'valid'), nn.MaxPool2d(2, None))", [conv, { type: "MaxPool2d", kernel_size: 2 }]],
        ["Sequential(\n  (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))\n  (act): ReLU(inplace=True)\n)", [conv, relu]],
        ["Sequential(\n  (0): Sequential(\n    (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))\n  )\n  (1): Dropout(p=0.5, inplace=False)\n)", [conv, { type: "Dropout" }]],
        ["Sequential(\n  (0): Conv2d(3, 8, kernel_size=(3, 3), padding=same, padding_mode=reflect)\n)", [{ ...conv, padding: 1 }]],
    ]) assert.deepEqual(read(code, [3, 9, 9]), { layers, input: [3, 9, 9], aside: [] }, code);
});

test("prints are read as Python reads them", () => {
    assert.ok(printed.length >= 4);
    for (const { text, layers, aside } of printed) {
        if (layers) {
            const found = read(text, [1, 224, 224]);
            assert.deepEqual(found.layers, layers);
            assert.deepEqual(found.aside.map(([line, name]) => `line ${line}: ${name} is left out`), aside);
        } else assert.throws(() => read(text, [3, 224, 224]), { message: "unknown" });
    }
});

test("what forward does stands before the first Linear of a print", () => {
    const types = (text) => read(`VGG(\n  (0): Conv2d(3, 8, 1)\n${text})`, [3, 9, 9]).layers.map(({ type }) => type);
    assert.deepEqual(types("(a): Linear(8, 2)"), ["Conv2d", "AdaptiveAvgPool2d", "Flatten", "Linear"]);
    assert.deepEqual(types("(a): Linear(648, 2)\n(b): Linear(2, 2)"), ["Conv2d", "Flatten", "Linear", "Linear"]);
    assert.deepEqual(types("(a): AdaptiveAvgPool2d(1)\n(b): Linear(8, 2)"), ["Conv2d", "AdaptiveAvgPool2d", "Flatten", "Linear"]);
    assert.deepEqual(types("(a): Flatten(start_dim=1, end_dim=-1)\n(b): Linear(648, 2)"), ["Conv2d", "Flatten", "Linear"]);
});

test("the image gets the channels that the first layer is made for", () =>
    assert.deepEqual(read("nn.Sequential(nn.ReLU(), nn.Conv2d(1, 8, 3))", [3, 9, 9]).input, [1, 9, 9]));

test("what is not known is named with its line", () => {
    const sequential = (text) => `import torch\nnn.Sequential(\n${text})`;
    for (const [code, message, told, line] of [
        ["nn.Conv2d(3, 8, 3)", "noSequential", []],
        [sequential("nn.Upsample(2),\nnn.ReLU(),\nnn.LSTM(3, hidden=4)"), "unknown", [[[3, "Upsample"], [5, "LSTM"]]]],
        [sequential("*layers"), "unknown", [[[3, "*"]]]],
        [sequential("conv"), "unknown", [[[3, "conv"]]]],
        ["Net(\n  (conv1): Conv2d(3, 8, 3)\n)", "unknown", [[[1, "Net"]]]],
        [sequential("nn.Flatten(2)"), "badArgument", ["Flatten", "start_dim"], 3],
        [sequential("nn.Flatten(1, 2)"), "badArgument", ["Flatten", "end_dim"], 3],
        [sequential("nn.AdaptiveAvgPool2d(None)"), "badArgument", ["AdaptiveAvgPool2d", "output_size"], 3],
        [sequential("nn.Flatten(),\nnn.AdaptiveAvgPool2d(1)"), "needsMap", ["AdaptiveAvgPool2d"], 4],
        [sequential("InvertedResidual(3, 8)"), "unknown", [[[3, "InvertedResidual"]]]],
        [sequential("nn.ReLU(slope=2)"), "unknown", [[[3, "ReLU(slope=…)"]]]],
        [sequential("nn.Conv2d(3, len([1]), 3)"), "badArgument", ["Conv2d", "out_channels"], 3],
        [sequential("nn.Conv2d(3, 8, 3 / 1)"), "unknown", [[[3, "/"]]]],
        [sequential("nn.ReLU(),\nnn.Conv2d(3, 8)"), "badArgument", ["Conv2d", "kernel_size"], 4],
        [sequential("nn.Conv2d(3, 8, 2, padding='same')"), "badArgument", ["Conv2d", "padding"], 3],
        [sequential("nn.Conv2d(3, 8, 30)"), "tooLarge", [30, 9], 3],
        [sequential("nn.Flatten(),\nnn.Linear(9, 2)"), "otherChannels", ["Linear", 9, 243], 4],
        ["nn.Sequential()", "howMany", []],
        ["nn.Sequential(nn.ReLU(", "unknown", [[[1, "…"]]]],
        [`nn.Sequential(${"(".repeat(100_000)}`, "unknown", [[[1, "("]]]],
    ]) {
        assert.throws(() => read(code, [3, 9, 9]), (error) => {
            assert.equal(error.message, message, code.slice(0, 80));
            assert.deepEqual(error.told, told);
            assert.equal(error.line, line);
            return true;
        });
    }
});
