"""A grpcio server of grpc.testing.TestService, for our client to be tested against.

Prints `listening on 127.0.0.1:PORT` and serves until SIGTERM, or until standard input ends with --with-parent.
"""

import argparse
import itertools
import signal
import sys
import threading
import time
from concurrent import futures
from pathlib import Path

import grpc

import schema

Empty = schema.message("grpc.testing.Empty")
Payload = schema.message("grpc.testing.Payload")
SimpleResponse = schema.message("grpc.testing.SimpleResponse")
StreamingInputCallResponse = schema.message("grpc.testing.StreamingInputCallResponse")
StreamingOutputCallResponse = schema.message("grpc.testing.StreamingOutputCallResponse")

INITIAL_KEY = "x-grpc-test-echo-initial"
TRAILING_KEY = "x-grpc-test-echo-trailing-bin"


def echo_metadata(context):
    """Sends the two agreed metadata entries back, one as header and one as trailer."""
    received = context.invocation_metadata()
    initial = [(key, value) for key, value in received if key == INITIAL_KEY]
    trailing = [(key, value) for key, value in received if key == TRAILING_KEY]
    if initial:
        context.send_initial_metadata(initial)
    if trailing:
        context.set_trailing_metadata(trailing)


def echo_status(request, context):
    """Ends the call with the status that the request asks for, if it asks for a failure."""
    if request.HasField("response_status") and request.response_status.code != 0:
        wanted = request.response_status
        code = next((code for code in grpc.StatusCode if code.value[0] == wanted.code), grpc.StatusCode.UNKNOWN)
        context.abort(code, wanted.message)


def zeros(size):
    return Payload(body=bytes(size))


def answers(request, context):
    """One response per response parameter, each after its pause."""
    for parameters in request.response_parameters:
        if parameters.interval_us > 0:
            time.sleep(parameters.interval_us / 1e6)
        if parameters.HasField("compressed") and not parameters.compressed.value:
            context.disable_next_message_compression()
        yield StreamingOutputCallResponse(payload=zeros(parameters.size))


def compress(context, *wishes):
    """Compresses the responses if one of the wishes is to have them so; a wish may be left out."""
    wanted = any(wish.value for wish in wishes)
    context.set_compression(grpc.Compression.Gzip if wanted else grpc.Compression.NoCompression)


class CallCounter(grpc.ServerInterceptor):
    """Counts the calls that come, one by one."""

    def __init__(self):
        self.count = itertools.count()

    def intercept_service(self, continuation, details):
        next(self.count)
        return continuation(details)

    def total(self):
        """How many have come. Asked once, at the end."""
        return next(self.count)


class TestService:
    """The methods of grpc.testing.TestService but UnimplementedCall, which no server has."""

    def EmptyCall(self, request, context):
        echo_metadata(context)
        return Empty()

    def UnaryCall(self, request, context):
        if request.HasField("response_compressed"):
            compress(context, request.response_compressed)
        echo_metadata(context)
        echo_status(request, context)
        response = SimpleResponse(payload=zeros(request.response_size))
        if request.fill_username:
            names = context.auth_context().get("x509_subject_alternative_name", ())
            response.username = b",".join(names).decode()
        return response

    def CacheableUnaryCall(self, request, context):
        context.send_initial_metadata([("cache-control", "max-age=60, public")])
        return SimpleResponse(payload=zeros(request.response_size))

    def StreamingInputCall(self, requests, context):
        return StreamingInputCallResponse(
            aggregated_payload_size=sum(len(request.payload.body) for request in requests)
        )

    def StreamingOutputCall(self, request, context):
        if any(parameters.HasField("compressed") for parameters in request.response_parameters):
            compress(context, *(parameters.compressed for parameters in request.response_parameters))
        echo_metadata(context)
        echo_status(request, context)
        yield from answers(request, context)

    def FullDuplexCall(self, requests, context):
        echo_metadata(context)
        for request in requests:
            echo_status(request, context)
            yield from answers(request, context)

    def HalfDuplexCall(self, requests, context):
        echo_metadata(context)
        for request in list(requests):
            echo_status(request, context)
            yield from answers(request, context)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    parser.add_argument("--cert", help="PEM certificate chain; without it the server speaks cleartext")
    parser.add_argument("--key", help="PEM private key")
    parser.add_argument("--client-ca", help="PEM of the authorities that clients must have a certificate of")
    parser.add_argument("--reflection", action="store_true", help="serve grpc.reflection too")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input ends")
    options = parser.parse_args()

    counter = CallCounter()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=32), interceptors=(counter,))
    if options.reflection:
        from grpc_reflection.v1alpha import reflection

        reflection.enable_server_reflection(("grpc.testing.TestService",), server, pool=schema.pool())
    server.add_generic_rpc_handlers((schema.handlers("grpc.testing.TestService", TestService()),))
    address = f"127.0.0.1:{options.port}"
    if options.cert:
        with open(options.cert, "rb") as cert, open(options.key, "rb") as key:
            pair = (key.read(), cert.read())
        roots = Path(options.client_ca).read_bytes() if options.client_ca else None
        credentials = grpc.ssl_server_credentials([pair], roots, require_client_auth=roots is not None)
        port = server.add_secure_port(address, credentials)
    else:
        port = server.add_insecure_port(address)
    server.start()
    print(f"listening on 127.0.0.1:{port}", flush=True)

    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    if options.with_parent:
        threading.Thread(target=lambda: (sys.stdin.buffer.read(), done.set()), daemon=True).start()
    done.wait()
    server.stop(grace=1).wait()
    print(f"calls: {counter.total()}", flush=True)


if __name__ == "__main__":
    main()
