import Testing

/// Imports point down the house, never sideways and never back up.
@Suite struct LayerTests {
    /// The modules of this package that each module may import.
    private static let allowed: [String: Set<String>] = [
        "CLinux": [], "CNghttp2": [], "COpenSSL": [], "CZlib": [], "CZstd": [], "CProtobufC": [],
        "CDescriptors": ["CProtobufC"],
        "MartletProtobuf": [],
        "MartletWellKnownTypes": ["MartletProtobuf"],
        "MartletFoundation": ["MartletProtobuf", "MartletWellKnownTypes"],
        "MartletReflection": ["MartletProtobuf", "MartletWellKnownTypes"],
        "MartletEventLoop": ["CLinux"],
        "MartletTLS": ["COpenSSL"],
        "MartletHTTP2": ["CNghttp2"],
        "MartletCompression": ["CZlib", "CZstd"],
        "Martlet": ["MartletProtobuf", "MartletEventLoop", "MartletTLS", "MartletHTTP2", "MartletCompression"],
        "MartletServices": ["Martlet", "MartletProtobuf", "MartletReflection"],
        "MartletLoad": ["MartletServices", "MartletReflection", "Martlet", "MartletEventLoop", "MartletProtobuf"],
        "MartletCommand": [
            "MartletLoad", "MartletServices", "MartletReflection", "MartletInterop", "MartletBenchmarkService",
            "Martlet", "MartletEventLoop", "MartletTLS", "MartletProtobuf",
        ],
        "MartletInterop": ["Martlet", "MartletProtobuf", "MartletReflection"],
        "MartletBenchmarkService": [
            "MartletInterop", "Martlet", "MartletProtobuf", "MartletWellKnownTypes", "MartletReflection",
        ],
        "martlet-demo": [
            "MartletInterop", "MartletBenchmarkService", "MartletServices", "Martlet", "MartletEventLoop",
            "MartletProtobuf",
        ],
        "martlet-worker": [
            "MartletBenchmarkService", "MartletLoad", "MartletInterop", "Martlet", "MartletEventLoop",
        ],
        "MartletSchema": ["CProtobufC", "CDescriptors"],
        "MartletGenerator": ["MartletSchema"],
        "martlet-gen": ["MartletSchema", "MartletGenerator"],
    ]

    /// Packages and system modules that the libraries a user links may import.
    private static let outside: Set = [
        "Swift", "Glibc", "Synchronization", "Dispatch", "DequeModule", "Logging", "CoreMetrics", "ServiceLifecycle",
        "UnixSignals",
    ]

    private static let libraries: Set = [
        "MartletProtobuf", "MartletWellKnownTypes", "MartletFoundation", "MartletReflection", "MartletEventLoop",
        "MartletTLS", "MartletHTTP2", "MartletCompression", "Martlet", "MartletServices",
        "MartletInterop", "MartletBenchmarkService",
    ]

    @Test func everyModuleHasAPlace() {
        let modules = Set(Repository.shared.files.compactMap(\.module))
        #expect(modules.subtracting(Self.allowed.keys) == [], "give each a line in `allowed`")
        #expect(modules.isSuperset(of: ["Martlet", "MartletProtobuf", "MartletSchema"]), "the tree was not found")
    }

    @Test func importsPointDown() {
        expectNone(imports.compactMap { file, module, name in
            guard Self.allowed[name] != nil, let allowed = Self.allowed[module] else { return nil }
            if allowed.contains(name) { return nil }
            return Finding(path: file.path, problem: "\(module) may not import \(name)")
        })
    }

    @Test func librariesImportNothingHeavy() {
        expectNone(imports.compactMap { file, module, name in
            guard Self.libraries.contains(module), Self.allowed[name] == nil else { return nil }
            let isBridge = module == "MartletFoundation" && name.hasPrefix("Foundation")
            if isBridge || Self.outside.contains(name) { return nil }
            return Finding(path: file.path, problem: "\(module) may not import \(name) from outside")
        })
    }

    @Test func eachCLibraryHasOneDoor() {
        var importers: [String: Set<String>] = [:]
        for (_, module, name) in imports where name.hasPrefix("C") && Self.allowed[name] != nil {
            importers[name, default: []].insert(module)
        }
        expectNone(importers.filter { $0.value.count > 1 }.map {
            Finding(path: "Sources/\($0.key)", problem: "imported by \($0.value.sorted().joined(separator: " and "))")
        })
    }

    /// Two halves of one module: what they share stands in Call or Connection.
    @Test(arguments: [("Client", "Server"), ("Server", "Client")])
    func halvesDoNotKnowEachOther(half: String, other: String) {
        let files = Repository.shared.swift
        let names = files.filter { $0.path.hasPrefix("Sources/Martlet/\(other)/") }
            .reduce(into: Set<String>()) { $0.formUnion($1.code.outermostTypes) }
        expectNone(files.filter { $0.path.hasPrefix("Sources/Martlet/\(half)/") }.flatMap { file in
            file.code.words.intersection(names).sorted().map {
                Finding(path: file.path, problem: "names `\($0)`, which Martlet/\(other) declares")
            }
        })
    }

    /// A clone must work on a disk that does not tell `a` from `A`.
    @Test func noTwoPathsDifferOnlyByCase() {
        var seen: [String: String] = [:]
        var findings: [Finding] = []
        for file in Repository.shared.files {
            var path = Substring(file.path)
            while !path.isEmpty {
                if let twin = seen.updateValue(String(path), forKey: path.lowercased()), twin != path {
                    findings.append(Finding(path: String(path), problem: "differs from \(twin) only by case"))
                }
                path = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
            }
        }
        expectNone(findings)
    }

    private var imports: [(file: SourceFile, module: String, name: String)] {
        Repository.shared.product.flatMap { file in
            file.imports.map { (file, file.module ?? "", $0) }
        }
    }
}
