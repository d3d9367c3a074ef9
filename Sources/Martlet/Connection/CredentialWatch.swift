import Logging
import MartletEventLoop
import MartletTLS

/// Certificates, keys and authorities that are looked at again and again while this lives, off the loops: a file system
/// that hangs stops no connection.
final class CredentialWatch: Sendable {
    private let looking: Task<Void, Never>?
    /// To look again without a rest would take a processor.
    private static let shortestInterval = Duration.milliseconds(10)

    /// Tells of what is suspicious already, and begins.
    init(_ credentials: TLSCredentials, logger: Logger) {
        for warning in credentials.warnings { logger.warning("\(warning)") }
        guard let interval = credentials.reloadInterval.map({ max($0.bounded, Self.shortestInterval) }) else {
            looking = nil
            return
        }
        looking = Task.detached(priority: .background) {
            while (try? await Task.sleep(for: interval)) != nil { Self.log(credentials.refresh(), to: logger) }
        }
    }

    deinit { looking?.cancel() }

    private static func log(_ outcome: TLSRefresh, to logger: Logger) {
        if !outcome.reloaded.isEmpty {
            logger.info("certificates reloaded", metadata: ["files": "\(outcome.reloaded.joined(separator: ", "))"])
        }
        for warning in outcome.warnings { logger.warning("\(warning)") }
        for failure in outcome.failures {
            logger.error("certificates not reloaded; the last ones stay in use", metadata: ["reason": "\(failure)"])
        }
    }
}
