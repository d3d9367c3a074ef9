"""Calls each method of grpc.testing.BenchmarkService by grpcio.

Exit code 0: every answer was right. 1: one was not, and the last line says where and how.
"""

import argparse
import functools
import itertools
import sys

import grpc

import interop_client
import schema
from interop_client import PATIENCE, Duplex, Failed, expect

Payload = schema.message("grpc.testing.Payload")
SimpleRequest = schema.message("grpc.testing.SimpleRequest")
SimpleResponse = schema.message("grpc.testing.SimpleResponse")


def request(size):
    return SimpleRequest(response_size=size, payload=Payload(body=bytes(size)))


def response(size):
    return SimpleResponse(payload=Payload(body=bytes(size))) if size else SimpleResponse()


def expect_ok(call):
    expect("message after the last response", next(call, None), None)
    expect("status", call.code(), grpc.StatusCode.OK)


def unary(stub):
    for size in (0, 1, 100, 65536):
        expect(f"answer of {size} bytes", stub.UnaryCall(request(size), timeout=PATIENCE), response(size))


def ping_pong(stub):
    """Each request waits for the answer to the one before."""
    duplex = Duplex(stub.StreamingCall, timeout=PATIENCE)
    for size in (7, 0, 1000):
        duplex.send(request(size))
        expect(f"answer of {size} bytes", duplex.receive(), response(size))
    duplex.finish()
    expect_ok(duplex.call)


def from_client(stub):
    """The last request is answered."""
    found = stub.StreamingFromClient(map(request, (1, 2, 300)), timeout=PATIENCE)
    expect("answer", found, response(300))


def from_server(stub):
    """The server goes on until the client cancels."""
    call = stub.StreamingFromServer(request(100), timeout=PATIENCE)
    for found in itertools.islice(call, 1000):
        expect("answer", found, response(100))
    call.cancel()
    expect("status", call.code(), grpc.StatusCode.CANCELLED)


def both_ways(stub):
    """One request brings many answers; the end of the requests ends them."""
    duplex = Duplex(stub.StreamingBothWays, timeout=PATIENCE)
    duplex.send(request(100))
    for _ in range(1000):
        expect("answer", duplex.receive(), response(100))
    duplex.send(request(5))
    duplex.finish()
    for found in duplex.call:
        expect("answer after the end of the requests", found, response(100))
    expect_ok(duplex.call)


def others(channel, count):
    """So many methods are there beside those of the service, and not one more."""
    def code(number):
        call = channel.unary_unary(f"/benchmark.Crowd{number // 10}/Method{number}")
        return call.with_call(b"", timeout=PATIENCE)[1].code()

    for number in (0, count // 2, count - 1):
        expect(f"status of method {number}", code(number), grpc.StatusCode.OK)
    try:
        code(count)
    except grpc.RpcError as error:
        expect(f"status of method {count}", error.code(), grpc.StatusCode.UNIMPLEMENTED)
    else:
        raise Failed(f"there is a method {count}")


METHODS = {
    "UnaryCall": unary,
    "StreamingCall": ping_pong,
    "StreamingFromClient": from_client,
    "StreamingFromServer": from_server,
    "StreamingBothWays": both_ways,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    interop_client.add_connection_options(parser)
    parser.add_argument("--methods", type=int, help="how many methods the server has beside these")
    options = parser.parse_args()
    failures = 0
    with interop_client.connect(options) as channel:
        stub = schema.stub(channel, "grpc.testing.BenchmarkService")
        calls = {name: functools.partial(call, stub) for name, call in METHODS.items()}
        if options.methods:
            calls["others"] = functools.partial(others, channel, options.methods)
        for name, call in calls.items():
            try:
                call()
                print(f"{name}: passed")
            except (Failed, grpc.RpcError) as error:
                failures += 1
                print(f"{name}: FAILED: {error}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
