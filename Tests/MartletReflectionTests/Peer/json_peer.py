"""Python's protobuf as a peer of the tests of JSON, text format and dynamic messages.

Usage: json_peer.py SEED SOURCE_ROOT... -- PROTO_FILE...

Compiles the schemas, then reads requests from standard input and answers on standard output, each a 4-byte
little-endian length and that many bytes. A request is one letter, the full name of a message with a newline behind it,
and a body; the letter says what the answer is:

  d    the FileDescriptorSet of the schemas and of all that they import
  x    what Python's descriptors say of every field of the schemas, one line for each
  r    the bytes of a random message
  j    its JSON; the body is three flags (0 or 1: original names, enum numbers, fields without presence) and the bytes
  p    the bytes of the message that the body is the JSON of; the flag before it says whether to ignore unknown fields
  b    the message's bytes as Python writes them
  t    its text format; the body is two flags (0 or 1: on one line, with unknown fields) and the bytes
  f    the bytes of the message that the body is the text format of
  s    nothing when two JSON texts have the same structure and values, otherwise how they differ
  c    nothing when the bytes are of the same message, otherwise how they differ

`s` and `c` take the length of the first part before both. The answers to `j`, `p`, `b`, `t` and `f` begin with 1, or
with 0 and say why there is none.
"""
import difflib
import json
import math
import random
import struct
import sys
import tempfile
from pathlib import Path

import grpc_tools
from google.protobuf import descriptor, descriptor_pb2, descriptor_pool, json_format, message, message_factory
from google.protobuf import text_format
from grpc_tools import protoc

FIELD = descriptor.FieldDescriptor
BOUNDS = {
    FIELD.TYPE_INT32: (-(2**31), 2**31 - 1), FIELD.TYPE_SINT32: (-(2**31), 2**31 - 1),
    FIELD.TYPE_SFIXED32: (-(2**31), 2**31 - 1), FIELD.TYPE_UINT32: (0, 2**32 - 1), FIELD.TYPE_FIXED32: (0, 2**32 - 1),
    FIELD.TYPE_INT64: (-(2**63), 2**63 - 1), FIELD.TYPE_SINT64: (-(2**63), 2**63 - 1),
    FIELD.TYPE_SFIXED64: (-(2**63), 2**63 - 1), FIELD.TYPE_UINT64: (0, 2**64 - 1), FIELD.TYPE_FIXED64: (0, 2**64 - 1),
}
REFUSALS = (
    json_format.Error, text_format.Error, message.Error, ValueError, TypeError, RecursionError, OverflowError,
)
ALPHABET = list("aZ0 /\"\\\0\n\t\x1f\x7f<é漢\u2028\u07ff\u0800\ud7ff\ufffd") + ["\U0001f600", "\U0010ffff"]
ANY_TYPES = [
    "martlet.jsontest.Item", "martlet.jsontest.WellKnown", "google.protobuf.Timestamp", "google.protobuf.Duration",
    "google.protobuf.Value", "google.protobuf.Struct", "google.protobuf.ListValue", "google.protobuf.Int64Value",
    "google.protobuf.Empty", "google.protobuf.FieldMask", "google.protobuf.Any", "google.protobuf.BytesValue",
]


def compile_schemas(roots, files):
    """The descriptors of the schemas, and a pool of them."""
    output = Path(tempfile.mkdtemp()) / "set"
    included = str(Path(grpc_tools.__file__).parent / "_proto")
    arguments = [f"-I{root}" for root in [*roots, included]]
    if protoc.main(["protoc", *arguments, "--include_imports", f"--descriptor_set_out={output}", *files]) != 0:
        sys.exit(f"protoc failed on {files}")
    data = output.read_bytes()
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(data).file:
        pool.Add(file)
    return data, pool


