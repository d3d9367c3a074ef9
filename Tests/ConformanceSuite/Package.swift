// swift-tools-version: 6.2
import PackageDescription

/// The same rules as in the main package, which never sees the official suite or its messages.
let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let libraries: [Target.Dependency] = [
    .product(name: "MartletProtobuf", package: "martlet"),
    .product(name: "MartletWellKnownTypes", package: "martlet"),
    .product(name: "MartletReflection", package: "martlet"),
]

let package = Package(
    name: "conformance-suite",
    dependencies: [.package(name: "martlet", path: "../..")],
    targets: [
        // What setup.sh generates from the schemas of Debian's source package.
        .target(name: "OfficialMessages", dependencies: libraries, swiftSettings: common),
        .executableTarget(
            name: "conformance-testee", dependencies: ["OfficialMessages"] + libraries, swiftSettings: common),
    ]
)
