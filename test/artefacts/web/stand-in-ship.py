"""Stands in for a ship: says what it was asked, streams events one by one, takes uploads, and tries to steer the proxy."""
import http.server
import json
import sys
import threading

released = threading.Event()


class Ship(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, body, more=()):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def event(self, text):
        line = f"data: {text}\n\n".encode()
        self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
        self.wfile.flush()

    def do_GET(self):
        if self.path == "/~/channel/1":
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.event("first")
            # Ends only after the reader has said that it has the first one.
            self.event("second" if released.wait(30) else "too late")
            self.wfile.write(b"0\r\n\r\n")
        elif self.path == "/release":
            released.set()
            self.answer(b"released")
        elif self.path == "/steering":
            self.answer(b"the ship's own", [("X-Accel-Redirect", "/elsewhere"), ("Strict-Transport-Security", "max-age=0")])
        else:
            self.answer(json.dumps({"path": self.path, "headers": {name.lower(): value for name, value in self.headers.items()}}).encode())

    def body_parts(self):
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            while size := int(self.rfile.readline().split(b";")[0], 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            left = int(self.headers.get("Content-Length", 0))
            while left > 0:
                part = self.rfile.read(min(left, 1 << 20))
                left -= len(part)
                yield part

    def do_PUT(self):
        self.answer(str(sum(len(part) for part in self.body_parts())).encode())

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Ship).serve_forever()
