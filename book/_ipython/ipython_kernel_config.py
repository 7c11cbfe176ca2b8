"""IPython's settings while the book is built: figures are SVG, the same in every build.

In Jupyter itself readers and authors keep their own settings.
"""

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
# Kernels that only this build talks to need not warn about their loopback sockets.
c.IPKernelApp.log_level = "ERROR"
