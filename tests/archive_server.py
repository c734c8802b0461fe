"""Made archives, and a server on this machine that sends one: what the tests of fetching share."""

import hashlib
import io
import socket
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from gtzan_course.fetch import Mirror


class Server(ThreadingHTTPServer):
    """Serve one file in memory; on demand cut the line half-way, or know nothing of ranges."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = b""
        self.cuts = 0
        self.ranges = True
        self.asked: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/genres.tar.gz"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self):
        asked = self.headers["Range"]
        self.server.asked.append(asked)
        if self.path != "/genres.tar.gz":
            self.send_error(404)
            return
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.server.ranges else 0
        body = self.server.content[start:]
        if not body:
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.server.cuts > 0:
            self.server.cuts -= 1
            body = body[: len(body) // 2]
            self.close_connection = True
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(timeout=5)


def mirror(server: Server, *, name: str = "made", sha256: str | None = "of what it serves") -> Mirror:
    published = hashlib.sha256(server.content).hexdigest() if sha256 == "of what it serves" else sha256
    return Mirror(name, server.url, published)


def dead_mirror() -> Mirror:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Mirror("dead", f"http://127.0.0.1:{free.getsockname()[1]}/genres.tar.gz", None)


def archive(tracks: dict[str, bytes], *more: tuple[tarfile.TarInfo, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for track_id, audio in tracks.items():
            add(tar, tarfile.TarInfo(f"genres/{track_id.split('.')[0]}/{track_id}.wav"), audio)
        for member, content in more:
            add(tar, member, content)
    return packed.getvalue()


def add(tar: tarfile.TarFile, member: tarfile.TarInfo, content: bytes) -> None:
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def link(name: str, target: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, target
    return member
