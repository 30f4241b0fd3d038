#!/usr/bin/python3 -I
"""A STAND-IN for the Urbit runtime, not the runtime: it plays what is documented of it, and can only confirm what we believe.

Flags, exit codes, lock, event log, snapshot, health answers, control sockets and refusals as in README.md beside this file.
Each start, live moment, event and end is told to a recorder outside the machine, where there is one.
"""
import fcntl
import json
import os
import re
import select
import signal
import socket
import struct
import sys
import time
import uuid

VERSION = "@@VERSION@@"
# What it writes to disk, as a number: two releases of the same one follow each other in both directions.
FORMAT = int("@@FORMAT@@")
RECORDER = ("recorder.roadstead.test", 7001)

PLAIN = {"-t": "no_tty", "-x": "exit", "--no-dock": "no_dock", "--no-conn": "no_conn", "-L": "local", "-d": "daemon"}
VALUED = {
    "--loom": "loom", "--snap-time": "snap_time", "--ames-port": "ames_port", "-p": "ames_port", "--http-ip": "http_ip",
    "-b": "http_ip", "--http-port": "http_port", "-w": "ship", "-k": "key_file", "-c": "create", "-F": "fake", "-B": "pill",
    "-G": "key_text", "-u": "pill_url",
}
CREATION_ONLY = ("ship", "key_file", "pill", "key_text", "pill_url")
UTILITIES = ("prep", "pack", "meld", "chop", "roll", "info")


def say(text):
    print(f"vere-standin {VERSION}: {text}", flush=True)


def fail(text):
    say(text)
    sys.exit(1)


class Recorder:
    """The world outside: hears what happens, says how to behave, and plays the galaxy that knows what a ship has sent."""

    def __init__(self, deed):
        self.deed = deed
        self.link = None
        self.ship = self.pier = ""
        self.event = 0
        self.behaviour = {"bootSeconds": 0, "stopSeconds": 0, "busySeconds": 0, "eventsPerSecond": 1, "hungryMib": 0, "galaxyAnswers": False, "acknowledged": 0}
        try:
            self.link = socket.create_connection(RECORDER, timeout=10)
        except OSError as error:
            say(f"no recorder ({error}); going on without")

    def tell(self, kind, why=""):
        if self.link is None:
            return
        words = {"kind": kind, "ship": self.ship, "pier": self.pier, "event": self.event, "version": VERSION,
                 "deed": self.deed, "machine": socket.gethostname(), "why": why}
        try:
            self.link.sendall((json.dumps(words) + "\n").encode())
            if kind == "start":
                self.behaviour = json.loads(self.link.makefile("r").readline())
        except (OSError, ValueError):
            self.link = None

    def refuse(self, why):
        self.tell("refused", why)
        fail(why)


