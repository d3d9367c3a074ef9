"""Learns the greeter's schema from the server by grpcio's own reflection client, and calls it with what it learnt."""

import argparse

from google.protobuf import descriptor_pool, message_factory
from grpc_reflection.v1alpha import proto_reflection_descriptor_database

import interop_client

PATIENCE = 20


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    interop_client.add_connection_options(parser)
    options = parser.parse_args()
    with interop_client.connect(options) as channel:
        database = proto_reflection_descriptor_database.ProtoReflectionDescriptorDatabase(channel)
        for service in database.get_services():
            print(f"service: {service}")
        pool = descriptor_pool.DescriptorPool(database)
        method = pool.FindServiceByName("greeter.v1.Greeter").FindMethodByName("Greet")
        request = message_factory.GetMessageClass(method.input_type)
        call = channel.unary_unary(
            "/greeter.v1.Greeter/Greet",
            request_serializer=request.SerializeToString,
            response_deserializer=message_factory.GetMessageClass(method.output_type).FromString,
        )
        print(f"Greet: {call(request(name=options.name), timeout=PATIENCE).message}")


if __name__ == "__main__":
    main()
