public import Logging
public import MartletProtobuf

/// Writes a line for each call of its methods when it has ended, with what came of it, how long it took, and its
/// messages and bytes in both directions.
///
/// `ServerConfiguration.logger` has a line of every call at `info`, also of those that were refused before any
/// interceptor. This one is for some methods only (`Interception(_:of:)`), at levels of its own, and says more.
public struct CallLog: ServerInterceptor {
    /// Where the lines go.
    public var logger: Logger
    /// The level of calls that ended with OK: `info`.
    public var level: Logger.Level
    /// The level of all others: `notice`.
    public var failureLevel: Logger.Level

    /// Logs to `logger`.
    public init(_ logger: Logger, level: Logger.Level = .info, failureLevel: Logger.Level = .notice) {
        self.logger = logger
        self.level = level
        self.failureLevel = failureLevel
    }

    public func intercept<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>,
        next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws {
        call.context.whenEnded(write)
        try await next(call)
    }

    @Sendable private func write(_ report: CallReport) {
        let level = report.error == nil ? level : failureLevel
        guard level >= logger.logLevel else { return }
        var fields: Logger.Metadata = [
            "method": "\(report.method)", "status": "\(report.status)", "peer": "\(report.peer)",
            "duration_us": "\(report.duration.wholeMicroseconds)",
            "received_messages": "\(report.traffic.messagesReceived)",
            "received_bytes": "\(report.traffic.bytesReceived)",
            "sent_messages": "\(report.traffic.messagesSent)", "sent_bytes": "\(report.traffic.bytesSent)",
        ]
        if let error = report.error { fields["message"] = "\(LogText(error.message))" }
        logger.log(level: level, "call ended", metadata: fields)
    }
}
