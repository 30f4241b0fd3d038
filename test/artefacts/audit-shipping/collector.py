"""A collector as RFC 5425 has it: syslog over TLS, each message after its length. Writes what it gets, and of whom, a line each.

  collector.py ADDRESS PORT FOLDER NAME OUT CLIENTS      FOLDER holds NAME.pem and NAME.key; CLIENTS.pem is the authority of its clients
"""
import socket
import ssl
import sys
import threading

address, port, folder, name, out, clients = sys.argv[1], int(sys.argv[2]), *sys.argv[3:7]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{folder}/{name}.pem", f"{folder}/{name}.key")
if clients:
    context.load_verify_locations(f"{folder}/{clients}.pem")
    context.verify_mode = ssl.CERT_REQUIRED
writing = threading.Lock()


def serve(raw):
    try:
        connection = context.wrap_socket(raw, server_side=True)
    except (ssl.SSLError, OSError):
        return
    subject = dict(part[0] for part in (connection.getpeercert() or {}).get("subject", ()))
    stream = connection.makefile("rb")
    while True:
        length = b""
        while (sign := stream.read(1)) not in (b"", b" "):
            length += sign
        if not sign:
            return
        message = stream.read(int(length))
        with writing, open(out, "ab") as file:
            file.write(f"{subject.get('commonName', 'nobody')} ".encode() + message + b"\n")


listening = socket.create_server((address, port))
while True:
    threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()
