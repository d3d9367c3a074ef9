"""Calls without pause, unary ones and short streams, on several channels, until standard input ends.

Prints `calling` after the first answers and the number of calls at the end, each failure on a line of its own. Exit
code 0: every call succeeded.
"""

import argparse
import sys
import threading
import time

import grpc

import interop_client
import schema
from interop_client import PATIENCE, Duplex, Payload, SimpleRequest, duplex_request

CHANNELS, THREADS = 2, 3


class Caller(threading.Thread):
    """One thread's calls, one after the other."""

    def __init__(self, stub, is_over):
        super().__init__(daemon=True)
        self.stub, self.is_over = stub, is_over
        self.calls, self.failures = 0, []

    def run(self):
        while not self.is_over.is_set():
            try:
                self.call()
            except grpc.RpcError as error:
                self.failures.append(f"{error.code().name}: {error.details()}")
            self.calls += 1
            time.sleep(0.002)

    def call(self):
        if self.calls % 10 != 0:
            self.stub.UnaryCall(SimpleRequest(response_size=10, payload=Payload(body=bytes(10))), timeout=PATIENCE)
            return
        duplex = Duplex(self.stub.FullDuplexCall, timeout=PATIENCE)
        for _ in range(3):
            duplex.send(duplex_request(10, 10))
            duplex.receive()
            time.sleep(0.02)
        duplex.finish()
        if list(duplex.call):
            raise SystemExit("more answers than questions")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    interop_client.add_connection_options(parser)
    options = parser.parse_args()
    is_over = threading.Event()
    channels = [interop_client.connect(options) for _ in range(CHANNELS)]
    stubs = [schema.stub(channel, "grpc.testing.TestService") for channel in channels]
    for channel in channels:
        grpc.channel_ready_future(channel).result(PATIENCE)
    callers = [Caller(stub, is_over) for stub in stubs for _ in range(THREADS)]
    for caller in callers:
        caller.start()
    print("calling", flush=True)
    sys.stdin.buffer.read()
    is_over.set()
    for caller in callers:
        caller.join()
    for failure in [failure for caller in callers for failure in caller.failures]:
        print(f"FAILED {failure}")
    print(f"calls {sum(caller.calls for caller in callers)}", flush=True)
    sys.exit(1 if any(caller.failures for caller in callers) else 0)


if __name__ == "__main__":
    main()
