"""Asks a server for its health with grpcio's own stubs, then watches until the server goes, and prints every answer."""

import argparse

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

import interop_client

PATIENCE = 20


def name(response):
    return health_pb2.HealthCheckResponse.ServingStatus.Name(response.status)


def check(health, service):
    try:
        return name(health.Check(health_pb2.HealthCheckRequest(service=service), timeout=PATIENCE))
    except grpc.RpcError as error:
        return error.code().name


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    interop_client.add_connection_options(parser)
    with interop_client.connect(parser.parse_args()) as channel:
        health = health_pb2_grpc.HealthStub(channel)
        print(f"check: {check(health, '')}")
        for service in ("greeter.v1.Greeter", "no.Service"):
            print(f"check {service}: {check(health, service)}")

        unknown = health.Watch(health_pb2.HealthCheckRequest(service="no.Service"), timeout=PATIENCE)
        print(f"watch no.Service: {name(next(unknown))}")
        unknown.cancel()

        try:
            for response in health.Watch(health_pb2.HealthCheckRequest(), timeout=PATIENCE):
                print(f"watch: {name(response)}", flush=True)
        except grpc.RpcError as error:
            print(f"watch: {error.code().name}")


if __name__ == "__main__":
    main()
