"""A folder on a server of this machine."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: What a careful host lets the book's pages do: nothing inline but styles.
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:"
)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files without a line on stderr for each, under a policy if there is one."""

    def __init__(self, *arguments, policy: str = "", **options):
        """Answer a request."""
        self.policy = policy
        super().__init__(*arguments, **options)

    def end_headers(self):
        """Name the policy, too."""
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format, *arguments):
        """Say nothing."""


@contextmanager
def served(folder: Path, policy: str = "") -> Iterator[str]:
    """Serve a folder under a policy for its contents; the address has no final slash."""
    handler = functools.partial(QuietHandler, directory=str(folder), policy=policy)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
