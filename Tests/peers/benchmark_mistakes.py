"""Asks a worker without certificates for what it can't do; each refusal must have its code and name the field.

Exit code 0: all were refused as they should be. 1: the last line says which was not.
"""

import argparse
import sys

import grpc

import schema
from benchmark_driver import ClientArgs, ClientConfig, Mark, ServerArgs, ServerConfig
from interop_client import PATIENCE, Duplex, Failed, expect

Code = grpc.StatusCode


def client(**fields):
    """The setup of a client that would run, but for these fields."""
    wanted = dict(server_targets=["localhost:1"], client_channels=1, outstanding_rpcs_per_channel=1) | fields
    return ClientArgs(setup=ClientConfig(**wanted))


def server(**fields):
    return ServerArgs(setup=ServerConfig(**fields))


TLS = {"use_test_ca": True}
MISTAKES = [
    (server(port=70000), Code.INVALID_ARGUMENT, "port"),
    (server(async_server_threads=257), Code.INVALID_ARGUMENT, "async_server_threads"),
    (server(async_server_threads=-1), Code.INVALID_ARGUMENT, "async_server_threads"),
    (server(core_limit=257), Code.INVALID_ARGUMENT, "core_limit"),
    (server(server_type="ASYNC_GENERIC_SERVER"), Code.UNIMPLEMENTED, "server_type"),
    (server(security_params=TLS), Code.FAILED_PRECONDITION, "security_params"),
    (ServerArgs(mark=Mark()), Code.INVALID_ARGUMENT, "setup"),
    (client(server_targets=[]), Code.INVALID_ARGUMENT, "server_targets"),
    (client(client_channels=0), Code.INVALID_ARGUMENT, "client_channels"),
    (client(client_channels=1001), Code.INVALID_ARGUMENT, "client_channels"),
    (client(outstanding_rpcs_per_channel=-1), Code.INVALID_ARGUMENT, "outstanding_rpcs_per_channel"),
    (client(outstanding_rpcs_per_channel=10001), Code.INVALID_ARGUMENT, "outstanding_rpcs_per_channel"),
    (client(async_client_threads=257), Code.INVALID_ARGUMENT, "async_client_threads"),
    (client(rpc_type=77), Code.INVALID_ARGUMENT, "rpc_type"),
    (client(payload_config={"bytebuf_params": {"req_size": 1}}), Code.UNIMPLEMENTED, "bytebuf_params"),
    (client(payload_config={"complex_params": {}}), Code.UNIMPLEMENTED, "complex_params"),
    (client(payload_config={"simple_params": {"req_size": -1}}), Code.INVALID_ARGUMENT, "payload"),
    (client(payload_config={"simple_params": {"req_size": 1 << 30}}), Code.RESOURCE_EXHAUSTED, "payload"),
    (client(load_params={"poisson": {"offered_load": 0}}), Code.INVALID_ARGUMENT, "offered_load"),
    (client(load_params={"poisson": {"offered_load": float("nan")}}), Code.INVALID_ARGUMENT, "offered_load"),
    (client(histogram_params={"resolution": 1e-9}), Code.INVALID_ARGUMENT, "histogram_params"),
    (client(histogram_params={"resolution": -1}), Code.INVALID_ARGUMENT, "histogram_params"),
    (client(histogram_params={"max_possible": float("nan")}), Code.INVALID_ARGUMENT, "histogram_params"),
    (client(security_params=TLS), Code.FAILED_PRECONDITION, "security_params"),
    (ClientArgs(mark=Mark()), Code.INVALID_ARGUMENT, "setup"),
]


def refusal(method, *arguments):
    """The status that the call ends with, after the answers to all arguments but the last."""
    duplex = Duplex(method, timeout=PATIENCE)
    try:
        for argument in arguments:
            duplex.send(argument)
            if duplex.receive() is None:
                raise Failed(f"the call ended well after {argument}")
    except grpc.RpcError:
        return duplex.call.code(), duplex.call.details()
    finally:
        duplex.finish()
        duplex.call.cancel()
    raise Failed(f"accepted: {arguments[-1]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worker", required=True, metavar="HOST:PORT")
    options = parser.parse_args()
    with grpc.insecure_channel(options.worker) as channel:
        worker = schema.stub(channel, "grpc.testing.WorkerService")
        try:
            for arguments, wanted, field in MISTAKES:
                method = worker.RunServer if isinstance(arguments, ServerArgs) else worker.RunClient
                code, text = refusal(method, arguments)
                expect(f"code for {arguments}", code, wanted)
                expect(f"`{field}` in `{text}`", field in text, True)
            code, _ = refusal(worker.RunServer, server(), server())
            expect("code for a second setup", code, Code.INVALID_ARGUMENT)
            busy = Duplex(worker.RunServer, timeout=PATIENCE)
            busy.send(server())
            busy.receive()
            code, _ = refusal(worker.RunClient, client())
            expect("code while another benchmark runs", code, Code.RESOURCE_EXHAUSTED)
            busy.finish()
            expect("status of the one that ran", busy.receive(), None)
        except (Failed, grpc.RpcError) as error:
            sys.exit(f"FAILED: {error}")


if __name__ == "__main__":
    main()
