import Figures

/// Whom Martlet is measured beside.
enum Contender: String, CaseIterable {
    case swiftProtobuf = "swift-protobuf"
    case cppHeap = "C++, heap"
    case cppArena = "C++, arena"
    case cHeap = "protobuf-c, malloc"
    case cArena = "protobuf-c, arena"
    case upb = "upb (Python)"

    /// Those that are reached by a message's name instead of its type.
    static let named = allCases.filter { $0 != .swiftProtobuf }

    static let cpp = NativePeer(library: "cpp")
    static let c = NativePeer(library: "c")
    static let python = PythonPeer()

    /// The library of a peer in C or C++, and where it keeps what it decodes.
    private var native: (peer: NativePeer?, memory: NativePeer.Memory)? {
        switch self {
        case .swiftProtobuf, .upb: nil
        case .cppHeap: (Self.cpp, .heap)
        case .cppArena: (Self.cpp, .arena)
        case .cHeap: (Self.c, .heap)
        case .cArena: (Self.c, .arena)
        }
    }

    func decoding(_ message: String, _ bytes: [UInt8]) -> Work? {
        if self == .upb { return Self.python?.decoding(message) }
        return native.flatMap { $0.peer?.decoding(message, bytes, $0.memory) }
    }

    /// Into new memory each time, as only upb does.
    func encoding(_ message: String) -> Work? {
        self == .upb ? Self.python?.encoding(message) : nil
    }

    func encoding(_ message: String, _ bytes: [UInt8], into region: Region) -> Work? {
        native.flatMap { $0.peer?.encoding(message, bytes, $0.memory, into: region) }
    }

    /// Whether it stands where the bench can reach it.
    var isMissing: Bool {
        if self == .upb { return Self.python == nil }
        return native.map { $0.peer == nil } ?? false
    }

    var result: Results.Contender {
        Results.Contender(name: rawValue, missing: isMissing ? "it was not built" : nil)
    }

    /// What the peer writes after it has read `bytes`, or nil where there is none to ask. To be asked before the rest.
    func rewritten(_ message: String, _ bytes: [UInt8]) throws -> [UInt8]? {
        if self == .upb { return try Self.python?.load(message, bytes) }
        return try native.flatMap { try $0.peer?.rewrite(message, bytes, $0.memory) }
    }
}
