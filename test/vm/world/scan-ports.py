#!/usr/bin/python3
"""Asks every port of a machine, from outside, in the raw: scan-ports.py tcp|udp SOURCE TARGET

Prints JSON: {"open": [...], "refusing": [...]}. Every other port was silent, as a firewall that drops is.
tcp: open answered SYN with SYN and ACK, refusing with RST. udp: refusing is a port that the firewall lets through to nobody.
"""
import json
import select
import socket
import struct
import sys
import time

OWN_PORT = 54321


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def pseudo(family, source, target, protocol, length):
    addresses = socket.inet_pton(family, source) + socket.inet_pton(family, target)
    return addresses + (struct.pack("!BBH", 0, protocol, length) if family == socket.AF_INET else struct.pack("!IHBB", length, 0, 0, protocol))


def syn(family, source, target, port):
    def head(check):
        return struct.pack("!HHIIBBHHH", OWN_PORT, port, 1, 0, 5 << 4, 2, 1024, check, 0)
    return head(checksum(pseudo(family, source, target, socket.IPPROTO_TCP, 20) + head(0)))


def tcp(family, source, target):
    raw = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_TCP)
    raw.bind((source, 0))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    found = {"open": set(), "refusing": set()}

    def listen(seconds):
        end = time.monotonic() + seconds
        while True:
            ready, _, _ = select.select([raw], [], [], max(0, end - time.monotonic()))
            if not ready:
                return
            packet, peer = raw.recvfrom(65535)
            if peer[0] != target:
                continue
            if family == socket.AF_INET:
                packet = packet[(packet[0] & 15) * 4:]
            from_port, to_port = struct.unpack("!HH", packet[:4])
            if to_port == OWN_PORT:
                flags = packet[13]
                found["refusing" if flags & 4 else "open"].add(from_port)

    # Twice: an emulated machine may lose a packet in a crowd. What answered is not asked again.
    for _ in range(2):
        asked = 0
        for port in range(1, 65536):
            if port in found["open"] or port in found["refusing"]:
                continue
            raw.sendto(syn(family, source, target, port), (target, 0))
            asked += 1
            if asked % 256 == 0:
                listen(0.02)
        listen(2)
    return found


def udp(family, source, target):
    # The kernel hands each "port unreachable" to the socket that asked; which port it was stands in the error queue.
    found = {"open": set(), "refusing": set()}
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.bind((source, 0))
    v6 = family == socket.AF_INET6
    level, option = (socket.IPPROTO_IPV6, 25) if v6 else (socket.IPPROTO_IP, 11)
    sock.setsockopt(level, option, 1)

    def listen(seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            poll = select.poll()
            poll.register(sock, select.POLLIN | select.POLLERR)
            events = poll.poll(max(0, (end - time.monotonic()) * 1000))
            if not events:
                return
            if events[0][1] & select.POLLERR:
                try:
                    _, _, _, peer = sock.recvmsg(2048, 512, socket.MSG_ERRQUEUE)
                    found["refusing"].add(peer[1])
                except OSError:
                    pass
            else:
                try:
                    found["open"].add(sock.recvfrom(2048)[1][1])
                except OSError:
                    pass

    for _ in range(2):
        for port in range(1, 65536):
            try:
                sock.sendto(b"who?", (target, port))
            except OSError:
                # The answer to an earlier question: it is in the queue.
                listen(0.001)
                sock.sendto(b"who?", (target, port))
            if port % 256 == 0:
                listen(0.02)
        listen(2)
    return found


def main():
    protocol, source, target = sys.argv[1:]
    family = socket.AF_INET6 if ":" in target else socket.AF_INET
    found = {"tcp": tcp, "udp": udp}[protocol](family, source, target)
    print(json.dumps({name: sorted(ports) for name, ports in found.items()}))


main()
