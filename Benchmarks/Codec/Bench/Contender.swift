/// Whom Martlet is measured beside.
enum Contender: String, Codable, CaseIterable, CodingKeyRepresentable {
    case swiftProtobuf = "swift-protobuf"
    case cppHeap = "C++, heap"
    case cppArena = "C++, arena"
    case cHeap = "protobuf-c, malloc"
    case cArena = "protobuf-c, arena"

    /// The library of a peer that is not Swift, and where it keeps what it decodes.
    private var native: (peer: NativePeer?, memory: NativePeer.Memory)? {
        switch self {
        case .swiftProtobuf: nil
        case .cppHeap: (Self.cpp, .heap)
        case .cppArena: (Self.cpp, .arena)
        case .cHeap: (Self.c, .heap)
        case .cArena: (Self.c, .arena)
        }
    }

    static let cpp = NativePeer(library: "cpp")
    static let c = NativePeer(library: "c")

    func decoding(_ message: String, _ bytes: [UInt8]) -> Workload.Work? {
        native.flatMap { $0.peer?.decoding(message, bytes, $0.memory) }
    }

    func encoding(_ message: String, _ bytes: [UInt8], into region: Region) -> Workload.Work? {
        native.flatMap { $0.peer?.encoding(message, bytes, $0.memory, into: region) }
    }

    /// Whether it stands where the bench can reach it.
    var isMissing: Bool { native.map { $0.peer == nil } ?? false }

    /// What the peer writes after it has read `bytes`, or nil where there is none to ask.
    func rewritten(_ message: String, _ bytes: [UInt8]) throws -> [UInt8]? {
        try native.flatMap { try $0.peer?.rewrite(message, bytes, $0.memory) }
    }
}
