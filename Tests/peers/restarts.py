"""Replaces a server by its successor again and again, as a supervisor does: the next one serves before the last one
is told to end.

Prints `serving PORT` when the first one does, then waits for the end of a line on standard input. Exit code 0: each of
them ended by itself with code 0.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading

PATIENCE = 60


class Server:
    """One process, started and serving."""

    def __init__(self, command, listener):
        environment = dict(os.environ, LISTEN_FDS="1")
        if listener is not None:
            # The shell becomes the server, so that its number is the one that the variable must have.
            script = f'export LISTEN_PID=$$; exec "$@" 3<&{listener.fileno()}'
            command = ["bash", "-c", script, "bash", *command]
        self.process = subprocess.Popen(
            command, env=environment, pass_fds=[listener.fileno()] if listener else [], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        self.log = []
        self.is_serving = threading.Event()
        for stream in (self.process.stdout, self.process.stderr):
            threading.Thread(target=self.read, args=[stream], daemon=True).start()
        if not self.is_serving.wait(PATIENCE):
            raise SystemExit("it does not serve:\n" + "".join(self.log))

    def read(self, stream):
        for line in stream:
            self.log.append(line)
            if line.startswith("listening on "):
                self.is_serving.set()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        if code != 0:
            raise SystemExit(f"it ended with {code}:\n" + "".join(self.log[-50:]))
        for line in self.log:
            if "cut" in line:
                print(line.strip(), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", choices=["port", "listener"], required=True)
    parser.add_argument("--restarts", type=int, required=True)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    listener = socket.socket()
    if options.share == "port":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    command = [*options.command, "--port", str(port)]
    if options.share == "listener":
        listener.listen(1024)
        command.append("--systemd")
    else:
        command.append("--reuse-port")  # the port stays reserved by a socket that does not listen
    shared = listener if options.share == "listener" else None
    server = Server(command, shared)
    print(f"serving {port}", flush=True)
    sys.stdin.readline()
    for _ in range(options.restarts):
        successor = Server(command, shared)
        server.end()
        server = successor
    print("restarted", flush=True)
    sys.stdin.readline()
    server.end()


if __name__ == "__main__":
    main()
