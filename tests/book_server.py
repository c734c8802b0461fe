"""The built book on a server of this machine, beneath a folder of its own, as static hosting would have it."""

from __future__ import annotations

import posixpath
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

FOLDER = "/some/course/"


class Handler(SimpleHTTPRequestHandler):
    """Answer for what lies beneath the folder, and for nothing else on the host."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        asked = posixpath.normpath(unquote(urlsplit(path).path)) + "/" * path.endswith("/")
        if not asked.startswith(FOLDER):
            return str(Path(self.directory) / "not-beneath-the-folder")
        return super().translate_path("/" + path.removeprefix(FOLDER))

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serving(html: Path) -> Iterator[str]:
    """Serve a folder of pages; gives the address of its top."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(html)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{FOLDER}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
