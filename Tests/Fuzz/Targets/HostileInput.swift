/// An input that asks for as much work per byte as anyone could think of, in any size: what a fuzzer does not find,
/// because it only tries short ones.
public struct HostileInput: Sendable, CustomStringConvertible {
    public let name: String
    public let target: FuzzTarget
    private let build: @Sendable (Int) -> [UInt8]

    init(_ target: FuzzTarget, _ name: String, _ build: @escaping @Sendable (Int) -> [UInt8]) {
        self.target = target
        self.name = name
        self.build = build
    }

    /// About `count` bytes.
    public func bytes(_ count: Int) -> [UInt8] { build(count) }

    public var description: String { "\(target.rawValue): \(name)" }

    public static let all = binary + dynamic + json + text + descriptors + inflate
}

extension HostileInput {
    /// `head`, then `body` as often as it fits, then `tail`.
    static func repeating(
        _ target: FuzzTarget, _ name: String, head: String = "", _ body: String, tail: String = ""
    ) -> HostileInput {
        HostileInput(target, name) { count in
            let body = Array(body.utf8)
            let rest = max(count - head.utf8.count - tail.utf8.count, 0)
            return Array(head.utf8) + Array(repeatElement(body, count: rest / body.count).joined()) + Array(tail.utf8)
        }
    }

    /// The same with numbers counted up: `#` in `body` stands for them.
    static func counting(
        _ target: FuzzTarget, _ name: String, head: String, _ body: String, tail: String
    ) -> HostileInput {
        HostileInput(target, name) { count in
            var text = head
            var number = 0
            while text.utf8.count < count {
                text += body.split(separator: "#", omittingEmptySubsequences: false).joined(separator: "\(number)")
                number += 1
            }
            return Array((text + tail).utf8)
        }
    }
}
