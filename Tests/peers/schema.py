"""Messages and stubs for the schemas in Proto/, made when the program starts; nothing generated is kept."""

import functools
import pathlib
import tempfile

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_tools import protoc

ROOT = pathlib.Path(__file__).resolve().parents[2] / "Proto"
FILES = (
    "grpc/testing/test.proto",
    "grpc/testing/benchmark_service.proto",
    "grpc/testing/worker_service.proto",
    "greeter/v1/greeter.proto",
)


@functools.cache
def pool():
    """All of the schemas, described."""
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "descriptors"
        arguments = ["protoc", f"-I{ROOT}", "--include_imports", f"--descriptor_set_out={output}", *FILES]
        if protoc.main(arguments) != 0:
            raise SystemExit(f"protoc could not read the schemas in {ROOT}")
        files = descriptor_pb2.FileDescriptorSet.FromString(output.read_bytes())
    found = descriptor_pool.DescriptorPool()
    for file in files.file:
        found.Add(file)
    return found


def message(name):
    """The class of the message with this full name."""
    return message_factory.GetMessageClass(pool().FindMessageTypeByName(name))


def stub(channel, service):
    """Calls of a service: an object with one callable per method, named as in the schema."""

    class Stub:
        pass

    calls = Stub()
    for method in pool().FindServiceByName(service).methods:
        make = getattr(channel, _shape(method))
        call = make(
            f"/{service}/{method.name}",
            request_serializer=_class(method.input_type).SerializeToString,
            response_deserializer=_class(method.output_type).FromString,
        )
        setattr(calls, method.name, call)
    return calls


def handlers(service, implementation):
    """A grpcio handler for those methods of the service that the implementation has."""
    methods = {}
    for method in pool().FindServiceByName(service).methods:
        behaviour = getattr(implementation, method.name, None)
        if behaviour is None:
            continue
        make = getattr(grpc, f"{_shape(method)}_rpc_method_handler")
        methods[method.name] = make(
            behaviour,
            request_deserializer=_class(method.input_type).FromString,
            response_serializer=_class(method.output_type).SerializeToString,
        )
    return grpc.method_handlers_generic_handler(service, methods)


def _shape(method):
    return "_".join("stream" if streams else "unary" for streams in (method.client_streaming, method.server_streaming))


def _class(descriptor):
    return message_factory.GetMessageClass(descriptor)
