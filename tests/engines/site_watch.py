"""A server of this machine whose pages tell what must not happen in them.

The engines' consoles cannot all be read from outside. So each page gets a listener before
its own scripts, and a policy that keeps requests to other hosts from leaving and reports
them as errors.
"""

import http.server
import threading
from pathlib import Path

LISTENER = """<script>
globalThis.problems = [];
addEventListener("error", ({ target, message }) =>
    problems.push(`error: ${message ?? target.src ?? target.href}`), true);
addEventListener("unhandledrejection", ({ reason }) => problems.push(`rejected: ${reason}`));
addEventListener("securitypolicyviolation", ({ blockedURI }) =>
    problems.push(`request to another host: ${blockedURI}`));
for (const level of ["error", "warn"]) {
    const say = console[level];
    console[level] = (...words) => {
        problems.push(`console: ${words.join(" ")}`);
        say(...words);
    };
}
</script>"""
POLICY = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serve the book's files, and pages of the tests' own."""

    server: "Site"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        own = self.server.pages.get(path)
        file = Path(self.translate_path(path))
        if own is None and (file.suffix != ".html" or not file.exists()):
            return super().do_GET()
        html = own if own is not None else file.read_text(encoding="utf-8")
        body = html.replace("<head>", f"<head>{LISTENER}", 1).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code, message=None, explain=None) -> None:
        """Answer with an error, and remember it."""
        self.server.missed.append(f"status {code}: {self.path}")
        super().send_error(code, message, explain)

    def log_message(self, format, *arguments) -> None:
        """Say nothing."""


class Site(http.server.ThreadingHTTPServer):
    """Serves a folder at `address`, from the moment it is made until `close`."""

    def __init__(self, folder: Path) -> None:
        """Start it."""
        self.pages: dict[str, str] = {}
        self.missed: list[str] = []

        def handler(*arguments):
            return Handler(*arguments, directory=str(folder))

        super().__init__(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Stop it."""
        self.shutdown()
        self.thread.join()
        self.server_close()