def write_durably(path, text):
    draft = path + ".draft"
    with open(draft, "w", encoding="utf8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.rename(draft, path)
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def read(path):
    try:
        with open(path, encoding="utf8") as file:
            return file.read().strip()
    except FileNotFoundError:
        return ""


class EventLog:
    """An LMDB file of the runtime's form, with no more in it than its last event.

    Two of each page, written in turn, and the meta page last: a power cut leaves either the event before or the event after.
    """

    PAGE, NONE = 4096, 2 ** 64 - 1

    def __init__(self, path, first=0):
        fresh = not os.path.exists(path)
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self.event, self.transaction = first, 0
        if fresh or os.fstat(self.file).st_size < 6 * self.PAGE:
            for turn in (0, 1):
                self.write_meta(turn, 0, self.NONE)
            os.pwrite(self.file, b"\0", 6 * self.PAGE - 1)
            os.fsync(self.file)
        for turn in (0, 1):
            meta = os.pread(self.file, 152, turn * self.PAGE)
            transaction, = struct.unpack_from("<Q", meta, 144)
            if transaction > self.transaction:
                self.transaction = transaction
                leaf = os.pread(self.file, self.PAGE, (4 + turn) * self.PAGE)
                at, = struct.unpack_from("<H", leaf, 16)
                self.event, = struct.unpack_from("<Q", leaf, at + 8)

    def append(self):
        # As the real log grows: where the disk is full this event is none, and those before it stay.
        os.posix_fallocate(self.file, os.fstat(self.file).st_size, self.PAGE)
        event, turn = self.event + 1, (self.transaction + 1) % 2
        self.write_leaf(4 + turn, 0, struct.pack("<Q", event), struct.pack("<I", event & 0xFFFFFFFF) + b"an event")
        self.write_leaf(2 + turn, 2, b"EVENTS", self.tree(8, event, 4 + turn))
        os.fsync(self.file)
        self.write_meta(turn, self.transaction + 1, 2 + turn)
        os.fsync(self.file)
        self.event, self.transaction = event, self.transaction + 1

    @staticmethod
    def tree(flags, entries, root):
        return struct.pack("<IHHQQQQQ", 0, flags, 1, 0, 1, 0, entries, root)

    def write_leaf(self, number, flags, key, data):
        node = struct.pack("<HHHH", len(data), 0, flags, len(key)) + key + data
        at = self.PAGE - len(node) - len(node) % 2
        page = struct.pack("<QHHHH", number, 0, 2, 18, at) + struct.pack("<H", at)
        os.pwrite(self.file, page.ljust(at, b"\0") + node.ljust(self.PAGE - at, b"\0"), number * self.PAGE)

    def write_meta(self, turn, transaction, root):
        page = struct.pack("<QHHHH", turn, 0, 8, 0, 0) + struct.pack("<IIQQ", 0xBEEFC0DE, 1, 0, 1 << 40)
        page += self.tree(0, 0, self.NONE) + self.tree(0, 0 if root == self.NONE else 1, root) + struct.pack("<QQ", 5, transaction)
        os.pwrite(self.file, page.ljust(self.PAGE, b"\0"), turn * self.PAGE)


class Pier:
    """`.urb/log/0i<event>/` for each epoch, `.urb/chk/image.bin` for the snapshot, as the runtime lays them out."""

    def __init__(self, path):
        self.path = path
        self.urb = os.path.join(path, ".urb")
        self.log = None

    def lock(self):
        # The number of the process stands in the file; what counts is the lock on it, which goes with its process.
        self.lock_file = open(os.path.join(self.path, ".vere.lock"), "a+", encoding="utf8")
        try:
            fcntl.lockf(self.lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.lock_file.seek(0)
            fail(f"pier: locked by PID {self.lock_file.read().strip()}")
        self.lock_file.seek(0)
        self.lock_file.truncate()
        self.lock_file.write(str(os.getpid()))
        self.lock_file.flush()

    def create(self, ship):
        os.makedirs(os.path.join(self.urb, "log", "0i0"), mode=0o700)
        os.makedirs(os.path.join(self.urb, "chk"))
        # Half made until here and beyond: only the first snapshot makes it whole.
        write_durably(os.path.join(self.urb, "who"), json.dumps({"ship": ship, "id": str(uuid.uuid4())}))
        write_durably(os.path.join(self.urb, "log", "0i0", "vere.txt"), VERSION)
        write_durably(os.path.join(self.urb, "log", "0i0", "epoc.txt"), str(FORMAT))

    def epoch(self):
        return max(int(name[2:]) for name in os.listdir(os.path.join(self.urb, "log")) if re.fullmatch("0i[0-9]+", name))

    def open(self):
        who = json.loads(read(os.path.join(self.urb, "who")) or "{}")
        if not who:
            raise ValueError("the pier has no first event")
        self.ship, self.id = who["ship"], who["id"]
        self.folder = os.path.join(self.urb, "log", f"0i{self.epoch()}")
        self.version = read(os.path.join(self.folder, "vere.txt"))
        self.format = int(read(os.path.join(self.folder, "epoc.txt")))
        self.log = EventLog(os.path.join(self.folder, "data.mdb"), self.epoch())
        self.snapshot = int(read(os.path.join(self.urb, "chk", "image.bin")) or 0)

    @property
    def event(self):
        return self.log.event

    def append(self):
        self.log.append()

    def save(self):
        write_durably(os.path.join(self.urb, "chk", "image.bin"), str(self.event))
        self.snapshot = self.event

    def new_epoch(self):
        folder = os.path.join(self.urb, "log", f"0i{self.event}")
        os.makedirs(folder, mode=0o700, exist_ok=True)
        write_durably(os.path.join(folder, "epoc.txt"), str(FORMAT))
        write_durably(os.path.join(folder, "vere.txt"), VERSION)
        self.open()


def parse(words):
    options, rest = {}, []
    words = list(words)
    while words:
        word = words.pop(0)
        if word in PLAIN:
            options[PLAIN[word]] = True
        elif word in VALUED:
            if not words:
                fail(f"option requires an argument: {word}")
            options[VALUED[word]] = words.pop(0)
        elif word.startswith("-"):
            fail(f"unrecognized option: {word}")
        else:
            rest.append(word)
    return options, rest


def opened(pier, recorder):
    """The pier, read as the runtime reads it: what does not fit this release is refused."""
    try:
        pier.open()
    except (OSError, ValueError, KeyError) as error:
        recorder.refuse(f"boot: incomplete pier at {pier.path}: {error}")
    recorder.ship, recorder.pier, recorder.event = pier.ship, pier.id, pier.event
    if pier.format > FORMAT:
        recorder.refuse(f"pier: its format {pier.format} is newer than {FORMAT}, which this runtime ({VERSION}) writes")
    if pier.snapshot < pier.event and pier.version != VERSION:
        recorder.refuse("stale snapshot, downgrade runtime to replay")
    if pier.snapshot < pier.event:
        say(f"replaying {pier.event - pier.snapshot} events")
        pier.save()


class Ship:
    """A ship that runs: event after event, each on disk before it is told, until SIGTERM."""

    def __init__(self, pier, recorder, options):
        self.pier, self.recorder, self.options = pier, recorder, options
        self.stopping = False
        self.events = 0
        self.sockets = {}
        self.started = time.monotonic()
        for number, handler in {
            signal.SIGTERM: self.terminate, signal.SIGINT: lambda *_: say("interrupt: the running event is given up"),
            signal.SIGTSTP: lambda *_: os._exit(1), signal.SIGUSR1: lambda *_: say(f"status: event {pier.event}"),
        }.items():
            signal.signal(number, handler)

    def terminate(self, *_):
        self.stopping = True

    def listen(self, kind, address, name):
        sock = socket.socket(socket.AF_INET, kind)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, kind == socket.SOCK_STREAM)
        sock.bind(address)
        if kind == socket.SOCK_STREAM:
            sock.listen()
        self.sockets[sock] = name
        return sock.getsockname()[1]

    def open_ports(self):
        ip, port = self.options.get("http_ip", "0.0.0.0"), int(self.options.get("http_port", 0))
        try:
            port = self.listen(socket.SOCK_STREAM, (ip, port), "http")
            self.listen(socket.SOCK_DGRAM, ("0.0.0.0", int(self.options.get("ames_port", 0))), "ames")
        except OSError as error:
            self.recorder.refuse(f"could not bind: {error}")
        dojo = 12321
        while True:
            try:
                self.listen(socket.SOCK_STREAM, ("127.0.0.1", dojo), "dojo")
                break
            except OSError:
                dojo += 1
        # "loopback" is the port of the dojo, whatever address the other one is bound to.
        write_durably(os.path.join(self.pier.path, ".http.ports"), f"{port} insecure public\n{dojo} insecure loopback\n")
        if not self.options.get("no_conn"):
            self.conn = os.path.join(self.pier.urb, "conn.sock")
            if os.path.exists(self.conn):
                os.unlink(self.conn)
            sock = socket.socket(socket.AF_UNIX)
            sock.bind(self.conn)
            sock.listen()
            self.sockets[sock] = "conn"

    def is_busy(self):
        return time.monotonic() - self.started < self.recorder.behaviour["busySeconds"]

    def answer(self, sock):
        name = self.sockets[sock]
        if name == "ames":
            packet, peer = sock.recvfrom(2048)
            if packet == b"who?":
                sock.sendto(f"vere-standin {self.pier.ship}".encode(), peer)
            return
        connection, _ = sock.accept()
        with connection:
            connection.settimeout(5)
            try:
                asked = connection.recv(65536)
                connection.sendall(self.reply(name, asked))
            except OSError:
                pass

    def reply(self, name, asked):
        if name == "conn":
            return asked
        line = asked.split(b"\r\n", 1)[0].decode(errors="replace")
        status, body = "404 missing", ""
        if name == "dojo" and line.startswith("POST / "):
            status, body = "200 ok", '"lidlut-tabwed-pillex-ridrup\\n"'
        elif "/~_~/healthz" in line:
            status = "429 too many requests" if self.is_busy() else "204 no content"
        elif "/~/login" in line or line.startswith("GET / "):
            status, body = "200 ok", f"vere-standin {self.pier.ship}\n"
        return f"HTTP/1.1 {status}\r\nserver: urbit/vere-{VERSION}-standin\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n{body}".encode()

    def run(self):
        self.open_ports()
        self.recorder.tell("live")
        say(f"{self.pier.ship} is live at event {self.pier.event}")
        if self.options.get("exit"):
            return
        pause = 1 / self.recorder.behaviour["eventsPerSecond"]
        snap = 60 * float(self.options.get("snap_time", 2))
        saved, due = time.monotonic(), time.monotonic()
        while not self.stopping:
            ready, _, _ = select.select(list(self.sockets), [], [], max(0, min(pause, due - time.monotonic())))
            for sock in ready:
                self.answer(sock)
            if time.monotonic() >= due:
                self.next_event()
                due = time.monotonic() + pause
            if time.monotonic() - saved > snap:
                self.pier.save()
                saved = time.monotonic()
        self.recorder.tell("signal", "SIGTERM")
        time.sleep(self.recorder.behaviour["stopSeconds"])

    def next_event(self):
        try:
            self.pier.append()
        except OSError as error:
            fail(f"disk: the event could not be saved: {error.strerror}")
        self.recorder.event = self.pier.event
        self.recorder.tell("event")
        self.events += 1
        if self.events == 3:
            self.hoard = b"x" * (self.recorder.behaviour.get("hungryMib", 0) << 20)

    def close(self):
        self.pier.save()
        os.unlink(os.path.join(self.pier.path, ".http.ports"))
        for sock in self.sockets:
            sock.close()
        self.recorder.event = self.pier.event
        self.recorder.tell("end")
        say(f"{self.pier.ship} ended cleanly at event {self.pier.event}")


def create(options):
    path, recorder = options["create"], Recorder("create")
    if "ship" not in options or not ("key_file" in options or "key_text" in options):
        fail("-c without a ship and its key would mine a comet; this stand-in does not")
    if os.path.exists(path):
        fail(f"tried to create, but {path} already exists")
    with open(options["key_file"], encoding="utf8") as file:
        key = file.read().strip()
    if not re.fullmatch(r"0w[0-9A-Za-z~.-]+", key):
        fail("dawn: the keyfile is not of the known form")
    recorder.ship = "~" + options["ship"].lstrip("~")
    recorder.tell("start")
    if recorder.behaviour["galaxyAnswers"] and recorder.behaviour["acknowledged"] > 0:
        recorder.refuse("boot: the galaxy knows this ship at this rift already; a keyfile is good for one boot")
    pier = Pier(path)
    os.makedirs(path, mode=0o700)
    pier.lock()
    os.makedirs(pier.urb, mode=0o700)
    time.sleep(recorder.behaviour["bootSeconds"] / 2)
    pier.create(recorder.ship)
    time.sleep(recorder.behaviour["bootSeconds"] / 2)
    pier.open()
    pier.append()
    pier.save()
    recorder.pier, recorder.event = pier.id, pier.event
    return pier, recorder


def resume(path, options):
    given = [name for name in CREATION_ONLY if name in options]
    if given:
        fail(f"{', '.join(given)} only makes sense when bootstrapping a new instance")
    recorder = Recorder("run")
    if not os.path.isdir(os.path.join(path, ".urb")):
        fail(f"tried to boot, but {path} is no pier")
    pier = Pier(path)
    pier.lock()
    identity = json.loads(read(os.path.join(pier.urb, "who")) or "{}")
    recorder.ship, recorder.pier = identity.get("ship", ""), identity.get("id", "")
    recorder.tell("start")
    opened(pier, recorder)
    if not options.get("local") and recorder.behaviour["galaxyAnswers"] and recorder.behaviour["acknowledged"] > pier.event:
        recorder.refuse("boot: the galaxy has acknowledged more than this pier knows; it is an old copy")
    if pier.version != VERSION:
        pier.new_epoch()
    return pier, recorder


def utility(name, words):
    options, rest = parse(words)
    if len(rest) != 1:
        fail(f"usage: vere {name} [options] PIER")
    if not os.path.isdir(os.path.join(rest[0], ".urb")):
        fail(f"{name}: {rest[0]} is no pier")
    recorder, pier = Recorder(name), Pier(rest[0])
    pier.lock()
    recorder.tell("start")
    opened(pier, recorder)
    if name == "info":
        say(f"{pier.ship} event {pier.event} snapshot {pier.snapshot} format {pier.version}")
    elif name == "roll":
        pier.new_epoch()
    pier.save()
    recorder.tell("end")


def main():
    words = sys.argv[1:]
    if words == ["-R"]:
        print(f"vere {VERSION} (stand-in)")
        return
    if words and words[0] in UTILITIES:
        utility(words[0], words[1:])
        return
    options, rest = parse(words)
    if "create" in options and not rest:
        pier, recorder = create(options)
    elif "create" not in options and len(rest) == 1:
        pier, recorder = resume(rest[0], options)
    else:
        fail("usage: vere [options] PIER | vere [options] -w SHIP -k FILE -c PIER | vere UTILITY PIER")
    ship = Ship(pier, recorder, options)
    ship.run()
    ship.close()


main()
