import MartletEventLoop
import MartletHTTP2

/// Why a call may not begin now, and the block of headers that says so.
struct Refusal {
    let reason: RefusalReason
    let error: RPCError
    /// Trailers alone.
    let block: HTTP2HeaderBlock

    /// A refusal that asks the client to come again after `pushback` (gRPC A6); the client's own limits on retrying
    /// still hold.
    init(_ reason: RefusalReason, _ code: RPCError.Code, _ message: String, pushback: Duration) {
        self.reason = reason
        let milliseconds = max(1, (pushback.bounded.wholeMicroseconds + 999) / 1000)
        error = RPCError(code, message)
        var block = ResponseHeaders.plainTrailers(error, only: true)
        block.append("grpc-retry-pushback-ms", "\(milliseconds)")
        self.block = block
    }

    /// The same refusal with several pushbacks, from one to two times `pushback`: those who are refused together must
    /// not come again together. Made once, because overload leaves no time for it.
    static func spread(
        _ reason: RefusalReason, _ code: RPCError.Code, _ message: String, pushback: Duration
    ) -> [Refusal] {
        let least = pushback.bounded
        return (0..<spreadCount).map { Refusal(reason, code, message, pushback: least + least / spreadCount * $0) }
    }

    private static let spreadCount = 8
}
