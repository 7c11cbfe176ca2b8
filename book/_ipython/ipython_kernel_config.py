"""IPython's settings while the book is built: figures are SVG, the same in every build.

In Jupyter itself readers and authors keep their own settings.
"""

import warnings

from ipykernel.iostream import OutStream

c = get_config()  # noqa: F821

c.HistoryManager.enabled = False
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.rc = {
    "svg.fonttype": "none",
    "svg.hashsalt": "convlib",
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}
# Text stays text in them, and is set in the page's fonts: matplotlib need not have any for
# a translated label.
warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
# Kernels that only this build talks to need not warn about their loopback sockets.
c.IPKernelApp.log_level = "ERROR"

# What a cell prints arrives as one message when it ends. On a busy machine it would come in
# two, and MyST-NB would put an empty line between them.
OutStream.flush_interval = 60.0
