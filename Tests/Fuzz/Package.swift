// swift-tools-version: 6.2
import PackageDescription

/// The same rules as in the main package, which replays the corpus in its tests; here stands what only fuzzing needs.
let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let libraries: [Target.Dependency] = [
    .product(name: "Martlet", package: "martlet"),
    .product(name: "MartletProtobuf", package: "martlet"),
    .product(name: "MartletWellKnownTypes", package: "martlet"),
    .product(name: "MartletReflection", package: "martlet"),
]

let package = Package(
    name: "fuzz",
    products: [
        // Static, because SwiftPM can't link a program with libFuzzer: run.sh does.
        .library(name: "FuzzTargets", type: .static, targets: ["FuzzTargets"]),
    ],
    dependencies: [.package(name: "martlet", path: "../..")],
    targets: [
        .target(name: "FuzzTargets", dependencies: libraries, path: "Targets", swiftSettings: common),
        .executableTarget(name: "pace", dependencies: ["FuzzTargets"], path: "Pace", swiftSettings: common),
    ]
)
