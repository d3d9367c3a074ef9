"""Compares the testee with python-protobuf (upb) on random messages of every type of the official test schemas.

Usage: differential.py TESTEE SOURCE COUNT [SEED]
SOURCE is the folder of protobuf's source; COUNT messages of each type go both ways through every format.
"""

import os
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, text_format

from random_messages import RandomMessages

SCHEMAS = ["google/protobuf/test_messages_proto2.proto", "google/protobuf/test_messages_proto3.proto"]


def load(source):
    """The pool of everything that the testee speaks, and the descriptors of the test messages in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "set")
        subprocess.check_call([
            "protoc", "-I", source + "/conformance", "-I", source + "/src", "--include_imports", "-o", path,
            "conformance.proto", *SCHEMAS])
        with open(path, "rb") as file:
            files = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    found = []
    waiting = [message for name in SCHEMAS for message in pool.FindFileByName(name).message_types_by_name.values()]
    while waiting:
        message = waiting.pop(0)
        if not message.GetOptions().map_entry:
            found.append(message)
            waiting.extend(message.nested_types)
    return pool, found


class Testee:
    """Our side, asked as the conformance runner asks."""

    def __init__(self, path, pool):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.Request = message_factory.GetMessageClass(pool.FindMessageTypeByName("conformance.ConformanceRequest"))
        self.Response = message_factory.GetMessageClass(pool.FindMessageTypeByName("conformance.ConformanceResponse"))

    def convert(self, name, payload, value, output):
        """What `value` in the field `payload` is in the format `output`; raises ValueError with the testee's words."""
        request = self.Request(message_type=name, requested_output_format=output, **{payload: value})
        body = request.SerializeToString()
        self.process.stdin.write(len(body).to_bytes(4, "little") + body)
        self.process.stdin.flush()
        length = int.from_bytes(self.process.stdout.read(4), "little")
        response = self.Response.FromString(self.process.stdout.read(length))
        result = response.WhichOneof("result")
        if result not in ("protobuf_payload", "json_payload", "text_payload"):
            raise ValueError(f"{result}: {getattr(response, result or '', '')}")
        return getattr(response, result)


class Comparison:
    """Sends one message both ways through each format."""

    def __init__(self, testee, pool):
        self.testee = testee
        self.pool = pool

    def formats(self):
        """Name, the runner's number, payload field, and python's writer and reader."""
        return [
            ("binary", 1, "protobuf_payload", lambda m: m.SerializeToString(), lambda m, b: m.MergeFromString(b)),
            ("JSON", 2, "json_payload",
             lambda m: json_format.MessageToJson(m, indent=None, descriptor_pool=self.pool),
             lambda m, t: json_format.Parse(t, m, descriptor_pool=self.pool, max_recursion_depth=200)),
            ("text", 4, "text_payload",
             lambda m: text_format.MessageToString(m, descriptor_pool=self.pool),
             lambda m, t: text_format.Parse(t, m, descriptor_pool=self.pool)),
        ]

    def failures(self, message):
        """One line for each way that does not give the message back."""
        name = message.DESCRIPTOR.full_name
        binary = message.SerializeToString()
        for format_name, number, payload, write, read in self.formats():
            try:
                back = type(message)()
                read(back, self.testee.convert(name, "protobuf_payload", binary, number))
                if not self.same(back, message):
                    yield f"{name}: {format_name} of ours is another message to python: {message!r}"
            except (ValueError, json_format.Error, text_format.ParseError) as error:
                yield f"{name}: our {format_name} is not read: {error}: {message!r}"
            try:
                text = write(message)
                back = type(message).FromString(self.testee.convert(name, payload, text, 1))
                if not self.same(back, message):
                    yield f"{name}: {format_name} of python is another message to us: {message!r}"
            except ValueError as error:
                yield f"{name}: python's {format_name} is not read: {error}: {message!r}"


    def same(self, first, second):
        """Whether two messages are one in bytes: a NaN is not equal to itself."""
        return self.canonical(first) == self.canonical(second)

    def canonical(self, message):
        copy = type(message)()
        copy.CopyFrom(message)
        self.sort_anys(copy)
        return copy.SerializeToString(deterministic=True)

    def sort_anys(self, message):
        """Whoever packs an Any chooses the order of the maps inside."""
        if message.DESCRIPTOR.full_name == "google.protobuf.Any":
            if message.type_url:
                kind = self.pool.FindMessageTypeByName(message.type_url.split("/")[-1])
                message.value = self.canonical(message_factory.GetMessageClass(kind).FromString(message.value))
            return
        for field, value in message.ListFields():
            if field.message_type is None:
                continue
            if field.message_type.GetOptions().map_entry:
                if field.message_type.fields_by_name["value"].message_type is None:
                    continue
                value = value.values()
            for inner in value if field.is_repeated else [value]:
                self.sort_anys(inner)


def main():
    path, source, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    pool, descriptors = load(source)
    classes = [message_factory.GetMessageClass(descriptor) for descriptor in descriptors]
    messages = RandomMessages(seed, pool, classes)
    comparison = Comparison(Testee(path, pool), pool)
    failures = 0
    for index in range(count):
        density = [0.02, 0.1, 0.5, 1][index % 4]
        for kind in classes:
            for failure in comparison.failures(messages.fill(kind(), density)):
                failures += 1
                print(failure[:2000], file=sys.stderr)
    print(f"{len(classes)} message types, {count} messages of each, both ways in every format: {failures} differences")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