class Randomizer:
    """Fills messages with random values that have a JSON form."""

    def __init__(self, pool):
        self.pool = pool

    def message(self, kind):
        made = kind()
        self.fill(made, 0)
        return made

    def value(self, field):
        if field.type in BOUNDS:
            low, high = BOUNDS[field.type]
            values = [0, 1, low, high, random.randint(low, high), random.randint(max(low, -300), 300)]
            return random.choice(values)
        if field.type == FIELD.TYPE_BOOL:
            return random.random() < 0.5
        if field.type in (FIELD.TYPE_FLOAT, FIELD.TYPE_DOUBLE):
            return self.number(field.type == FIELD.TYPE_FLOAT, True)
        if field.type == FIELD.TYPE_ENUM:
            numbers = [value.number for value in field.enum_type.values]
            return random.choice(numbers if field.enum_type.is_closed or len(numbers) == 1 else numbers + [77, -5])
        if field.type == FIELD.TYPE_STRING:
            return self.text()
        return random.randbytes(random.choice([0, 1, 2, 3, 40]))

    def text(self):
        return "".join(random.choices(ALPHABET, k=random.choice([0, 1, 7, 15, 16, 40])))

    def number(self, is_single, is_special):
        special = [math.inf, -math.inf, math.nan] if is_special else []
        bits = random.randbytes(4 if is_single else 8)
        (raw,) = struct.unpack("f" if is_single else "d", bits)
        value = random.choice([0.0, -0.0, 1.5, 100.0, 1e21, 1e-7, random.gauss(0, 1e10), raw, *special])
        if not is_special and not math.isfinite(value):
            value = 1.25
        if math.isnan(value):
            return math.nan  # JSON keeps none of its bits
        return struct.unpack("f", struct.pack("f", value))[0] if is_single else value

    def fill(self, target, depth):
        filler = getattr(self, "fill_" + target.DESCRIPTOR.full_name.replace("google.protobuf.", ""), None)
        if target.DESCRIPTOR.full_name.startswith("google.protobuf.") and filler:
            return filler(target, depth)
        probability = random.choice([0.05, 0.3, 0.9]) if depth == 0 else 0.15
        for field in target.DESCRIPTOR.fields:
            if field.is_required or random.random() < probability and depth < 4:
                self.fill_field(target, field, depth)
        for extension in self.pool.FindAllExtensions(target.DESCRIPTOR):
            if random.random() < probability:
                self.fill_extension(target, extension, depth)

    def fill_field(self, target, field, depth):
        if self.is_repeated_null(field):
            return
        if field.message_type and field.message_type.GetOptions().map_entry:
            self.fill_map(getattr(target, field.name), field.message_type, depth)
        elif field.is_repeated:
            self.fill_list(getattr(target, field.name), field, depth)
        elif field.message_type:
            getattr(target, field.name).SetInParent()
            self.fill(getattr(target, field.name), depth + 1)
        else:
            setattr(target, field.name, self.value(field))

    def is_repeated_null(self, field):
        """Whether Python writes null for the field's elements, which it refuses to read."""
        if field.message_type and field.message_type.GetOptions().map_entry:
            field = field.message_type.fields_by_name["value"]
        elif not field.is_repeated:
            return False
        return field.enum_type is not None and field.enum_type.full_name == "google.protobuf.NullValue"

    def fill_extension(self, target, extension, depth):
        if extension.is_repeated:
            self.fill_list(target.Extensions[extension], extension, depth)
        elif extension.message_type:
            target.Extensions[extension].SetInParent()
            self.fill(target.Extensions[extension], depth + 1)
        else:
            target.Extensions[extension] = self.value(extension)

    def fill_list(self, values, field, depth):
        for _ in range(random.randint(1, 4)):
            if field.message_type:
                self.fill(values.add(), depth + 1)
            else:
                values.append(self.value(field))

    def fill_map(self, entries, entry, depth):
        value = entry.fields_by_name["value"]
        for _ in range(random.randint(1, 4)):
            key = self.value(entry.fields_by_name["key"])
            if value.message_type:
                self.fill(entries[key], depth + 1)
            else:
                entries[key] = self.value(value)

    def fill_Timestamp(self, target, _):
        limits = [-62135596800, 253402300799]
        target.seconds = random.choice([*limits, 0, -1, random.randint(*limits)])
        target.nanos = self.nanos()

    def fill_Duration(self, target, _):
        sign = random.choice([1, -1])
        target.seconds = sign * random.choice([0, 1, 315576000000, random.randint(0, 315576000000)])
        target.nanos = sign * self.nanos()

    def nanos(self):
        some = random.randint(0, 10**9 - 1)
        return random.choice([0, 1, 999999999, 500000000, 1000, some // 1000000 * 1000, some])

    def fill_FieldMask(self, target, _):
        target.paths.extend(random.choices(["name", "unit_price", "a.b_c.d_e_f", "x1_y"], k=random.randint(0, 3)))

    def fill_Any(self, target, depth):
        name = random.choice(ANY_TYPES) if depth < 4 else "google.protobuf.Duration"
        content = message_factory.GetMessageClass(self.pool.FindMessageTypeByName(name))()
        self.fill(content, depth + 1)
        target.type_url = random.choice(["type.googleapis.com/", "example.com/a/b/"]) + name
        target.value = content.SerializeToString(deterministic=True)

    def fill_Struct(self, target, depth):
        for _ in range(random.randint(0, 3)):
            self.fill_Value(target.fields[self.text()], depth + 1)

    def fill_ListValue(self, target, depth):
        for _ in range(random.randint(0, 3)):
            self.fill_Value(target.values.add(), depth + 1)

    def fill_Value(self, target, depth):
        kind = random.randrange(6 if depth < 6 else 4)
        if kind == 0:
            target.null_value = 0
        elif kind == 1:
            target.number_value = self.number(False, False)
        elif kind == 2:
            target.string_value = self.text()
        elif kind == 3:
            target.bool_value = random.random() < 0.5
        elif kind == 4:
            target.struct_value.SetInParent()
            self.fill_Struct(target.struct_value, depth)
        else:
            target.list_value.SetInParent()
            self.fill_ListValue(target.list_value, depth)


def differences(first, second, path):
    """One line for each place where two JSON values differ."""
    if isinstance(first, dict) and isinstance(second, dict):
        for key in sorted({*first, *second}):
            yield from differences(first.get(key, "(absent)"), second.get(key, "(absent)"), f"{path}.{key}")
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for index, pair in enumerate(zip(first, second)):
            yield from differences(*pair, f"{path}[{index}]")
    elif first != second or isinstance(first, bool) != isinstance(second, bool):
        yield f"{path}: {first!r} differs from {second!r}"


class Peer:
    def __init__(self, seed, roots, files):
        random.seed(seed)
        self.data, self.pool = compile_schemas(roots, files)
        self.randomizer = Randomizer(self.pool)

    def kind(self, name):
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(name))

    def answer(self, request):
        operation = request[:1]
        name, _, body = request[1:].partition(b"\n")
        if operation == b"d":
            return self.data
        if operation == b"x":
            return "\n".join(self.describe(field) for field in self.all_fields()).encode()
        if operation == b"s":
            return self.compare_texts(*self.split(body))
        kind = self.kind(name.decode())
        if operation == b"r":
            return self.randomizer.message(kind).SerializeToString(deterministic=True)
        if operation == b"j":
            return self.tried(lambda: self.json(kind.FromString(body[3:]), body[:3]).encode())
        if operation == b"p":
            return self.tried(lambda: self.parse(kind, body).SerializeToString(deterministic=True))
        if operation == b"b":
            return self.tried(lambda: kind.FromString(body).SerializeToString(deterministic=True))
        if operation == b"t":
            return self.tried(lambda: self.text(kind.FromString(body[2:]), body[:2]).encode())
        if operation == b"f":
            return self.tried(lambda: self.read_text(kind, body.decode()).SerializeToString(deterministic=True))
        return self.compare(*[kind.FromString(part) for part in self.split(body)])

    def tried(self, work):
        try:
            return b"1" + work()
        except REFUSALS as error:
            return b"0" + f"{type(error).__name__}: {error}".encode()

    def json(self, made, flags):
        return json_format.MessageToJson(
            made, preserving_proto_field_name=flags[:1] == b"1", use_integers_for_enums=flags[1:2] == b"1",
            always_print_fields_with_no_presence=flags[2:] == b"1", descriptor_pool=self.pool, indent=None)

    def parse(self, kind, body):
        return json_format.Parse(
            body[1:], kind(), ignore_unknown_fields=body[:1] == b"1", descriptor_pool=self.pool)

    def all_fields(self):
        for file in descriptor_pb2.FileDescriptorSet.FromString(self.data).file:
            found = self.pool.FindFileByName(file.name)
            messages = list(found.message_types_by_name.values())
            yield from found.extensions_by_name.values()
            while messages:
                made = messages.pop()
                messages += made.nested_types
                yield from made.fields
                yield from made.extensions

    def describe(self, field):
        type_name = (field.message_type or field.enum_type).full_name if field.message_type or field.enum_type else ""
        default = "" if field.message_type or field.is_repeated else field.default_value
        if isinstance(default, (bytes, str)):
            default = (default if isinstance(default, bytes) else default.encode()).hex()
        parts = [
            field.full_name, field.number, field.json_name if not field.is_extension else "-",
            field.containing_type.full_name, field.type, type_name, field.is_repeated, field.is_required,
            field.has_presence, field.is_packed, field.containing_oneof.name if field.containing_oneof else "",
            field.enum_type.is_closed if field.enum_type else "", default,
        ]
        return " ".join(f"{part}" for part in parts)

    def text(self, made, flags):
        return text_format.MessageToString(
            made, as_one_line=flags[:1] == b"1", print_unknown_fields=flags[1:] == b"1", descriptor_pool=self.pool)

    def read_text(self, kind, text):
        return text_format.Parse(text, kind(), descriptor_pool=self.pool)

    def split(self, body):
        (length,) = struct.unpack("<I", body[:4])
        return body[4 : 4 + length], body[4 + length :]

    def compare_texts(self, first, second):
        return "\n".join(differences(json.loads(first), json.loads(second), "")).encode()

    def sort_maps(self, made):
        """Packs what is in each `Any` anew, so that maps in it are in the same order."""
        if made.DESCRIPTOR.full_name == "google.protobuf.Any" and made.type_url:
            content = self.kind(made.type_url.split("/")[-1]).FromString(made.value)
            self.sort_maps(content)
            made.value = content.SerializeToString(deterministic=True)
        for field, value in made.ListFields():
            if not field.message_type:
                continue
            if not field.is_repeated:
                self.sort_maps(value)
            elif not field.message_type.GetOptions().map_entry:
                for element in value:
                    self.sort_maps(element)
            elif field.message_type.fields_by_name["value"].message_type:
                for element in value.values():
                    self.sort_maps(element)

    def compare(self, first, second):
        self.sort_maps(first)
        self.sort_maps(second)
        # Not `==`, to which NaN differs from itself.
        if first.SerializeToString(deterministic=True) == second.SerializeToString(deterministic=True):
            return b""
        texts = [text_format.MessageToString(made).splitlines() for made in (first, second)]
        return "\n".join(difflib.unified_diff(*texts, lineterm="", n=1)).encode() or b"in unknown fields"


def main():
    arguments = sys.argv[2:]
    separator = arguments.index("--")
    peer = Peer(int(sys.argv[1]), arguments[:separator], arguments[separator + 1 :])
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while header := source.read(4):
        response = peer.answer(source.read(struct.unpack("<I", header)[0]))
        target.write(struct.pack("<I", len(response)) + response)
        target.flush()


main()
