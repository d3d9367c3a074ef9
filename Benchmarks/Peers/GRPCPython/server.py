"""grpc.testing.BenchmarkService by grpcio's asyncio API, in one thread."""

import argparse
import asyncio
import pathlib
import sys

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "Tests" / "peers"))
import schema  # noqa: E402

Payload = schema.message("grpc.testing.Payload")
SimpleRequest = schema.message("grpc.testing.SimpleRequest")
SimpleResponse = schema.message("grpc.testing.SimpleResponse")


def answer(request):
    size = request.response_size
    return SimpleResponse(payload=Payload(body=bytes(size))) if size > 0 else SimpleResponse()


class BenchmarkService:
    async def UnaryCall(self, request, context):
        return answer(request)

    async def StreamingCall(self, requests, context):
        async for request in requests:
            yield answer(request)

    async def StreamingFromClient(self, requests, context):
        last = SimpleRequest()
        async for request in requests:
            last = request
        return answer(last)

    async def StreamingFromServer(self, request, context):
        response = answer(request)
        while True:
            yield response

    async def StreamingBothWays(self, requests, context):
        requests = aiter(requests)
        first = await anext(requests, None)
        if first is None:
            return

        async def drop_the_rest():
            async for _ in requests:
                pass

        response = answer(first)
        dropping = asyncio.create_task(drop_the_rest())
        try:
            while not dropping.done():
                yield response
        finally:
            dropping.cancel()


def crowd(count):
    """Methods that nobody calls, ten in a service."""
    handler = grpc.unary_unary_rpc_method_handler(
        BenchmarkService().UnaryCall, SimpleRequest.FromString, SimpleResponse.SerializeToString)
    for first in range(0, count, 10):
        methods = {f"Method{number}": handler for number in range(first, min(first + 10, count))}
        yield grpc.method_handlers_generic_handler(f"benchmark.Crowd{first // 10}", methods)


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--tls-cert")
    parser.add_argument("--tls-key")
    parser.add_argument("--plaintext", action="store_true")
    parser.add_argument("--methods", type=int, default=0)
    options = parser.parse_args()

    server = grpc.aio.server()
    service = schema.handlers("grpc.testing.BenchmarkService", BenchmarkService())
    server.add_generic_rpc_handlers((*crowd(options.methods), service))
    address = f"127.0.0.1:{options.port}"
    if options.plaintext:
        server.add_insecure_port(address)
    else:
        with open(options.tls_cert, "rb") as certificate, open(options.tls_key, "rb") as key:
            credentials = grpc.ssl_server_credentials([(key.read(), certificate.read())])
        server.add_secure_port(address, credentials)
    await server.start()
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(main())
