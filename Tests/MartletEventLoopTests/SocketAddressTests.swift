import MartletEventLoop
import Testing

@Suite struct SocketAddressTests {
    @Test(arguments: ["127.0.0.1:8443", "[::1]:0", "[2001:db8::7]:65535", "0.0.0.0:1"])
    func addressesPrintAsTheyAreWritten(text: String) throws {
        let colon = try #require(text.lastIndex(of: ":"))
        let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
        let port = try #require(UInt16(text[text.index(after: colon)...]))
        let address = try SocketAddress(ip: host, port: port)
        #expect(address.description == text)
        #expect(address.port == port)
        #expect(address.host == host)
    }

    @Test(arguments: ["localhost", "", "300.1.1.1", "::1::", "127.0.0.1:80"])
    func namesAndNonsenseAreNoAddresses(text: String) {
        #expect(throws: SystemError.self) { try SocketAddress(ip: text, port: 1) }
    }

    @Test func unixPathsAreBounded() throws {
        #expect(try SocketAddress.unix(path: "/tmp/x").description == "unix:/tmp/x")
        #expect(try SocketAddress.unix(path: "\0name").description == "unix:@name")
        #expect(throws: SystemError.self) { try SocketAddress.unix(path: "") }
        #expect(throws: SystemError.self) { try SocketAddress.unix(path: String(repeating: "a", count: 108)) }
    }

    @Test func localhostResolvesToLoopback() throws {
        let found = try SocketAddress.resolve(host: "localhost", port: 99)
        #expect(found.contains { $0.host == "127.0.0.1" || $0.host == "::1" })
        #expect(found.allSatisfy { $0.port == 99 })
        #expect(Set(found).count == found.count)
    }

    @Test func anUnknownHostIsNamedInTheError() {
        do {
            _ = try SocketAddress.resolve(host: "no such host", port: 1)
            Issue.record("it must not resolve")
        } catch {
            #expect(error.description.hasPrefix("getaddrinfo no such host: "))
        }
    }
}
