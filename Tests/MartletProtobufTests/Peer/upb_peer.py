"""Python's protobuf (upb) as a peer of the codec tests.

Usage: upb_peer.py PROTO_ROOT PROTO_FILE MESSAGE SEED

Reads requests from standard input and answers on standard output, each a 4-byte little-endian length and that many
bytes. The first byte of a request says what it is:

  r          answer with the bytes of a random message
  p BYTES    answer with the same message as upb writes it, behind a byte 1; a single byte 0 when upb refuses it
  c LENGTH FIRST SECOND    answer with nothing when both are the same message, otherwise with how they differ
"""
import importlib
import random
import struct
import sys
import tempfile

from google.protobuf import descriptor, message, text_format
from grpc_tools import protoc

FIELD = descriptor.FieldDescriptor
BOUNDS = {
    FIELD.TYPE_INT32: (-(2**31), 2**31 - 1), FIELD.TYPE_SINT32: (-(2**31), 2**31 - 1),
    FIELD.TYPE_SFIXED32: (-(2**31), 2**31 - 1), FIELD.TYPE_UINT32: (0, 2**32 - 1), FIELD.TYPE_FIXED32: (0, 2**32 - 1),
    FIELD.TYPE_INT64: (-(2**63), 2**63 - 1), FIELD.TYPE_SINT64: (-(2**63), 2**63 - 1),
    FIELD.TYPE_SFIXED64: (-(2**63), 2**63 - 1), FIELD.TYPE_UINT64: (0, 2**64 - 1), FIELD.TYPE_FIXED64: (0, 2**64 - 1),
}
ALPHABET = ["a", "Z", "0", " ", '"', "\0", "\u00e9", "\u6f22", "\U0001f600", "\u07ff", "\u0800", "\U0010ffff"]


def message_class(root, path, name):
    """The class of a message, generated for this run."""
    output = tempfile.mkdtemp()
    if protoc.main(["protoc", f"-I{root}", f"--python_out={output}", path]) != 0:
        sys.exit(f"protoc failed on {path}")
    sys.path.insert(0, output)
    return getattr(importlib.import_module(path.removesuffix(".proto").replace("/", ".") + "_pb2"), name)


def random_number(low, high):
    return random.choice([0, 1, low, high, random.randint(low, high), random.randint(max(low, -300), 300)])


def random_value(field):
    if field.type in BOUNDS:
        return random_number(*BOUNDS[field.type])
    if field.type == FIELD.TYPE_BOOL:
        return random.random() < 0.5
    if field.type in (FIELD.TYPE_FLOAT, FIELD.TYPE_DOUBLE):
        value = random.choice([0.0, -0.0, 1.5, float("inf"), float("nan"), random.gauss(0, 1e10)])
        return struct.unpack("f", struct.pack("f", value))[0] if field.type == FIELD.TYPE_FLOAT else value
    if field.type == FIELD.TYPE_ENUM:
        return random.choice([value.number for value in field.enum_type.values] + [77, -5])
    size = random.choice([0, 1, 7, 8, 15, 16, 40, 200])
    if field.type == FIELD.TYPE_STRING:
        return "".join(random.choices(ALPHABET, k=size))
    return random.randbytes(size)


def fill(target, depth):
    """Sets each field with the same probability, which is smaller further inside."""
    probability = random.choice([0.05, 0.3, 0.9]) if depth == 0 else 0.15
    for field in target.DESCRIPTOR.fields:
        if random.random() < probability:
            fill_field(target, field, depth)


def fill_field(target, field, depth):
    if field.message_type and field.message_type.GetOptions().map_entry:
        fill_map(getattr(target, field.name), field.message_type, depth)
    elif field.is_repeated:
        values = getattr(target, field.name)
        for _ in range(random.randint(1, 4)):
            if field.message_type:
                fill_message(values.add(), depth)
            else:
                values.append(random_value(field))
    elif field.message_type:
        value = getattr(target, field.name)
        value.SetInParent()
        fill_message(value, depth)
    else:
        setattr(target, field.name, random_value(field))


def fill_map(entries, entry, depth):
    value = entry.fields_by_name["value"]
    for _ in range(random.randint(1, 4)):
        key = random_value(entry.fields_by_name["key"])
        if value.message_type:
            fill_message(entries[key], depth)
        else:
            entries[key] = random_value(value)


def fill_message(target, depth):
    if depth < 3:
        fill(target, depth + 1)


def parse(kind, data):
    parsed = kind()
    parsed.ParseFromString(data)
    return parsed


def compare(kind, request):
    (length,) = struct.unpack("<I", request[:4])
    first, second = parse(kind, request[4 : 4 + length]), parse(kind, request[4 + length :])
    # Not `==`, to which NaN differs from itself.
    if first.SerializeToString(deterministic=True) == second.SerializeToString(deterministic=True):
        return b""
    return f"{text_format.MessageToString(first)}\n--- differs from ---\n{text_format.MessageToString(second)}".encode()


def answer(kind, request):
    operation, rest = request[:1], request[1:]
    try:
        if operation == b"r":
            made = kind()
            fill(made, 0)
            return made.SerializeToString()
        if operation == b"p":
            return b"\1" + parse(kind, rest).SerializeToString(deterministic=True)
        return compare(kind, rest)
    except message.DecodeError as error:
        return b"\0" if operation == b"p" else str(error).encode()


def main():
    kind = message_class(*sys.argv[1:4])
    random.seed(int(sys.argv[4]))
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while header := source.read(4):
        response = answer(kind, source.read(struct.unpack("<I", header)[0]))
        target.write(struct.pack("<I", len(response)) + response)
        target.flush()


main()
