"""One long bidirectional call: asks and is answered again and again, until standard input ends.

Prints `open` after the first answer and the status at the end. Exit code 0: every question was answered.
"""

import argparse
import sys
import threading
import time

import grpc

import interop_client
import schema
from interop_client import Duplex, duplex_request


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    interop_client.add_connection_options(parser)
    options = parser.parse_args()

    wanted = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), wanted.set()), daemon=True).start()

    with interop_client.connect(options) as channel:
        duplex = Duplex(schema.stub(channel, "grpc.testing.TestService").FullDuplexCall, timeout=120)
        rounds = 0
        try:
            while not wanted.is_set():
                duplex.send(duplex_request(1000, 1000))
                if duplex.receive() is None:
                    break
                if rounds == 0:
                    print("open", flush=True)
                rounds += 1
                time.sleep(0.01)
            duplex.finish()
            rest = list(duplex.call)
        except grpc.RpcError:
            rest = []
        code = duplex.call.code()
        print(f"status {code.name} after {rounds} rounds", flush=True)
        sys.exit(0 if code == grpc.StatusCode.OK and wanted.is_set() and not rest else 1)


if __name__ == "__main__":
    main()
