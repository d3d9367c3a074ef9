// swift-tools-version: 6.2
import PackageDescription

/// The same rules as in the main package; peers that a benchmark needs never enter that one.
let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    ],
    targets: [
        // What a call costs the server, beside nghttpd.
        .executableTarget(
            name: "load", dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
            path: "Load", swiftSettings: common),
    ]
)
