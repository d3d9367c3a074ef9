"""The official interop client cases, run by grpcio.

Exit code 0: every case asked for passed. 1: one failed, and the last line says where and how.
"""

import argparse
import queue
import sys

import grpc

import schema

BoolValue = schema.message("grpc.testing.BoolValue")
Empty = schema.message("grpc.testing.Empty")
EchoStatus = schema.message("grpc.testing.EchoStatus")
Payload = schema.message("grpc.testing.Payload")
ResponseParameters = schema.message("grpc.testing.ResponseParameters")
SimpleRequest = schema.message("grpc.testing.SimpleRequest")
StreamingInputCallRequest = schema.message("grpc.testing.StreamingInputCallRequest")
StreamingOutputCallRequest = schema.message("grpc.testing.StreamingOutputCallRequest")

# Long enough for a slow machine, short enough that a server which hangs fails the case.
PATIENCE = 20


class Failed(Exception):
    """An assertion of a case that does not hold."""


def expect(what, found, wanted):
    if found != wanted:
        raise Failed(f"{what}: found {found!r}, expected {wanted!r}")


def expect_zeros(what, payload, size):
    expect(f"size of {what}", len(payload.body), size)
    expect(f"non-zero bytes in {what}", size - payload.body.count(0), 0)


def failure_of(call):
    """The error that the call ends with; a call that succeeds fails the case."""
    try:
        result = call()
    except grpc.RpcError as error:
        return error
    raise Failed(f"the call succeeded with {str(result)[:80]!r}, expected a failure")


def large_request(**fields):
    return SimpleRequest(response_size=314159, payload=Payload(body=bytes(271828)), **fields)


def duplex_request(response_size, request_size):
    return StreamingOutputCallRequest(
        response_parameters=[ResponseParameters(size=response_size)], payload=Payload(body=bytes(request_size))
    )


class Duplex:
    """A bidirectional call whose requests are given one at a time."""

    def __init__(self, method, **options):
        self._requests = queue.SimpleQueue()
        self.call = method(iter(self._requests.get, None), **options)

    def send(self, request):
        self._requests.put(request)

    def receive(self):
        return next(self.call, None)

    def finish(self):
        self._requests.put(None)


def empty_unary(stub):
    expect("response", stub.EmptyCall(Empty(), timeout=PATIENCE), Empty())


def large_unary(stub):
    response = stub.UnaryCall(large_request(), timeout=PATIENCE)
    expect_zeros("the payload", response.payload, 314159)


def client_streaming(stub):
    sizes = (27182, 8, 1828, 45904)
    requests = (StreamingInputCallRequest(payload=Payload(body=bytes(size))) for size in sizes)
    response = stub.StreamingInputCall(requests, timeout=PATIENCE)
    expect("aggregated_payload_size", response.aggregated_payload_size, 74922)


def server_streaming(stub):
    sizes = (31415, 9, 2653, 58979)
    request = StreamingOutputCallRequest(response_parameters=[ResponseParameters(size=size) for size in sizes])
    responses = list(stub.StreamingOutputCall(request, timeout=PATIENCE))
    expect("number of responses", len(responses), len(sizes))
    for index, (response, size) in enumerate(zip(responses, sizes)):
        expect_zeros(f"payload {index}", response.payload, size)


def ping_pong(stub):
    duplex = Duplex(stub.FullDuplexCall, timeout=PATIENCE)
    for response_size, request_size in ((31415, 27182), (9, 8), (2653, 1828), (58979, 45904)):
        duplex.send(duplex_request(response_size, request_size))
        response = duplex.receive()
        if response is None:
            raise Failed(f"the stream ended before the response of {response_size} bytes")
        expect_zeros("the payload", response.payload, response_size)
    duplex.finish()
    expect("message after the last response", duplex.receive(), None)
    expect("status", duplex.call.code(), grpc.StatusCode.OK)


def empty_stream(stub):
    call = stub.FullDuplexCall(iter(()), timeout=PATIENCE)
    expect("responses", list(call), [])
    expect("status", call.code(), grpc.StatusCode.OK)


