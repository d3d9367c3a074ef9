"""Asks a server of ours, with grpcio, whom it takes us for: prints the names in its answer, or the status.

The server has the method /martlet.test.Identity/Tell, from grpc.testing.Empty to grpc.testing.SimpleResponse.
"""

import argparse
from pathlib import Path

import grpc

import schema

PATIENCE = 20


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--ca", required=True)
    parser.add_argument("--cert")
    parser.add_argument("--key")
    options = parser.parse_args()

    roots, cert, key = (Path(name).read_bytes() if name else None for name in (options.ca, options.cert, options.key))
    credentials = grpc.ssl_channel_credentials(roots, key, cert)
    with grpc.secure_channel(options.target, credentials) as channel:
        tell = channel.unary_unary("/martlet.test.Identity/Tell")
        response = schema.message("grpc.testing.SimpleResponse").FromString(tell(b"", timeout=PATIENCE))
        print(f"names: {response.username}")


if __name__ == "__main__":
    try:
        main()
    except grpc.RpcError as error:
        print(f"status: {error.code().name}")
