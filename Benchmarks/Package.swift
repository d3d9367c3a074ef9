// swift-tools-version: 6.2
import PackageDescription

/// The same rules as in the main package; peers that a benchmark needs never enter that one.
let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let martlet: Target.Dependency = .product(name: "Martlet", package: "martlet")
let load: Target.Dependency = .product(name: "MartletLoad", package: "martlet")
let benchmarkService: Target.Dependency = .product(name: "MartletBenchmarkService", package: "martlet")
let wellKnownTypes: Target.Dependency = .product(name: "MartletWellKnownTypes", package: "martlet")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let martletProtobuf: Target.Dependency = .product(name: "MartletProtobuf", package: "martlet")
let swiftProtobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(name: "martlet", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    ],
    targets: [
        // What several runs come to, the file that keeps it, and how two of them are compared.
        .target(name: "Figures", dependencies: [load], path: "Figures", swiftSettings: common),

        // The page that is drawn from it.
        .executableTarget(
            name: "report", dependencies: ["Figures", load, arguments], path: "Report", swiftSettings: common),
        .testTarget(
            name: "FiguresTests", dependencies: ["Figures", load], path: "Tests/FiguresTests", swiftSettings: common),
        .testTarget(
            name: "ReportTests", dependencies: ["report", "Figures", load], path: "Tests/ReportTests",
            swiftSettings: common),

        // What servers, clients and tools cost as processes, beside peers; and the server whose settings grow.
        .executableTarget(
            name: "measure", dependencies: ["Figures", load, martlet, benchmarkService, martletProtobuf, arguments],
            path: "Measure", swiftSettings: common),
        .testTarget(
            name: "MeasureTests", dependencies: ["measure", "Figures"], path: "Tests/MeasureTests",
            swiftSettings: common),
        .executableTarget(
            name: "benchmark-server",
            dependencies: [martlet, benchmarkService, martletProtobuf, wellKnownTypes, log, arguments],
            path: "Server", swiftSettings: common),

        // What messages cost, beside swift-protobuf. The two generated sets share names, so each has its own module.
        .target(
            name: "CodecMessages", dependencies: [martletProtobuf], path: "Codec/Messages", swiftSettings: common),
        .target(name: "CodecPeer", dependencies: [swiftProtobuf], path: "Codec/Peer", swiftSettings: common),
        .executableTarget(
            name: "codec",
            dependencies: ["CodecMessages", "CodecPeer", "Figures", load, martletProtobuf, swiftProtobuf, arguments],
            path: "Codec/Bench", swiftSettings: common),
    ]
)