def timeout_on_sleeping_server(stub):
    duplex = Duplex(stub.FullDuplexCall, timeout=0.001)
    duplex.send(StreamingOutputCallRequest(payload=Payload(body=bytes(27182))))
    expect("status", failure_of(duplex.receive).code(), grpc.StatusCode.DEADLINE_EXCEEDED)
    duplex.finish()


def cancel_after_begin(stub):
    requests = queue.SimpleQueue()
    call = stub.StreamingInputCall.future(iter(requests.get, None), timeout=PATIENCE)
    call.cancel()
    requests.put(None)
    expect("cancelled", call.cancelled(), True)
    expect("status", call.code(), grpc.StatusCode.CANCELLED)


def cancel_after_first_response(stub):
    duplex = Duplex(stub.FullDuplexCall, timeout=PATIENCE)
    duplex.send(duplex_request(31415, 27182))
    expect_zeros("the payload", duplex.receive().payload, 31415)
    duplex.call.cancel()
    expect("status", failure_of(duplex.receive).code(), grpc.StatusCode.CANCELLED)
    duplex.finish()


def echoed_status(stub, message):
    """The same status asked for through a unary call and through a stream must come back unchanged."""
    status = EchoStatus(code=2, message=message)
    unary = failure_of(lambda: stub.UnaryCall(SimpleRequest(response_status=status), timeout=PATIENCE))
    request = StreamingOutputCallRequest(response_status=status)
    duplex = failure_of(lambda: list(stub.FullDuplexCall(iter([request]), timeout=PATIENCE)))
    for shape, error in (("UnaryCall", unary), ("FullDuplexCall", duplex)):
        expect(f"status of {shape}", error.code(), grpc.StatusCode.UNKNOWN)
        expect(f"status message of {shape}", error.details(), message)


def status_code_and_message(stub):
    echoed_status(stub, "test status message")


def special_status_message(stub):
    message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    unary = SimpleRequest(response_status=EchoStatus(code=2, message=message))
    error = failure_of(lambda: stub.UnaryCall(unary, timeout=PATIENCE))
    expect("status", error.code(), grpc.StatusCode.UNKNOWN)
    expect("status message", error.details(), message)


def custom_metadata(stub):
    initial = ("x-grpc-test-echo-initial", "test_initial_metadata_value")
    trailing = ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab")
    metadata = (initial, trailing)

    response, unary = stub.UnaryCall.with_call(large_request(), metadata=metadata, timeout=PATIENCE)
    expect_zeros("the payload", response.payload, 314159)

    duplex = Duplex(stub.FullDuplexCall, metadata=metadata, timeout=PATIENCE)
    duplex.send(duplex_request(314159, 271828))
    duplex.finish()
    expect_zeros("the payload", duplex.receive().payload, 314159)
    expect("message after the last response", duplex.receive(), None)

    for shape, call in (("UnaryCall", unary), ("FullDuplexCall", duplex.call)):
        headers, trailers = call.initial_metadata(), call.trailing_metadata()
        expect(f"{initial[0]} of {shape}", [value for key, value in headers if key == initial[0]], [initial[1]])
        expect(f"{trailing[0]} of {shape}", [value for key, value in trailers if key == trailing[0]], [trailing[1]])


def unimplemented_method(stub):
    error = failure_of(lambda: stub.UnimplementedCall(Empty(), timeout=PATIENCE))
    expect("status", error.code(), grpc.StatusCode.UNIMPLEMENTED)


def unimplemented_service(stub):
    error = failure_of(lambda: stub.unimplemented_service.UnimplementedCall(Empty(), timeout=PATIENCE))
    expect("status", error.code(), grpc.StatusCode.UNIMPLEMENTED)


