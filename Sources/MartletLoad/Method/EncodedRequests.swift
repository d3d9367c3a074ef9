import MartletEventLoop
import MartletProtobuf
public import MartletReflection

/// The requests of a run, encoded: one that is sent each time, or several of different sizes of which each call
/// chooses.
public struct EncodedRequests: Sendable {
    /// How many different requests stand for a range of sizes.
    static let variants = 256
    /// The largest payload, in bytes: 64 MiB, as a client sends no more.
    public static let largestPayload = 64 << 20
    /// What all variants of a range of sizes may take, in bytes.
    static let largestMemory = 1 << 30

    let requests: [EncodedRequest]

    /// The encoded sizes, in bytes, smallest and largest.
    public var sizes: ClosedRange<Int> {
        let sizes = requests.map(\.unknownFields.byteCount)
        return (sizes.min() ?? 0)...(sizes.max() ?? 0)
    }

    /// One message, sent each time.
    public init(_ message: DynamicMessage) throws(LoadError) {
        requests = [try Self.encoded(message)]
    }

    /// The message with payloads added: as many bytes of zeros as `sizes` says; where it is a range, of sizes chosen
    /// evenly by `seed`.
    ///
    /// The payload is the field `payload`, `body` or `data`, or the `body` of a message in field `payload`.
    public init(_ message: DynamicMessage, payload sizes: ClosedRange<Int>, seed: UInt64) throws(LoadError) {
        guard sizes.lowerBound >= 0, sizes.upperBound <= Self.largestPayload else {
            throw LoadError(
                "--request-bytes", "\(sizes) is not from 0 to \(Self.largestPayload)", advice: "give a smaller size")
        }
        if sizes.count == 1 {
            requests = [try Self.encoded(PayloadField.fill(message, count: sizes.lowerBound))]
            return
        }
        guard sizes.upperBound <= Self.largestMemory / Self.variants else {
            throw LoadError(
                "--request-bytes", "a range may end at \(Self.largestMemory / Self.variants) bytes",
                advice: "give one size for larger payloads")
        }
        var random = SplitMix64(seed: seed)
        var requests: [EncodedRequest] = []
        for _ in 0..<Self.variants {
            let count = Int.random(in: sizes, using: &random)
            requests.append(try Self.encoded(PayloadField.fill(message, count: count)))
        }
        self.requests = requests
    }

    private static func encoded(_ message: DynamicMessage) throws(LoadError) -> EncodedRequest {
        do {
            let bytes = try message.encoded()
            // Of our own making: no limit but that of the client, which names itself when it is exceeded.
            return try EncodedRequest(
                decoding: bytes, options: DecodingOptions(messageSizeLimit: Int(Int32.max), unknownFieldLimit: Int.max))
        } catch {
            throw LoadError("--data", "the request can't be encoded: \(error)", advice: "give the missing fields")
        }
    }
}
