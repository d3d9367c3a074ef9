"""A connection that sends what no decent client would: raw bytes, or HTTP/2 frames with any header list."""

import socket
import ssl
import struct

import h2.config
import h2.connection
import h2.events
import h2.exceptions

PATIENCE = 10


class Answer:
    """All that came back for one stream."""

    def __init__(self):
        self.blocks = []  # header blocks in order, each a dict
        self.body = b""
        self.ended = False
        self.reset = None  # the error code of RST_STREAM

    @property
    def status(self):
        """The HTTP status, as text."""
        return self.blocks[0].get(":status") if self.blocks else None

    @property
    def grpc_status(self):
        return self.blocks[-1].get("grpc-status") if self.blocks else None

    @property
    def is_trailers_only(self):
        return len(self.blocks) == 1 and self.ended and "grpc-status" in self.blocks[0]

    def __repr__(self):
        return f"headers {self.blocks}, {len(self.body)} bytes, ended {self.ended}, reset {self.reset}"


def open_socket(options, alpn=("h2",)):
    """A connected socket, over TLS when there is a CA; `alpn` None offers no protocol."""
    plain = socket.create_connection((options.host, options.port), timeout=PATIENCE)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if not options.ca:
        return plain
    context = ssl.create_default_context(cafile=options.ca)
    if alpn is not None:
        context.set_alpn_protocols(list(alpn))
    return context.wrap_socket(plain, server_hostname=options.server_name or options.host)


def read_until_closed(connection):
    """Everything the server sends until it closes; a reset counts as closed, silence for PATIENCE raises."""
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except (ConnectionResetError, BrokenPipeError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
        pass
    return received


class HTTP2Client:
    """An HTTP/2 client without manners."""

    def __init__(self, options):
        self.authority = f"{options.host}:{options.port}"
        self.scheme = "https" if options.ca else "http"
        self.socket = open_socket(options)
        self.answers = {}
        self.goaway = None
        self.closed = False
        self.connection = h2.connection.H2Connection(
            h2.config.H2Configuration(
                header_encoding="utf-8", validate_outbound_headers=False, normalize_outbound_headers=False
            )
        )
        self.connection.initiate_connection()
        self.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def flush(self):
        self.socket.sendall(self.connection.data_to_send())

    def request(self, path, replace=None, body=b"", end=True):
        """Begins a call like a gRPC client; `replace` changes headers, or leaves them out where it says None."""
        headers = {
            ":method": "POST", ":scheme": self.scheme, ":path": path, ":authority": self.authority,
            "te": "trailers", "content-type": "application/grpc",
        }
        headers.update(replace or {})
        stream = self.connection.get_next_available_stream_id()
        self.answers[stream] = Answer()
        fields = [(name, value) for name, value in headers.items() if value is not None]
        self.connection.send_headers(stream, fields, end_stream=end and not body)
        if body:
            self.connection.send_data(stream, body, end_stream=end)
        self.flush()
        return stream

    def send(self, stream, body, end=False):
        self.connection.send_data(stream, body, end_stream=end)
        self.flush()

    def wait(self, stream, for_bytes=None):
        """Reads until the stream has ended, or has brought so many bytes; gives what came."""
        answer = self.answers[stream]
        while not (answer.ended or answer.reset is not None or self.closed):
            if for_bytes is not None and len(answer.body) >= for_bytes:
                break
            self._receive()
        return answer

    def _receive(self):
        try:
            received = self.socket.recv(65536)
        except ConnectionResetError:
            received = b""
        if not received:
            self.closed = True
            return
        for event in self.connection.receive_data(received):
            self._note(event)
        self.flush()

    def _note(self, event):
        answer = self.answers.get(getattr(event, "stream_id", None))
        if isinstance(event, h2.events.ConnectionTerminated):
            self.goaway = event.error_code
        elif answer is None:
            return
        elif isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived)):
            answer.blocks.append(dict(event.headers))
        elif isinstance(event, h2.events.DataReceived):
            answer.body += event.data
            self.connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            answer.ended = True
        elif isinstance(event, h2.events.StreamReset):
            answer.reset = event.error_code

    def vanish(self, abruptly):
        """Closes the TCP connection under everything: with a reset, or with a plain FIN."""
        if abruptly:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


def frame(message, flag=0, length=None):
    """A gRPC message with its five-byte prefix; `length` lies about the size."""
    return struct.pack(">BI", flag, len(message) if length is None else length) + message
