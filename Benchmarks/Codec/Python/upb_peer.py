"""upb as a peer, inside Python's protobuf: it answers what the bench asks, line by line, on standard output.

    load MESSAGE HEX        the bytes that the next questions are about; answers how upb writes them, in hexadecimal
    decode MESSAGE COUNT    decodes them COUNT times; answers how many nanoseconds of this thread's time that took
    encode MESSAGE COUNT    the same for encoding

The first line says which library this is. Python's protobuf without upb is no peer: then the process ends.
"""

import gc
import itertools
import subprocess
import sys
import time

import google.protobuf
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.internal import api_implementation


def message_types(proto):
    """The class of each message that the bench knows."""
    described = subprocess.run(
        ["protoc", "-I", proto, "--descriptor_set_out=/dev/stdout", "bench/messages.proto"],
        check=True, stdout=subprocess.PIPE).stdout
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(described).file:
        pool.Add(file)
    names = {"echo": "Echo", "order": "Order", "numeric": "Numbers", "blob": "Blob", "tree": "Tree"}
    types = {
        message: message_factory.GetMessageClass(pool.FindMessageTypeByName("bench." + name))
        for message, name in names.items()
    }
    return types | {"fds": descriptor_pb2.FileDescriptorSet}


def timed(count, call, *arguments):
    """How long `count` calls take; what they return is freed meanwhile."""
    start = time.thread_time_ns()
    for _ in itertools.repeat(None, count):
        call(*arguments)
    return time.thread_time_ns() - start


def main():
    if api_implementation.Type() != "upb":
        sys.exit("this protobuf is not upb but " + api_implementation.Type())
    types = message_types(sys.argv[1])
    loaded = {}
    gc.disable()  # nothing here is cyclic
    print("upb of Python's protobuf", google.protobuf.__version__, flush=True)
    for line in sys.stdin:
        question, message, argument = line.split()
        if question == "load":
            data = bytes.fromhex(argument)
            loaded[message] = (data, types[message].FromString(data))
            answer = loaded[message][1].SerializeToString().hex()
        elif question == "decode":
            answer = timed(int(argument), types[message].FromString, loaded[message][0])
        else:
            answer = timed(int(argument), loaded[message][1].SerializeToString)
        print(answer, flush=True)


main()
