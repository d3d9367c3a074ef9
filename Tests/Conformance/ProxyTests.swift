import Martlet
import MartletInterop
import MartletTLS
import Testing

extension Conformance {
    /// The interop cases through the proxies that stand in front of most servers.
    @Suite struct ProxyTests {
        /// Where the server has the last word before the client has, HAProxy 2.6 hands its RST_STREAM(NO_ERROR) on as a
        /// cancellation, now and then before the status. (It does so in front of a grpcio server too.)
        private static func cases(through proxy: Proxy) -> [String] {
            let serverEndsFirst = ["status_code_and_message", "timeout_on_sleeping_server"]
            return officialCases.filter { proxy != .haproxy || !serverEndsFirst.contains($0) }
        }

        @Test(arguments: Proxy.allCases)
        func grpcioCallsThrough(_ proxy: Proxy) async throws {
            try await DemoServer.serving { server in
                try await proxy.serving(server) { front in
                    let cases = Self.cases(through: proxy)
                    let client = try await front.runPeer("interop_client", ["--case", cases.joined(separator: ",")])
                    let passed = client.output.split(separator: "\n").filter { $0.hasSuffix(": passed") }
                    #expect(passed.count == cases.count)
                    try await front.runPeer("greet", ["Ada"])
                }
            }
        }

        @Test(arguments: Proxy.allCases)
        func ourClientCallsThrough(_ proxy: Proxy) async throws {
            try await DemoServer.serving { server in
                try await proxy.serving(server) { front in
                    let roots = TrustRoots.pem(.file(try Tools.certificate("ca.pem")))
                    let client = try Client(
                        "dns:///localhost:\(front.port)",
                        configuration: ClientConfiguration(security: .tls(trustRoots: roots)))
                    for name in Self.cases(through: proxy) {
                        do {
                            try await InteropCase.named(name)?.run(on: client)
                        } catch {
                            Issue.record("\(name): \(error)")
                        }
                    }
                    client.close()
                }
            }
        }
    }
}
