"""What Python's FieldMask makes of random masks and messages.

Usage: mask_peer.py PROTO_ROOT SEED COUNT

Writes COUNT cases to standard output as a list in JSON; messages are hexadecimal.
"""
import importlib
import json
import random
import sys
import tempfile

from google.protobuf.field_mask_pb2 import FieldMask
from grpc_tools import protoc

NAMES = ["name", "born", "languages", "teacher", "title", "author", "sequel", "nothing", "tags"]
WORDS = ["", "a", "b", "Ada", "Grace"]


def book_class(root):
    output = tempfile.mkdtemp()
    if protoc.main(["protoc", f"-I{root}", f"--python_out={output}", "martlet/shelf/book.proto"]) != 0:
        sys.exit("protoc failed")
    sys.path.insert(0, output)
    return importlib.import_module("martlet.shelf.book_pb2").Book


def fill_author(author, depth=0):
    author.SetInParent()
    if random.random() < 0.5:
        author.name = random.choice(WORDS)
    if random.random() < 0.5:
        author.born = random.randint(0, 3)
    author.languages.extend(random.choices(WORDS, k=random.randint(0, 2)))
    if depth < 2 and random.random() < 0.4:
        fill_author(author.teacher, depth + 1)


def fill_book(book, depth=0):
    def maybe():
        return random.random() < 0.5

    if maybe(): book.title = random.choice(WORDS)
    if maybe(): book.pages = random.randint(0, 3)
    if maybe(): book.subtitle = random.choice(WORDS)
    if maybe(): fill_author(book.author)
    for _ in range(random.randint(0, 2)): fill_author(book.reviewers.add())
    book.ratings.extend(random.choices(range(3), k=random.randint(0, 3)))
    for _ in range(random.randint(0, 2)): book.tags[random.choice(WORDS)] = random.choice(WORDS)
    for _ in range(random.randint(0, 2)): fill_author(book.translators[random.randint(0, 2)])
    cover = random.randint(0, 3)
    if cover == 0: book.colour = random.choice(WORDS)
    if cover == 1: fill_author(book.painter)
    if cover == 2: book.plain = maybe()
    if maybe(): book.published.seconds = random.randint(0, 2)
    if maybe(): book.reading_time.nanos = random.randint(0, 2)
    if maybe(): book.notes[random.choice(WORDS)] = random.choice(WORDS)
    if maybe(): book.motto.value = random.choice(WORDS)
    if maybe(): book.attachments.add().type_url = random.choice(WORDS)
    if depth < 2 and random.random() < 0.6:
        book.sequel.SetInParent()
        fill_book(book.sequel, depth + 1)


def valid_path(descriptor):
    parts = []
    while True:
        field = random.choice(descriptor.fields)
        parts.append(field.name)
        if field.is_repeated or not field.message_type or random.random() < 0.4:
            return ".".join(parts)
        descriptor = field.message_type


def any_path():
    return ".".join(random.choices(NAMES, k=random.randint(1, 3)))


def result(operation, *masks):
    mask = FieldMask()
    getattr(mask, operation)(*masks)
    return list(mask.paths)


def merge(mask, source, destination, *replace):
    """Merges as Python does but for one thing: a message around a path is there afterwards if the source has it, also
    when it held nothing to copy."""
    for path in result("CanonicalFormFromMask", mask):
        inner_source, inner = source, destination
        for name in path.split(".")[:-1]:
            if not inner_source.HasField(name):
                break
            inner_source, inner = getattr(inner_source, name), getattr(inner, name)
            inner.SetInParent()
    mask.MergeMessage(source, destination, *replace)


def case(kind):
    masks = [FieldMask(paths=[any_path() for _ in range(random.randint(0, 6))]) for _ in range(2)]
    valid = FieldMask(paths=[valid_path(kind.DESCRIPTOR) for _ in range(random.randint(0, 5))])
    source, destination = kind(), kind()
    fill_book(source)
    fill_book(destination)
    replace_messages, replace_repeated = random.random() < 0.5, random.random() < 0.5
    answer = {
        "first": list(masks[0].paths), "second": list(masks[1].paths),
        "isValid": masks[0].IsValidForDescriptor(kind.DESCRIPTOR),
        "canonical": result("CanonicalFormFromMask", masks[0]),
        "union": result("Union", *masks), "intersection": result("Intersect", *masks),
        "mask": list(valid.paths), "replacesMessages": replace_messages, "replacesRepeated": replace_repeated,
        "source": source.SerializeToString().hex(), "destination": destination.SerializeToString().hex(),
    }
    merge(valid, source, destination, replace_messages, replace_repeated)
    trimmed = kind()
    merge(valid, source, trimmed)
    answer["merged"] = destination.SerializeToString().hex()
    answer["trimmed"] = trimmed.SerializeToString().hex()
    return answer


def main():
    kind = book_class(sys.argv[1])
    random.seed(int(sys.argv[2]))
    json.dump([case(kind) for _ in range(int(sys.argv[3]))], sys.stdout)


main()
