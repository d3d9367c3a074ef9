public import CoreMetrics
public import MartletProtobuf

/// Counts and times the calls of its methods, by the names of gRFC A66.
///
/// | name | kind | dimensions |
/// |---|---|---|
/// | `grpc.server.call.started` | counter | `grpc.method` |
/// | `grpc.server.call.duration` | timer | `grpc.method`, `grpc.status` |
/// | `grpc.server.call.received_bytes` | recorder | `grpc.method`, `grpc.status` |
/// | `grpc.server.call.sent_bytes` | recorder | `grpc.method`, `grpc.status` |
///
/// Bytes are those of a call's messages before compression, without frames (A66 has them after compression, and other
/// names for that).
///
/// A method is `greeter.v1.Greeter/Greet`, without the leading slash; only methods that the server has are named, so
/// that no peer can invent labels. Calls that were refused before any interceptor are in
/// `martlet_server_calls_refused_total`.
public struct CallMetrics: ServerInterceptor {
    private let instruments: CallInstruments

    /// Measures to `factory`; by default to where `MetricsSystem` was bootstrapped to.
    public init(_ factory: (any MetricsFactory)? = nil) {
        instruments = CallInstruments(factory ?? MetricsSystem.factory)
    }

    public func intercept<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>,
        next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws {
        instruments.started(call.method.path).increment()
        let instruments = instruments
        call.context.whenEnded { report in
            let ends = instruments.ended(report.method, report.status)
            ends.duration.recordMicroseconds(report.duration.wholeMicroseconds)
            ends.received.record(report.traffic.bytesReceived)
            ends.sent.record(report.traffic.bytesSent)
        }
        try await next(call)
    }
}
