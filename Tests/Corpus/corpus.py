"""Generates Swift for every schema that Debian and PyPI bring along, and compiles it.

Usage: corpus.py BIN_FOLDER [MODE...]

BIN_FOLDER is what `swift build --show-bin-path` prints. The modes are `debug` (unless another is named), `optimized`,
`main-actor` and `library`. The schemas are read where their packages installed them; what is generated goes to a
folder that ends with the run. One Swift module for each folder of schemas: two folders may use a name twice.
"""
import collections
import concurrent.futures
import importlib.metadata
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import grpc_tools

MODES = {
    "debug": ["-Onone"],
    "optimized": ["-O"],
    "main-actor": ["-Onone", "-default-isolation", "MainActor"],
    "library": [
        "-Onone", "-enable-upcoming-feature", "InternalImportsByDefault",
        "-enable-upcoming-feature", "MemberImportVisibility", "-enable-upcoming-feature", "ExistentialAny",
    ],
}
# The C modules behind Martlet's, which the compiler looks for when it reads those.
SOURCES = pathlib.Path(__file__).resolve().parents[2] / "Sources"
C_MODULES = [SOURCES / "CNghttp2", SOURCES / "COpenSSL", SOURCES / "CZlib"]
SWIFTC = [
    # Generated code must not warn: nobody can change it.
    "swiftc", "-swift-version", "6", "-parse-as-library", "-warnings-as-errors", "-wmo", "-c", "-emit-module",
]


# No protoc can compile these: they import what no package brings.
INCOMPLETE = {"grpc/tls/provider/meshca/experimental/config.proto": "envoy/config/core/v3/config_source.proto"}


class Corpus:
    """Schemas that may import one another, by path, each with the root that it lies below."""

    def __init__(self, name, *sources, protoc=None):
        self.name, self.protoc, self.roots = name, protoc, {}
        for root, paths in sources:
            if not paths:
                sys.exit(f"{name}: no schemas below {root}")
            self.roots |= {str(path): pathlib.Path(root) for path in paths if str(path) not in INCOMPLETE}
        self.paths = sorted(self.roots)

    def imports(self, path):
        """The schemas of this corpus that one of them imports."""
        text = (self.roots[path] / path).read_text(encoding="utf-8")
        found = re.findall(r'^\s*import\s+(?:public\s+|weak\s+|option\s+)?"([^"]+)"', text, re.MULTILINE)
        return [path for path in found if path in self.paths]

    def module(self, path):
        return re.sub(r"\W", "_", f"{self.name}_{pathlib.PurePath(path).parent}")

    def modules(self):
        """Name, schemas and names of imported modules, each module after those that it imports."""
        schemas, needs = collections.defaultdict(list), collections.defaultdict(set)
        for path in self.paths:
            schemas[self.module(path)].append(path)
            needs[self.module(path)] |= {self.module(other) for other in self.imports(path)} - {self.module(path)}
        ordered = []
        while len(ordered) < len(schemas):
            ready = [name for name in sorted(schemas) if name not in ordered and needs[name] <= set(ordered)]
            if not ready:
                sys.exit(f"{self.name}: folders import one another in a circle")
            ordered += ready
        return [(name, schemas[name], needs[name]) for name in ordered]

    def generate(self, tool, folder):
        """Writes the configuration and the Swift of all modules into `folder`."""
        modules = [
            {"name": name, "protos": [str(self.roots[path] / path) for path in schemas], "output": name,
             "visibility": "public", "descriptors": True}
            for name, schemas, _ in self.modules()
        ]
        folder.mkdir()
        imports = sorted({str(root) for root in self.roots.values()})
        (folder / "martlet-gen.json").write_text(json.dumps({"imports": imports, "modules": modules}))
        environment = dict(os.environ, **({"PROTOC": self.protoc} if self.protoc else {}))
        run = subprocess.run(
            [tool, "generate", "--config", folder / "martlet-gen.json"], env=environment, capture_output=True,
            text=True, check=False)
        if run.returncode != 0:
            sys.exit(f"{self.name}: martlet-gen failed\n{run.stderr}")


def schemas_of(package):
    """Paths of a Python package's schemas below the folder that it is installed in."""
    distribution = importlib.metadata.distribution(package)
    return distribution.locate_file(""), [file for file in distribution.files if file.suffix == ".proto"]


def schemas_below(root, folder=""):
    return root, [path.relative_to(root) for path in pathlib.Path(root, folder).rglob("*.proto")]


def corpora(folder):
    """All corpora; `folder` takes the script that stands for Python's protoc."""
    protoc = folder / "protoc"
    protoc.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m grpc_tools.protoc "$@"\n')
    protoc.chmod(0o755)
    bundled = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    googleapis = schemas_of("googleapis-common-protos")
    return [
        Corpus("Rpc", schemas_below("/usr/share/grpc-proto"), googleapis, protoc=str(protoc)),
        Corpus("Debian", schemas_below("/usr/include", "google/protobuf")),
        Corpus("GrpcTools", schemas_below(bundled), protoc=str(protoc)),
    ]


def compile_module(name, sources, flags, modules, output):
    """What the compiler says against a module; empty when nothing."""
    command = SWIFTC + flags + [
        "-module-name", name, "-I", modules, "-I", output, "-o", output / f"{name}.o",
        "-emit-module-path", output / f"{name}.swiftmodule", *sources]
    command += [f"-I{folder}" for folder in [*C_MODULES, modules.parent / "CLinux.build"]]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{name}:\n{run.stderr or run.stdout}" if run.returncode != 0 else ""


def compile_corpus(corpus, folder, flags, modules, output):
    """Compiles the modules of a corpus, two at a time, each when those that it imports are there."""
    failures, waiting, running, done = [], corpus.modules(), {}, set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        while waiting or running:
            for entry in [entry for entry in waiting if entry[2] <= done]:
                waiting.remove(entry)
                sources = sorted((folder / entry[0]).rglob("*.swift"))
                running[pool.submit(compile_module, entry[0], sources, flags, modules, output)] = entry[0]
            finished, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in finished:
                done.add(running.pop(future))
                failures += filter(None, [future.result()])
    return failures


def main(bin_folder, modes):
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        found = corpora(folder)
        for corpus in found:
            corpus.generate(pathlib.Path(bin_folder, "martlet-gen"), folder / corpus.name)
        failures = []
        for mode in modes:
            start = time.monotonic()
            output = folder / f"{mode}-modules"
            output.mkdir()
            for corpus in found:
                failures += compile_corpus(
                    corpus, folder / corpus.name, MODES[mode], pathlib.Path(bin_folder, "Modules"), output)
            count = sum(len(corpus.paths) for corpus in found)
            modules = sum(len(corpus.modules()) for corpus in found)
            print(f"{mode}: {count} schemas in {modules} modules, {time.monotonic() - start:.0f} s", flush=True)
        for failure in failures:
            print(failure, file=sys.stderr)
        return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(MODES):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:] or ["debug"]))
