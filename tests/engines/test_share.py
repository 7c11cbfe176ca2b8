"""Pictures and the code of a frame: each engine draws text and files in a way of its own."""

import base64
from io import BytesIO
from xml.etree import ElementTree

from explorer_examples import example
from PIL import Image

#: Presses a button, and returns the file that the reader is given: its name, and base 64.
FILE = """const made = new Promise((done) => {
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
        URL.createObjectURL = make;
        const reader = new FileReader();
        reader.onload = () => done(reader.result.split(",")[1]);
        reader.readAsDataURL(blob);
        return make.call(URL, blob);
    };
});
let title = "";
const click = HTMLAnchorElement.prototype.click;
HTMLAnchorElement.prototype.click = function () { title = this.download; };
button(given[0]).click();
const content = await made;
await frame();
HTMLAnchorElement.prototype.click = click;
return [title, content];"""


def test_pictures_are_files_and_the_code_of_a_frame_is_selected(show):
    explorer = show(example("sliding-window"))
    explorer.run('button("More").click(); await frame();')
    explorer.run('button("Save as picture").click(); await frame();')
    files = {}
    for ending in ("SVG", "PNG", "GIF"):
        name, content = explorer.run(FILE, ending)
        files[ending] = name, base64.b64decode(content)
    assert [name for name, _ in files.values()] == [
        "sliding-window-output-0-0.svg",
        "sliding-window-output-0-0.png",
        "sliding-window-9-steps.gif",
    ]
    svg = ElementTree.fromstring(files["SVG"][1])
    texts = [text.text for text in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Kernel", "5 × 5", "4"} <= set(texts)
    assert b"NaN" not in files["SVG"][1]
    width, height = float(svg.get("width")), float(svg.get("height"))
    picture = Image.open(BytesIO(files["PNG"][1])).convert("RGBA")
    assert picture.size == (2 * width, 2 * height)
    assert len(picture.getcolors(1 << 20)) > 20
    assert Image.open(BytesIO(files["GIF"][1])).n_frames == 9
    explorer.run('button("Embed").click(); await frame();')
    seen = explorer.run(
        "const field = document.activeElement; return [field.value,"
        " field.value.slice(field.selectionStart, field.selectionEnd)];"
    )
    assert seen[0].startswith("<iframe ") and seen[1] == seen[0]
