/** The host in Jupyter: anywidget imports this module and calls `render`. */
import { render } from "./render.jsx";

export default { render };
