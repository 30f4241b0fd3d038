#!/usr/bin/python3 -I
"""The real runtime of a fake ship, told of to the recorder: NOBODY HAS RUN THIS YET.

One file, as a release is: a zip archive with the runtime and its pill in it, since a unit may write nowhere but to its pier. A creation by
keyfile becomes that of a fake ship (-F, -B), which has no network; every other word goes to the runtime as it came.
"""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
import zipfile

VERSION = "@@VERSION@@"
RECORDER = ("recorder.roadstead.test", 7001)
UTILITIES = ("prep", "pack", "meld", "chop", "roll", "info")


def in_memory(name):
    """A file of this archive that can be executed or read by its path, and lies on no disk."""
    handle = os.memfd_create(name, 0)
    with zipfile.ZipFile(sys.argv[0]) as archive, archive.open(name) as source, os.fdopen(os.dup(handle), "wb") as target:
        shutil.copyfileobj(source, target)
    return f"/proc/{os.getpid()}/fd/{handle}"


class Recorder:
    def __init__(self, deed):
        self.words = {"ship": "", "pier": "", "event": 0, "version": VERSION, "deed": deed, "machine": socket.gethostname()}
        try:
            self.link = socket.create_connection(RECORDER, timeout=10)
        except OSError:
            self.link = None

    def tell(self, kind, why=""):
        if self.link is not None:
            self.link.sendall((json.dumps({**self.words, "kind": kind, "why": why}) + "\n").encode())


def identity(pier, ship=None):
    """What tells this pier from one made anew; beside the ship's name."""
    place = os.path.join(pier, ".recorded")
    if ship is not None:
        with open(place, "w", encoding="utf8") as file:
            json.dump({"ship": ship, "pier": str(uuid.uuid4())}, file)
    try:
        with open(place, encoding="utf8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def event_of(pier):
    said = subprocess.run(["/usr/local/sbin/roadstead-pier", "position", pier], capture_output=True, check=False).stdout
    found = json.loads(said or b"null")
    return 0 if found is None else found["event"]


def ports(pier):
    try:
        with open(os.path.join(pier, ".http.ports"), encoding="utf8") as file:
            return {where: int(port) for port, where in re.findall(r"^([0-9]+) insecure (\w+)$", file.read(), re.M)}
    except OSError:
        return {}


def watch(child, pier, recorder):
    """Tells when the ship is live, keeps it busy with an event each half second, and tells each."""
    told, live = 0, False
    while child.poll() is None:
        dojo = ports(pier).get("loopback")
        if dojo is not None:
            body = json.dumps({"source": {"dojo": "1"}, "sink": {"stdout": None}}).encode()
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{dojo}/", body, timeout=5).read()
            except OSError:
                pass
            recorder.words["event"] = event_of(pier)
            if not live:
                recorder.words.update(identity(pier))
                recorder.tell("live")
                live = True
            elif recorder.words["event"] > told:
                recorder.tell("event")
            told = recorder.words["event"]
        time.sleep(0.5)


def main():
    runtime = in_memory("vere")
    words = sys.argv[1:]
    deed = words[0] if words and words[0] in UTILITIES else "create" if "-c" in words else "run"
    if words == ["-R"]:
        sys.exit(subprocess.run([runtime, "-R"], check=False).returncode)
    pier, recorder, ship = words[-1], Recorder(deed), None
    if deed == "create":
        ship = words[words.index("-w") + 1]
        for option, value in (("-w", ["-F", ship]), ("-k", ["-B", in_memory("pill")])):
            at = words.index(option)
            words[at:at + 2] = value
        recorder.words["ship"] = "~" + ship
    else:
        recorder.words.update(identity(pier), event=event_of(pier))
    recorder.tell("start")
    child = subprocess.Popen([runtime, *words], pass_fds=tuple(int(path.rsplit("/", 1)[1]) for path in words if path.startswith("/proc/")))

    def end(*_):
        recorder.tell("signal", "SIGTERM")
        child.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, end)
    if deed == "run":
        threading.Thread(target=watch, args=(child, pier, recorder), daemon=True).start()
    code = child.wait()
    if code == 0:
        if ship is not None:
            recorder.words.update(identity(pier, "~" + ship))
        recorder.words["event"] = event_of(pier)
        if deed == "create":
            recorder.tell("live")
        recorder.tell("end")
    sys.exit(code if code >= 0 else 128 - code)


main()
