"""Drives two workers through grpc.testing.WorkerService, as the drivers of gRPC's benchmarks do, and judges the
statistics that they report. Then it tells both to quit.

Exit code 0: all was plausible. 1: the last line says what was not.
"""

import argparse
import contextlib
import math
import sys
import time

import grpc

import schema
from interop_client import PATIENCE, Duplex, Failed, expect

ClientArgs = schema.message("grpc.testing.ClientArgs")
ClientConfig = schema.message("grpc.testing.ClientConfig")
CoreRequest = schema.message("grpc.testing.CoreRequest")
Mark = schema.message("grpc.testing.Mark")
Payloads = schema.message("grpc.testing.PayloadConfig")
ServerArgs = schema.message("grpc.testing.ServerArgs")
ServerConfig = schema.message("grpc.testing.ServerConfig")
Void = schema.message("grpc.testing.Void")

SHAPES = ("UNARY", "STREAMING", "STREAMING_FROM_CLIENT", "STREAMING_FROM_SERVER", "STREAMING_BOTH_WAYS")
RESOLUTION, LARGEST = 0.01, 60e9
# Enough for every channel and slot to have had its turn.
ENOUGH = 500
CHANNELS, CALLS_PER_CHANNEL = 2, 4


def require(holds, what):
    if not holds:
        raise Failed(f"not so: {what}")


class Run:
    """One side of a benchmark: a call to a worker that is open while its server or client runs."""

    def __init__(self, method, arguments, configuration):
        self._arguments = arguments
        self._duplex = Duplex(method, timeout=PATIENCE * 3)
        self.last_reset = time.monotonic()
        self._duplex.send(arguments(setup=configuration))
        self.first = self._duplex.receive()

    def mark(self, reset=False):
        asked = time.monotonic()
        self._duplex.send(self._arguments(mark=Mark(reset=reset)))
        stats = self._duplex.receive().stats
        elapsed = time.monotonic() - self.last_reset
        require(0 < stats.time_elapsed <= elapsed, f"{stats.time_elapsed} s passed since the reset {elapsed} s ago")
        require(stats.time_user >= 0 and stats.time_system >= 0, "processor time does not go back")
        if reset:
            self.last_reset = asked
        return stats

    def end(self):
        self._duplex.finish()
        expect("message after the last status", self._duplex.receive(), None)
        expect("status of the run", self._duplex.call.code(), grpc.StatusCode.OK)


def client_configuration(options, port):
    configuration = ClientConfig(
        server_targets=[f"localhost:{port}"],
        client_type="ASYNC_CLIENT",
        outstanding_rpcs_per_channel=CALLS_PER_CHANNEL,
        client_channels=CHANNELS,
        async_client_threads=1,
        rpc_type=options.shape,
        messages_per_stream=options.messages_per_stream,
    )
    configuration.payload_config.simple_params.req_size = 100
    configuration.payload_config.simple_params.resp_size = 200
    configuration.histogram_params.resolution = RESOLUTION
    configuration.histogram_params.max_possible = LARGEST
    if options.offered_load:
        configuration.load_params.poisson.offered_load = options.offered_load
    else:
        configuration.load_params.closed_loop.SetInParent()
    secure(configuration, options)
    return configuration


def secure(configuration, options):
    if options.tls:
        configuration.security_params.use_test_ca = True
        configuration.security_params.server_host_override = options.server_name


