"""Reads an event stream through the proxy; asks for the second event only once the first has arrived."""
import http.client
import ssl
import sys

host, authority = sys.argv[1:3]
context = ssl.create_default_context(cafile=authority)


def ask(path):
    connection = http.client.HTTPSConnection(host, context=context, timeout=40)
    connection.request("GET", path)
    return connection.getresponse()


stream = ask("/~/channel/1")
first = stream.readline().decode().strip()
ask("/release").read()
print(first, "then", stream.read().decode().split("\n")[1].strip())
