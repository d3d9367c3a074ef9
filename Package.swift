// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: language mode 6, `any` spelled out, and async functions that stay with their caller
/// (SE-0461): a call must not pay for a change of executor that changes nothing.
let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
/// Targets that hold no pointer of their own: each unsafe use must be spelled `unsafe`.
let memorySafe: [SwiftSetting] = common + [
    .strictMemorySafety(),
]

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let metricsTestKit: Target.Dependency = .product(name: "MetricsTestKit", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "martlet",
    products: [
        .library(name: "Martlet", targets: ["Martlet"]),
        .library(name: "MartletProtobuf", targets: ["MartletProtobuf"]),
        .library(name: "MartletWellKnownTypes", targets: ["MartletWellKnownTypes"]),
        .library(name: "MartletFoundation", targets: ["MartletFoundation"]),
        .library(name: "MartletReflection", targets: ["MartletReflection"]),
        .library(name: "MartletServices", targets: ["MartletServices"]),
        .library(name: "MartletLoad", targets: ["MartletLoad"]),
        .library(name: "MartletBenchmarkService", targets: ["MartletBenchmarkService", "MartletInterop"]),
        .executable(name: "martlet", targets: ["MartletCommand"]),
        .executable(name: "martlet-gen", targets: ["martlet-gen"]),
        .executable(name: "martlet-demo", targets: ["martlet-demo"]),
        .executable(name: "martlet-worker", targets: ["martlet-worker"]),
    ],
    traits: [
        .trait(name: "Zstd", description: "Messages compressed with Zstandard too (libzstd-dev)."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        // C libraries: one door each, imported by exactly one Swift module.
        .target(name: "CLinux"),
        .systemLibrary(name: "CNghttp2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CProtobufC", pkgConfig: "libprotobuf-c", providers: [.apt(["libprotobuf-c-dev"])]),

        // The rooms.
        .target(name: "MartletProtobuf", swiftSettings: common),
        .target(name: "MartletWellKnownTypes", dependencies: ["MartletProtobuf"], swiftSettings: memorySafe),
        .target(
            name: "MartletFoundation", dependencies: ["MartletWellKnownTypes", "MartletProtobuf"],
            swiftSettings: memorySafe),
        .target(
            name: "MartletReflection", dependencies: ["MartletProtobuf", "MartletWellKnownTypes"],
            swiftSettings: common),
        .target(name: "MartletEventLoop", dependencies: ["CLinux", deque], swiftSettings: common),
        .target(name: "MartletTLS", dependencies: ["COpenSSL"], swiftSettings: common),
        .target(name: "MartletHTTP2", dependencies: ["CNghttp2"], swiftSettings: common),
        .target(
            name: "MartletCompression",
            dependencies: ["CZlib", .target(name: "CZstd", condition: .when(traits: ["Zstd"]))],
            swiftSettings: common),
        .target(
            name: "Martlet",
            dependencies: [
                "MartletProtobuf", "MartletEventLoop", "MartletTLS", "MartletHTTP2", "MartletCompression", log, metrics,
                lifecycle,
            ],
            swiftSettings: common),

        // The services that describe a server, and what asks them.
        .target(
            name: "MartletServices", dependencies: ["Martlet", "MartletProtobuf", "MartletReflection"],
            swiftSettings: common),

        // The load generator, and the command line that has it.
        .target(
            name: "MartletLoad",
            dependencies: [
                "MartletServices", "MartletReflection", "Martlet", "MartletEventLoop", "MartletProtobuf", histogram,
                deque,
            ],
            swiftSettings: common),
        .executableTarget(
            name: "MartletCommand",
            dependencies: [
                "MartletLoad", "MartletServices", "MartletReflection", "MartletInterop", "MartletBenchmarkService",
                "Martlet", "MartletEventLoop", "MartletTLS", "MartletProtobuf", log, arguments,
            ],
            swiftSettings: common),

        // The official interop service, a greeter, and the program that serves both.
        .target(
            name: "MartletInterop", dependencies: ["Martlet", "MartletProtobuf", "MartletReflection"],
            swiftSettings: memorySafe),
        .executableTarget(
            name: "martlet-demo",
            dependencies: [
                "MartletInterop", "MartletBenchmarkService", "MartletServices", "Martlet", "MartletEventLoop",
                "MartletProtobuf", log, lifecycle, signals, arguments,
            ],
            swiftSettings: memorySafe),

        // The official benchmark service, and the worker that the official drivers of benchmarks command.
        .target(
            name: "MartletBenchmarkService",
            dependencies: [
                "MartletInterop", "Martlet", "MartletProtobuf", "MartletWellKnownTypes", "MartletReflection",
            ],
            swiftSettings: memorySafe),
        .executableTarget(
            name: "martlet-worker",
            dependencies: [
                "MartletBenchmarkService", "MartletLoad", "MartletInterop", "Martlet", "MartletEventLoop", log,
                lifecycle, signals, arguments,
            ],
            swiftSettings: memorySafe),

        // The generator. It reads descriptors through protobuf-c, never through code that it generates.
        .target(name: "CDescriptors", dependencies: ["CProtobufC"], path: "codegen/CDescriptors"),
        .target(
            name: "MartletSchema", dependencies: ["CProtobufC", "CDescriptors"], path: "codegen/Schema",
            swiftSettings: common),
        .target(
            name: "MartletGenerator", dependencies: ["MartletSchema"], path: "codegen/Generator",
            swiftSettings: memorySafe),
        .executableTarget(
            name: "martlet-gen", dependencies: ["MartletSchema", "MartletGenerator", arguments],
            path: "codegen/martlet-gen", swiftSettings: memorySafe),

        // protobuf-c's view of a test schema: what the codec is compared with.
        .target(name: "ProtobufCOracle", dependencies: ["CProtobufC"], path: "Tests/ProtobufCOracle"),
        .testTarget(
            name: "MartletProtobufTests", dependencies: ["MartletProtobuf", "ProtobufCOracle"], exclude: ["Peer"],
            swiftSettings: common),
        .testTarget(
            name: "MartletWellKnownTypesTests", dependencies: ["MartletWellKnownTypes", "MartletProtobuf"],
            exclude: ["Peer"], swiftSettings: common),
        .testTarget(
            name: "MartletFoundationTests",
            dependencies: ["MartletFoundation", "MartletWellKnownTypes", "MartletProtobuf"], swiftSettings: common),
        .testTarget(
            name: "MartletReflectionTests",
            dependencies: ["MartletReflection", "MartletProtobuf", "MartletWellKnownTypes"], exclude: ["Peer"],
            swiftSettings: common),
        .testTarget(name: "MartletEventLoopTests", dependencies: ["MartletEventLoop"], swiftSettings: common),
        // Certificates for tests, made by the openssl command.
        .target(name: "TestPKI", path: "Tests/TestPKI", swiftSettings: common),
        .testTarget(name: "MartletTLSTests", dependencies: ["MartletTLS", "TestPKI"], swiftSettings: common),
        .testTarget(name: "MartletHTTP2Tests", dependencies: ["MartletHTTP2", "RawHTTP2"], swiftSettings: common),
        .testTarget(
            name: "MartletCompressionTests", dependencies: ["MartletCompression"], swiftSettings: common),
        .testTarget(
            name: "MartletTests",
            dependencies: [
                "Martlet", "MartletEventLoop", "MartletHTTP2", "MartletCompression", "RawHTTP2", "TestPKI",
                metricsTestKit,
            ],
            swiftSettings: common),
        // A peer that speaks HTTP/2 frame by frame, right or wrong, without nghttp2.
        .target(name: "RawHTTP2", dependencies: ["MartletTLS"], path: "Tests/RawHTTP2", swiftSettings: common),
        .testTarget(
            name: "HTTP2SuiteTests", dependencies: ["RawHTTP2", "Martlet", "MartletInterop", "MartletTLS", log],
            path: "Tests/HTTP2Suite", swiftSettings: common),
        .testTarget(
            name: "MartletServicesTests",
            dependencies: ["MartletServices", "MartletReflection", "MartletInterop", "Martlet", "MartletProtobuf", log],
            swiftSettings: common),
        .testTarget(
            name: "MartletLoadTests",
            dependencies: [
                "MartletLoad", "MartletReflection", "MartletInterop", "Martlet", "MartletProtobuf", log,
            ],
            swiftSettings: common),
        // The golden files of CodegenTests: what the generator writes has to compile, under every name there is, and
        // in modules where everything belongs to the main actor unless it says otherwise.
        .target(
            name: "GeneratedCode",
            dependencies: ["Martlet", "MartletProtobuf", "MartletReflection", "MartletWellKnownTypes"],
            path: "Tests/CodegenTests/Golden",
            exclude: [
                "comments/comments.proto", "deprecated/deprecated.proto", "descriptors/descriptors/described.proto",
                "descriptors/descriptors/note.proto", "editions/editions.proto", "enums/enums.proto",
                "extensions/extensions.proto", "flat/one/same.proto", "flat/two/same.proto",
                "imports/imports/bridge.proto", "imports/imports/shared.proto", "imports/imports/user.proto",
                "maps/maps.proto", "names/names.proto", "nesting/nesting.proto", "oneofs/oneofs.proto",
                "presence/presence.proto", "proto2/proto2.proto", "scalars/scalars.proto", "services/services.proto",
                "swift_words/swift_word_services.proto", "swift_words/swift_words.proto",
                "visibility/visibility.proto",
            ],
            swiftSettings: memorySafe + [.defaultIsolation(MainActor.self)]),
        .testTarget(
            name: "CodegenTests", dependencies: ["MartletSchema", "MartletGenerator", "GeneratedCode", "martlet-gen"],
            path: "Tests/CodegenTests", exclude: ["Golden", "Refused"], swiftSettings: common),
        // A server whose methods trap, for the tests of workers.
        .executableTarget(
            name: "crashing-server", dependencies: ["MartletInterop", "Martlet", log], path: "Tests/CrashingServer",
            swiftSettings: common),
        .testTarget(
            name: "ConformanceTests",
            dependencies: [
                "Martlet", "MartletEventLoop", "MartletTLS", "MartletProtobuf", "MartletInterop", "martlet-demo",
                "martlet-worker", "MartletServices", "MartletReflection", "MartletCommand", "crashing-server",
                "MartletCompression", "RawHTTP2",
            ],
            path: "Tests/Conformance", swiftSettings: common),
        // What libFuzzer feeds, as a package of its own in Tests/Fuzz; here its corpus is replayed.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Martlet", "MartletHTTP2", "MartletCompression", "MartletProtobuf", "MartletWellKnownTypes",
                "MartletReflection",
            ],
            path: "Tests/Fuzz/Targets", swiftSettings: common),
        .testTarget(
            name: "FuzzCorpusTests", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Replay", swiftSettings: common),
        .testTarget(name: "TidyTests", path: "Tests/Tidy", swiftSettings: common),
    ]
)
