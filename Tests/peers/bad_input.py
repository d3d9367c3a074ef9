"""What a server must survive: one case per kind of bad input.

Each case sends it and checks the answer. Exit code 0: the answer is right; 1: the last line says what is not.
"""

import argparse
import os
import ssl
import sys

import h2.errors
import h2.exceptions

import interop_client
import raw_http2
import schema
from interop_client import Failed, expect
from raw_http2 import HTTP2Client, frame

SERVICE = "/grpc.testing.TestService"
UNARY = f"{SERVICE}/UnaryCall"
EMPTY = f"{SERVICE}/EmptyCall"

OK, UNIMPLEMENTED, INTERNAL, RESOURCE_EXHAUSTED = "0", "12", "13", "8"


def expect_closed(connection, what):
    try:
        raw_http2.read_until_closed(connection)
    except ssl.SSLError:
        pass  # an alert, which also ends the connection
    except TimeoutError:
        raise Failed(f"the connection is still open after {what}")


def expect_alert(options, alpn, alert):
    """The handshake, or the first read after it (TLS 1.3), ends with this alert."""
    try:
        with raw_http2.open_socket(options, alpn) as connection:
            raw_http2.read_until_closed(connection)
    except ssl.SSLError as error:
        if alert not in str(error):
            raise Failed(f"alert: found {error!r}, expected {alert}")
        return
    except TimeoutError:
        raise Failed("the connection is still open")
    raise Failed(f"the connection was closed without the alert {alert}")


def expect_status(answer, grpc_status):
    if (answer.status, answer.grpc_status) != ("200", grpc_status):
        raise Failed(f"grpc-status: expected {grpc_status} with HTTP 200, found {answer!r}")


def call(options, path, replace=None, body=frame(b""), end=True):
    with HTTP2Client(options) as client:
        return client.wait(client.request(path, replace, body, end))


def garbage_instead_of_hello(options):
    for garbage in (os.urandom(512), b"\x00" * 64, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"):
        plain = argparse.Namespace(**{**vars(options), "ca": None})
        with raw_http2.open_socket(plain) as connection:
            connection.sendall(garbage)
            expect_closed(connection, "garbage")


def no_alpn(options):
    expect_alert(options, None, "alert no application protocol")


def wrong_alpn(options):
    expect_alert(options, ["http/1.1"], "alert no application protocol")


def http1(options):
    with raw_http2.open_socket(options) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
        expect_closed(connection, "an HTTP/1.1 request")


def missing_te(options):
    expect_status(call(options, EMPTY, {"te": None}), OK)


def wrong_te(options):
    expect("reset", call(options, EMPTY, {"te": "gzip"}).reset, h2.errors.ErrorCodes.PROTOCOL_ERROR)


def wrong_content_type(options):
    for value in ("application/json", "text/plain", "application/grpcweb", "", None):
        answer = call(options, EMPTY, {"content-type": value})
        expect(f"HTTP status for content-type {value!r}", answer.status, "415")


def every_grpc_content_type(options):
    for value in ("application/grpc", "application/grpc+proto", "application/grpc;charset=utf-8"):
        expect_status(call(options, EMPTY, {"content-type": value}), OK)


def path_without_slash(options):
    answer = call(options, EMPTY[1:])
    expect("reset", answer.reset, h2.errors.ErrorCodes.PROTOCOL_ERROR)


def strange_path(options):
    near_misses = (f"/{EMPTY}", f"{EMPTY}/", f"{EMPTY}?a=b", SERVICE, f"{SERVICE}/", "/", EMPTY.lower())
    for path in (*near_misses, "/" + "a" * 2000):
        expect_status(call(options, path), UNIMPLEMENTED)


def not_post(options):
    for method in ("GET", "PUT", "DELETE"):
        answer = call(options, EMPTY, {":method": method})
        expect(f"HTTP status of {method}", answer.status, "405")


def truncated_message(options):
    whole = frame(b"x" * 100)
    for length in (1, 4, 5, 104):
        expect_status(call(options, UNARY, body=whole[:length]), INTERNAL)


def oversized_message(options):
    """The prefix alone must be enough: no byte of the message is sent, and the stream stays open."""
    for length in (4 * 1024 * 1024 + 1, 2**32 - 1):
        expect_status(call(options, UNARY, body=frame(b"", length=length), end=False), RESOURCE_EXHAUSTED)


def wrong_number_of_messages(options):
    expect_status(call(options, UNARY, body=b""), INTERNAL)
    expect_status(call(options, UNARY, body=frame(b"") * 2), INTERNAL)


def compressed_without_encoding(options):
    expect_status(call(options, UNARY, body=frame(b"x", flag=1)), INTERNAL)
    expect_status(call(options, UNARY, body=frame(b"x", flag=7)), INTERNAL)


def unknown_encoding(options):
    answer = call(options, UNARY, {"grpc-encoding": "rot13"}, frame(b"x", flag=1))
    expect_status(answer, UNIMPLEMENTED)
    accepted = answer.blocks[-1].get("grpc-accept-encoding", answer.blocks[0].get("grpc-accept-encoding"))
    if accepted is None or "rot13" in accepted:
        raise Failed(f"grpc-accept-encoding is {accepted!r}")


def malformed_timeout(options):
    for value in ("", "5", "S", "5x", "-1S", "123456789S", "1 S"):
        answer = call(options, EMPTY, {"grpc-timeout": value})
        if answer.grpc_status in (None, OK) and answer.reset is None and answer.status != "400":
            raise Failed(f"grpc-timeout {value!r} was accepted: {answer!r}")


def unknown_method(options):
    for path in (f"{SERVICE}/Nothing", f"{SERVICE}/UnimplementedCall", "/nobody.Nowhere/Nothing"):
        answer = call(options, path)
        expect_status(answer, UNIMPLEMENTED)
        expect(f"{path} answered by trailers only", answer.is_trailers_only, True)


def invalid_protobuf(options):
    for message in (b"\xff", b"\x00\x00", b"\x12\x7f", b"\x3a\x03\x12\x01\xff"):
        expect_status(call(options, UNARY, body=frame(message)), INTERNAL)


def vanishing_client(options):
    """Clients that leave while the server answers slowly, and while it has more to send than they read."""
    request = schema.message("grpc.testing.StreamingOutputCallRequest")()
    request.response_parameters.add(size=10)
    for size, interval in ((10, 600_000_000), (2_000_000, 0)):
        request.response_parameters.add(size=size, interval_us=interval)
        for abruptly in (True, False):
            client = HTTP2Client(options)
            stream = client.request(f"{SERVICE}/FullDuplexCall", body=frame(request.SerializeToString()), end=False)
            client.wait(stream, for_bytes=15)
            client.vanish(abruptly)
        del request.response_parameters[1:]
    expect_status(call(options, EMPTY), OK)


CASES = {
    case.__name__: case
    for case in (
        garbage_instead_of_hello, no_alpn, wrong_alpn, http1, missing_te, wrong_te, wrong_content_type,
        every_grpc_content_type, path_without_slash, strange_path, not_post, truncated_message, oversized_message,
        wrong_number_of_messages, compressed_without_encoding, unknown_encoding, malformed_timeout, unknown_method,
        invalid_protobuf, vanishing_client,
    )
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", default="all", choices=["all", *CASES])
    interop_client.add_connection_options(parser)
    options = parser.parse_args()

    failures = 0
    for name in CASES if options.case == "all" else [options.case]:
        try:
            CASES[name](options)
            print(f"{name}: passed")
        except (Failed, OSError, h2.exceptions.ProtocolError) as error:
            failures += 1
            print(f"{name}: FAILED: {error!r}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
