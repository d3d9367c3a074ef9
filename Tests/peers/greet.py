"""Calls greeter.v1.Greeter in all four shapes with grpcio and prints what comes back."""

import argparse

import grpc

import interop_client
import schema

PATIENCE = 20


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    interop_client.add_connection_options(parser)
    options = parser.parse_args()

    message = {name: schema.message(f"greeter.v1.{name}") for name in ("GreetRequest", "WatchRequest", "Chunk", "Line")}
    with interop_client.connect(options) as channel:
        greeter = schema.stub(channel, "greeter.v1.Greeter")
        reply = greeter.Greet(message["GreetRequest"](name=options.name), timeout=PATIENCE)
        print(f"Greet: {reply.message}")

        watch = message["WatchRequest"](name=options.name, count=3, interval_ms=1)
        for event in greeter.Watch(watch, timeout=PATIENCE):
            print(f"Watch: {event.sequence} {event.message or '(nothing happened)'}")

        pieces = (message["Chunk"](data=piece) for piece in (b"Dear ", options.name.encode(), b", hello."))
        summary = greeter.Upload(pieces, timeout=PATIENCE)
        print(f"Upload: {summary.chunk_count} chunks, {summary.byte_count} bytes")

        lines = (message["Line"](speaker=options.name, text=text) for text in ("Hello!", "Still there?"))
        for line in greeter.Chat(lines, timeout=PATIENCE):
            print(f"Chat: {line.speaker}: {line.text}")


if __name__ == "__main__":
    try:
        main()
    except grpc.RpcError as error:
        raise SystemExit(f"{error.code().name}: {error.details()}")
