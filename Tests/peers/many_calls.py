"""Many calls on one connection: in a row, at once, and large ones. Exit code 0: every answer was right."""

import argparse
import sys

import grpc

import interop_client
import schema
from interop_client import PATIENCE, Failed, Payload, SimpleRequest, expect_zeros

IN_A_ROW, AT_ONCE = 1000, 300
LARGE = 3_000_000


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    interop_client.add_connection_options(parser)
    options = parser.parse_args()
    try:
        with interop_client.connect(options) as channel:
            stub = schema.stub(channel, "grpc.testing.TestService")
            for _ in range(IN_A_ROW):
                expect_zeros("a payload in a row", stub.UnaryCall(small(), timeout=PATIENCE).payload, 100)
            for call in [stub.UnaryCall.future(small(), timeout=PATIENCE) for _ in range(AT_ONCE)]:
                expect_zeros("a payload at once", call.result().payload, 100)
            large = SimpleRequest(response_size=LARGE, payload=Payload(body=bytes(LARGE)))
            expect_zeros("a large payload", stub.UnaryCall(large, timeout=PATIENCE).payload, LARGE)
    except (Failed, grpc.RpcError) as error:
        sys.exit(f"FAILED: {error}")


def small():
    return SimpleRequest(response_size=100, payload=Payload(body=bytes(100)))


if __name__ == "__main__":
    main()
