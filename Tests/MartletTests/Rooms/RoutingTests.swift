import MartletHTTP2
import Testing

@testable import Martlet

/// Paths, targets, backoff, and the tables that make a status of what is no status.
@Suite struct RoutingTests {
    private func find(_ path: String, in router: Router) -> String? {
        Array(path.utf8).withUnsafeBytes { router.method(at: $0)?.takeUnretainedValue().path }
    }

    @Test func everyMethodIsFoundByItsBytesAlone() {
        let paths = (0..<500).map { "/package.Service\($0 % 7)/Method\($0)" }
        let router = Router(paths.map { ServerMethod(path: $0, number: 0, shape: .unary) { _ in } })
        for path in paths { #expect(find(path, in: router) == path) }
        for path in ["", "/", "package.Service0/Method0", "/package.Service0/method0", "//package.Service0/Method0",
            "/package.Service0/Method0/", "/package.Service0/Method0?x", "/package.Service0/Method%30"]
        {
            #expect(find(path, in: router) == nil)
        }
        #expect(router.hasService(of: "/package.Service0/Nope"))
        #expect(!router.hasService(of: "/package.Service9/Method0"))
    }

    @Test func anEmptyRouterFindsNothing() {
        #expect(find("/a/b", in: Router([])) == nil)
    }

    @Test(arguments: [
        ("dns:///greeter.internal:8443", "greeter.internal:8443", "greeter.internal"),
        ("greeter.internal", "greeter.internal:443", "greeter.internal"), ("localhost:1", "localhost:1", "localhost"),
        ("[::1]:50051", "[::1]:50051", "::1"), ("ipv4:127.0.0.1:80", "127.0.0.1:80", "127.0.0.1"),
        ("ipv6:[::1]:80", "[::1]:80", "::1"), ("unix:/tmp/x.sock", "localhost", "localhost"),
        ("::1", "[::1]:443", "::1"),
    ])
    func targetsAreUnderstood(text: String, authority: String, host: String) throws {
        let target = try Target(text)
        #expect(target.authority == authority)
        #expect(target.host == host)
    }

    @Test func backoffGrowsByJitteredSteps() {
        var backoff = Backoff()
        var random = SystemRandomNumberGenerator()
        var expected = 1.0
        for _ in 0..<20 {
            let wait = backoff.next(using: &random) / .seconds(1)
            #expect(wait >= expected * 0.799 && wait <= expected * 1.201)
            expected = min(expected * 1.6, 120)
        }
        backoff.reset()
        #expect(backoff.next(using: &random) < .seconds(1.3))
    }

    @Test(arguments: [
        (400, RPCError.Code.internalError), (401, .unauthenticated), (403, .permissionDenied), (404, .unimplemented),
        (429, .unavailable), (431, .internalError), (502, .unavailable), (503, .unavailable), (504, .unavailable),
        (200, .unknown), (500, .unknown), (302, .unknown),
    ])
    func httpStatusesMapByTheTable(status: Int, code: RPCError.Code) {
        #expect(StatusMapping.error(httpStatus: status).code == code)
    }

    @Test(arguments: [
        (UInt32(0), RPCError.Code.internalError), (1, .internalError), (2, .internalError), (3, .internalError),
        (4, .internalError), (6, .internalError), (7, .unavailable), (8, .cancelled), (9, .internalError),
        (10, .internalError), (11, .resourceExhausted), (12, .permissionDenied),
    ])
    func resetCodesMapByTheTable(number: UInt32, code: RPCError.Code) {
        #expect(StatusMapping.error(reset: HTTP2ErrorCode(rawValue: number)).code == code)
    }

    @Test(arguments: [
        ("0", nil), ("1", RPCError.Code.cancelled), ("16", .unauthenticated), ("17", .unknown), ("", .unknown),
        ("-1", .unknown), ("99999999999999999999", .unknown), ("1x", .unknown),
    ])
    func statusNumbersAreRead(text: String, code: RPCError.Code?) {
        let error = Array(text.utf8).withUnsafeBytes {
            StatusMapping.error(status: $0, message: "m", metadata: Metadata())
        }
        #expect(error?.code == code)
    }
}