def judge_latencies(latencies):
    """What must hold of a histogram whatever the machine's speed."""
    expect("buckets", len(latencies.bucket), int(math.log(LARGEST) / math.log(1 + RESOLUTION)) + 1)
    expect("values in buckets", sum(latencies.bucket), latencies.count)
    require(0 < latencies.min_seen <= latencies.max_seen, "the least value is above zero")
    require(
        latencies.min_seen * latencies.count <= latencies.sum * (1 + 1e-9)
        and latencies.sum <= latencies.max_seen * latencies.count * (1 + 1e-9),
        "the sum lies between count times the least and count times the greatest value",
    )
    require(
        latencies.sum**2 <= latencies.sum_of_squares * latencies.count * (1 + 1e-9),
        "the mean of the squares is at least the square of the mean",
    )
    filled = [index for index, count in enumerate(latencies.bucket) if count]
    low, high = (1 + RESOLUTION) ** filled[0], (1 + RESOLUTION) ** (filled[-1] + 1)
    require(
        low / 1.02 <= latencies.min_seen and latencies.max_seen <= high * 1.02,
        f"{latencies.min_seen} to {latencies.max_seen} lie in the buckets that are filled, {low} to {high}",
    )


def judge_results(options, stats):
    counts = {result.status_code: result.count for result in stats.request_results}
    require(set(counts) <= {0}, f"all calls ended well, and not with {counts}")
    if options.shape == "UNARY":
        expect("calls that ended well", counts.get(0), stats.latencies.count)
    if options.messages_per_stream:
        require(counts.get(0, 0) > 0, "streams ended after so many messages")


def run(options, server_worker, client_worker):
    cores = server_worker.CoreCount(CoreRequest(), timeout=PATIENCE).cores
    require(cores > 0, "the worker has processors")
    configuration = ServerConfig(server_type="ASYNC_SERVER", async_server_threads=1)
    secure(configuration, options)
    server = Run(server_worker.RunServer, ServerArgs, configuration)
    require(server.first.port > 0, "the server tells its port")
    expect("cores of a server of one thread", server.first.cores, 1)
    begin = time.monotonic()
    client = Run(client_worker.RunClient, ClientArgs, client_configuration(options, server.first.port))

    while (warm := client.mark()).latencies.count < ENOUGH:
        time.sleep(0.01)
    server.mark(reset=True)
    before = client.mark(reset=True)
    require(before.latencies.count >= warm.latencies.count, "marks without a reset forget nothing")
    while (stats := client.mark()).latencies.count < ENOUGH:
        time.sleep(0.01)
    used = server.mark()
    require(used.time_user + used.time_system > 0, "serving takes processor time")
    require(used.idle_cpu_time <= used.total_cpu_time, "the machine idles part of its time")
    judge_latencies(stats.latencies)
    judge_results(options, stats)
    if options.offered_load:
        # From the start: what a busy machine could not begin in its time comes later, all at once.
        rate = (before.latencies.count + stats.latencies.count) / (time.monotonic() - begin)
        require(rate < 1.5 * options.offered_load, f"{rate} calls per second are no more than the offered load")
    client.end()
    server.end()
    print(
        f"{options.shape}: {stats.latencies.count:.0f} in {stats.time_elapsed:.2f} s, "
        f"mean {stats.latencies.sum / stats.latencies.count / 1000:.0f} us, "
        f"server {used.time_user + used.time_system:.2f} s of processor time"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server-worker", required=True, metavar="HOST:PORT")
    parser.add_argument("--client-worker", required=True, metavar="HOST:PORT")
    parser.add_argument("--shape", choices=SHAPES, default="UNARY")
    parser.add_argument("--tls", action="store_true", help="the workers have certificates")
    parser.add_argument("--server-name", default="", help="name to verify instead of the host")
    parser.add_argument("--offered-load", type=float, help="calls per second, as in a Poisson process")
    parser.add_argument("--messages-per-stream", type=int, default=0)
    options = parser.parse_args()

    with contextlib.ExitStack() as stack:
        channels = [stack.enter_context(grpc.insecure_channel(worker))
                    for worker in (options.server_worker, options.client_worker)]
        workers = [schema.stub(channel, "grpc.testing.WorkerService") for channel in channels]
        try:
            run(options, *workers)
            for worker in workers:
                worker.QuitWorker(Void(), timeout=PATIENCE)
        except (Failed, grpc.RpcError) as error:
            sys.exit(f"FAILED: {error}")


if __name__ == "__main__":
    main()