def client_compressed_unary(stub):
    def call(expected, compression):
        request = large_request(expect_compressed=BoolValue(value=expected))
        return stub.UnaryCall(request, compression=compression, timeout=PATIENCE)

    error = failure_of(lambda: call(True, grpc.Compression.NoCompression))
    expect("status of the probe", error.code(), grpc.StatusCode.INVALID_ARGUMENT)
    for compression in (grpc.Compression.Gzip, grpc.Compression.Deflate):
        expect_zeros("the payload", call(True, compression).payload, 314159)
    expect_zeros("the payload", call(False, grpc.Compression.NoCompression).payload, 314159)


def server_compressed_unary(stub):
    """grpcio tells nobody whether a response came compressed; that it could be read has to do."""
    for wanted in (True, False):
        request = large_request(response_compressed=BoolValue(value=wanted))
        expect_zeros("the payload", stub.UnaryCall(request, timeout=PATIENCE).payload, 314159)


def client_compressed_streaming(stub):
    """grpcio compresses all messages of a call or none: two calls for what is one elsewhere."""

    def call(expected, compression, sizes=(27182, 45904)):
        requests = (
            StreamingInputCallRequest(payload=Payload(body=bytes(size)), expect_compressed=BoolValue(value=expected))
            for size in sizes
        )
        return stub.StreamingInputCall(requests, compression=compression, timeout=PATIENCE)

    error = failure_of(lambda: call(True, grpc.Compression.NoCompression, sizes=(27182,)))
    expect("status of the probe", error.code(), grpc.StatusCode.INVALID_ARGUMENT)
    expect("aggregated_payload_size", call(True, grpc.Compression.Gzip).aggregated_payload_size, 73086)
    expect("aggregated_payload_size", call(False, None).aggregated_payload_size, 73086)


def server_compressed_streaming(stub):
    sizes = {31415: True, 92653: False}
    request = StreamingOutputCallRequest(
        response_parameters=[
            ResponseParameters(size=size, compressed=BoolValue(value=wanted)) for size, wanted in sizes.items()
        ]
    )
    responses = list(stub.StreamingOutputCall(request, timeout=PATIENCE))
    expect("number of responses", len(responses), len(sizes))
    for response, size in zip(responses, sizes):
        expect_zeros("the payload", response.payload, size)


CASES = {
    case.__name__: case
    for case in (
        empty_unary, large_unary, client_streaming, server_streaming, ping_pong, empty_stream,
        timeout_on_sleeping_server, cancel_after_begin, cancel_after_first_response, status_code_and_message,
        special_status_message, custom_metadata, unimplemented_method, unimplemented_service,
        client_compressed_unary, server_compressed_unary, client_compressed_streaming, server_compressed_streaming,
    )
}


def add_connection_options(parser):
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ca", help="PEM file of trusted authorities; without it the client speaks cleartext")
    parser.add_argument("--server-name", help="name to verify instead of the host")


def connect(options):
    address = f"{options.host}:{options.port}"
    if not options.ca:
        return grpc.insecure_channel(address)
    settings = [("grpc.ssl_target_name_override", options.server_name)] if options.server_name else []
    with open(options.ca, "rb") as roots:
        return grpc.secure_channel(address, grpc.ssl_channel_credentials(roots.read()), settings)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", default="all", help="names, separated by commas")
    add_connection_options(parser)
    options = parser.parse_args()
    names = list(CASES) if options.case == "all" else options.case.split(",")
    if unknown := set(names) - set(CASES):
        parser.error(f"no case is called {', '.join(unknown)}; there are: all {' '.join(CASES)}")

    failures = 0
    with connect(options) as channel:
        # A case with a short deadline or an early cancel must meet the server, not the handshake.
        grpc.channel_ready_future(channel).result(PATIENCE)
        stub = schema.stub(channel, "grpc.testing.TestService")
        stub.unimplemented_service = schema.stub(channel, "grpc.testing.UnimplementedService")
        for name in names:
            try:
                CASES[name](stub)
                print(f"{name}: passed")
            except (Failed, grpc.RpcError) as error:
                failures += 1
                print(f"{name}: FAILED: {error}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
