import MartletEventLoop
import MartletHTTP2
import MartletProtobuf
import Testing

@testable import Martlet
@testable import RawHTTP2

/// Settings `windowGrowth` of server and client, on a way of 20 ms there and back that carries 100 MB a second: 2 MB
/// fill it, and a window of 256 KiB does not.
@Suite struct WindowGrowthTests {
    private static let megabytes = 40
    private static let piece = Note(body: Bytes(repeating: 1, count: 1_000_000))

    private static let service = NoteService(
        expand: { note, responses, _ in
            for _ in 0..<note.number { try await responses.write(piece) }
        })

    private func upload(_ growth: WindowGrowth?) async throws -> (time: Duration, window: Int) {
        try await RawWire.aside {
            let wire = try LongWire(Self.service, growth: growth)
            let call = try wire.call(NoteService.Methods.collect) { call throws(RPCError) in
                for _ in 0..<Self.megabytes { try call.enqueue(Self.piece) }
                call.halfClose()
            }
            let time = wire.time(of: call)
            #expect(call.failure == nil)
            return (time, wire.server.http2.receiveWindow)
        }
    }

    private func download(_ growth: WindowGrowth?) async throws -> (time: Duration, window: Int) {
        try await RawWire.aside {
            let wire = try LongWire(Self.service, growth: growth)
            let call = try wire.call(NoteService.Methods.expand) { call throws(RPCError) in
                try call.enqueue(Note(number: Int32(Self.megabytes)))
                call.halfClose()
            }
            let time = wire.time(of: call)
            #expect(call.failure == nil)
            // A client that asks more often than it is sent something would be sent away.
            #expect((growth == nil ? 0...0 : 4...20).contains(wire.server.http2.counters.pingsReceived))
            return (time, wire.client.http2.receiveWindow)
        }
    }

    @Test func anUploadFillsALongWay() async throws {
        let (fast, slow) = (try await upload(WindowGrowth()), try await upload(nil))
        #expect(fast.time < .milliseconds(800), "\(fast)")  // 400 ms at least
        #expect(slow.time > .milliseconds(2500), "\(slow)")
        #expect(fast.window > slow.window && fast.window <= 16 << 20)
    }

    @Test func aDownloadFillsALongWay() async throws {
        let (fast, slow) = (try await download(WindowGrowth()), try await download(nil))
        #expect(fast.time < .milliseconds(800), "\(fast)")
        #expect(slow.time > .milliseconds(2500), "\(slow)")
        #expect(fast.window > slow.window && fast.window <= 16 << 20)
    }

    /// What a handler that does not read holds back is a window's worth, as it was at the beginning.
    @Test func whoIsNotReadGetsNoLargerWindow() async throws {
        let held = try await RawWire.aside {
            let wire = try LongWire(
                NoteService(chat: { _, _, _ in try await Task.sleep(for: .seconds(86_400)) }),
                delay: .milliseconds(1), growth: WindowGrowth())
            let note = Note(body: Bytes(repeating: 1, count: 10_000))
            let call = try wire.call(NoteService.Methods.chat) { call throws(RPCError) in
                for _ in 0..<1000 { try call.enqueue(note) }
            }
            _ = wire.time(of: call, atMost: 1000)
            return wire.server.heldBytes
        }
        #expect((100_000...600_000).contains(held), "\(held)")
    }

    /// What comes back while a client sends is no data, and servers that count PINGs have sent none since the last.
    @Test func creditAloneIsNoReasonToAsk() throws {
        let server = try RawFarServer { $0.abuse = nil }
        _ = try server.call()
        server.send(bytes: [[UInt8]](repeating: Frame.windowUpdate(1, 1).bytes, count: 30_000).flatMap(\.self))
        #expect(!server.frames.contains { $0.kind == .ping })
        server.send(.headers(1, [":status": "200", "content-type": "application/grpc"]))
        for _ in 0..<10 { server.send(.data(1, [0, 0, 0, 0x3e, 0x80] + [UInt8](repeating: 0, count: 16_000))) }
        #expect(server.frames.count { $0.kind == .ping } == 1)
    }

    /// Setting `memoryBudgetBytes`.
    @Test func windowsDoNotGrowWhenMemoryIsTight() async throws {
        for (held, grows) in [(100_000, true), (600_000, false)] {
            let window = try await RawWire.aside {
                let loop = EventLoop(manual: MonotonicTime(nanoseconds: 1))
                let account = MemoryAccount(MemoryBudget(bytes: 1 << 20), loop: loop, http2: try HTTP2Memory())
                loop.onLoop { account.hold(held) }
                let wire = try LongWire(Self.service, growth: WindowGrowth(), account: account)
                let small = Note(body: Bytes(repeating: 1, count: 20_000))
                let call = try wire.call(NoteService.Methods.collect) { call throws(RPCError) in
                    for _ in 0..<500 { try call.enqueue(small) }
                    call.halfClose()
                }
                _ = wire.time(of: call)
                #expect(call.failure == nil)
                return wire.server.http2.receiveWindow
            }
            #expect((window > 1 << 20) == grows, "\(window)")
        }
    }
}
