import Logging
import Martlet
import MartletBenchmarkService

/// What a worker was given when it was started, for the servers and clients that it will run.
struct WorkerSite: Sendable {
    let host: String
    /// Files in PEM: what a benchmark server shows, and whom a benchmark client trusts.
    let certificate: String?
    let key: String?
    let authorities: String?
    let logger: Logger

    /// Throws `FAILED_PRECONDITION` when TLS is asked for and the worker has no certificate.
    func serverSecurity(_ parameters: SecurityParams?) throws(RPCError) -> ServerSecurity {
        guard parameters != nil else { return .cleartext }
        guard let certificate, let key else {
            throw RPCError(
                .failedPrecondition, "security_params: the worker was started without --tls-cert and --tls-key")
        }
        return .pem(chain: .file(certificate), key: .file(key))
    }

    /// Throws `FAILED_PRECONDITION` when TLS is asked for and the worker knows nobody to trust.
    func clientSecurity(_ parameters: SecurityParams?) throws(RPCError) -> ClientSecurity {
        guard let parameters else { return .cleartext }
        guard let authorities else {
            throw RPCError(.failedPrecondition, "security_params: the worker was started without --ca")
        }
        let name = parameters.serverHostOverride
        return .tls(trustRoots: .pem(.file(authorities)), serverName: name.isEmpty ? nil : name)
    }
}
