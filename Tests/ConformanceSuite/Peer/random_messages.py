"""Random messages of any type, every value of which has a form in binary, JSON and text."""

import random
import string

from google.protobuf.descriptor import FieldDescriptor as Field

INTEGER_BITS = {
    Field.TYPE_INT32: (32, True), Field.TYPE_SINT32: (32, True), Field.TYPE_SFIXED32: (32, True),
    Field.TYPE_INT64: (64, True), Field.TYPE_SINT64: (64, True), Field.TYPE_SFIXED64: (64, True),
    Field.TYPE_UINT32: (32, False), Field.TYPE_FIXED32: (32, False),
    Field.TYPE_UINT64: (64, False), Field.TYPE_FIXED64: (64, False),
}
ODD_FLOATS = [0.0, -0.0, 1.5, -2.25, float("inf"), float("-inf"), float("nan")]
ODD_TEXT = ["\0", "\t\n\r", '"', "'", "\\", "é", "漢字", "\u2028", "\U0001f600", "</script>", "\x7f", "%s"]


class RandomMessages:
    """Fills messages; the same seed gives the same messages."""

    def __init__(self, seed, pool, classes):
        self.random = random.Random(seed)
        self.pool = pool
        # What an Any may hold.
        self.classes = classes

    def fill(self, message, density, depth=0):
        """Sets each field with the probability `density`; sub-messages less and less the deeper they lie."""
        special = getattr(self, "_fill_" + message.DESCRIPTOR.full_name.replace(".", "_"), None)
        if special:
            special(message, depth)
            return message
        for field in message.DESCRIPTOR.fields:
            if self.random.random() < self._share(field, density, depth):
                self._set(message, field, density, depth)
        if message.DESCRIPTOR.is_extendable:
            for field in self.pool.FindAllExtensions(message.DESCRIPTOR):
                if self.random.random() < self._share(field, density, depth):
                    self._set_extension(message, field, density, depth)
        return message

    def _share(self, field, density, depth):
        if field.message_type is None:
            return density
        return density * 0.7 ** depth if depth < 6 else 0

    def _set(self, message, field, density, depth):
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            self._set_map(getattr(message, field.name), field, density, depth)
        elif field.is_repeated:
            values = getattr(message, field.name)
            for _ in range(self.random.randint(1, 4)):
                if field.message_type is not None:
                    self.fill(values.add(), density / 2, depth + 1)
                else:
                    values.append(self._scalar(field))
        elif field.message_type is not None:
            inner = getattr(message, field.name)
            inner.SetInParent()
            self.fill(inner, density / 2, depth + 1)
        else:
            setattr(message, field.name, self._scalar(field))

    def _set_map(self, entries, field, density, depth):
        key, value = (field.message_type.fields_by_name[name] for name in ("key", "value"))
        for _ in range(self.random.randint(1, 3)):
            if value.message_type is not None:
                self.fill(entries[self._scalar(key)], density / 2, depth + 1)
            else:
                entries[self._scalar(key)] = self._scalar(value)

    def _set_extension(self, message, field, density, depth):
        if field.is_repeated:
            for _ in range(self.random.randint(1, 3)):
                message.Extensions[field].append(self._scalar(field))
        elif field.message_type is not None:
            message.Extensions[field].SetInParent()
            self.fill(message.Extensions[field], density / 2, depth + 1)
        else:
            message.Extensions[field] = self._scalar(field)

    def _scalar(self, field):
        if field.type in INTEGER_BITS:
            return self._integer(*INTEGER_BITS[field.type])
        if field.type in (Field.TYPE_FLOAT, Field.TYPE_DOUBLE):
            return self._float(field.type == Field.TYPE_FLOAT)
        if field.type == Field.TYPE_BOOL:
            return self.random.random() < 0.5
        if field.type == Field.TYPE_STRING:
            return self._text()
        if field.type == Field.TYPE_BYTES:
            return self.random.randbytes(self.random.choice([0, 1, 2, 3, 4, 30]))
        return self._enum(field.enum_type)

    def _integer(self, bits, signed):
        lowest, highest = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
        small = self.random.randint(max(lowest, -300), 300)
        return self.random.choice([lowest, highest, 0, 1, small, self.random.randint(lowest, highest)])

    def _float(self, single):
        if self.random.random() < 0.4:
            return self.random.choice(ODD_FLOATS)
        exponent = self.random.randint(-37, 37) if single else self.random.randint(-300, 300)
        return self.random.choice([self.random.random(), self.random.uniform(-9, 9) * 10.0 ** exponent])

    def _text(self):
        pieces = [self.random.choice(ODD_TEXT + list(string.ascii_letters)) for _ in range(self.random.randint(0, 20))]
        return "".join(pieces)

    def _enum(self, enum):
        # Whatever its number, a NullValue is null in JSON.
        if enum.full_name == "google.protobuf.NullValue":
            return 0
        if not enum.is_closed and self.random.random() < 0.2:
            return self._integer(32, True)
        return self.random.choice(enum.values).number

    # Well-known types: not every value of theirs has a JSON form.

    def _fill_google_protobuf_Any(self, message, depth):
        inner = self.fill(self.random.choice(self.classes)(), 0.05 if depth < 3 else 0, depth + 2)
        message.Pack(inner)

    def _fill_google_protobuf_Timestamp(self, message, depth):
        message.seconds = self.random.choice([0, -62135596800, 253402300799, self.random.randint(-10**10, 10**10)])
        message.nanos = self._nanos()

    def _fill_google_protobuf_Duration(self, message, depth):
        sign = self.random.choice([-1, 1])
        message.seconds = sign * self.random.choice([0, 1, 315576000000 - 1, self.random.randint(0, 10**9)])
        message.nanos = sign * self._nanos()

    def _nanos(self):
        return self.random.choice([0, 1, 999999999, 500000000, 1000, self.random.randint(0, 999999999)])

    def _fill_google_protobuf_FieldMask(self, message, depth):
        message.paths.extend(self.random.sample(["a", "foo_bar", "a.b_c", "x1.y_z", "long_name_of_field"], 3))

    def _fill_google_protobuf_Value(self, message, depth):
        kinds = ["null", "number", "string", "bool"] + (["struct", "list"] if depth < 5 else [])
        kind = self.random.choice(kinds)
        if kind == "null":
            message.null_value = 0
        elif kind == "number":
            message.number_value = self.random.choice([0.0, -1.5, 1e300, self.random.uniform(-9e9, 9e9)])
        elif kind == "string":
            message.string_value = self._text()
        elif kind == "bool":
            message.bool_value = self.random.random() < 0.5
        elif kind == "struct":
            message.struct_value.SetInParent()
            self._fill_google_protobuf_Struct(message.struct_value, depth + 1)
        else:
            message.list_value.SetInParent()
            self._fill_google_protobuf_ListValue(message.list_value, depth + 1)

    def _fill_google_protobuf_Struct(self, message, depth):
        for _ in range(self.random.randint(0, 3)):
            self._fill_google_protobuf_Value(message.fields[self._text()], depth + 1)

    def _fill_google_protobuf_ListValue(self, message, depth):
        for _ in range(self.random.randint(0, 3)):
            self._fill_google_protobuf_Value(message.values.add(), depth + 1)
