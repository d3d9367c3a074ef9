import MartletEventLoop
import Testing

@Suite struct MemoryStreamTests {
    private let loop = EventLoop.manual()

    private func pair(capacity: Int = 64 * 1024) throws -> (MemoryStream, MemoryStream) {
        try #require(MemoryStream.pair(on: loop, loop, capacity: capacity))
    }

    @Test func whatOneEndWritesTheOtherReads() throws {
        let (near, far) = try pair()
        #expect(near.write([1, 2, 3]) == .bytes(3))
        #expect(far.read(upTo: 10) == (.bytes(3), [1, 2, 3]))
        #expect(far.read(upTo: 10).0 == .wouldBlock)
    }

    @Test func readinessIsReportedThroughTheLoop() throws {
        let (near, far) = try pair()
        var seen: [Readiness] = []
        try loop.onLoop { _ = try loop.register(try #require(far.descriptor), Handler { seen.append($0) }) }
        loop.step()
        #expect(seen == [.writable])
        _ = near.write([1])
        loop.step()
        #expect(seen == [.writable, .readable])
        near.close()
        loop.step()
        #expect(seen.last == [.readable, .hangup])
        #expect(far.read(upTo: 1).1 == [1])
        #expect(far.read(upTo: 1).0 == .endOfStream)
    }

    @Test func aFullStreamBlocksAndReportsRoomOnce() throws {
        let (near, far) = try pair(capacity: 4)
        var seen: [Readiness] = []
        try loop.onLoop { _ = try loop.register(try #require(near.descriptor), Handler { seen.append($0) }) }
        loop.step()
        seen = []
        #expect(near.write([1, 2, 3, 4, 5]) == .bytes(4))
        #expect(near.write([5]) == .wouldBlock)
        loop.step()
        #expect(seen.isEmpty)
        #expect(far.read(upTo: 2).1 == [1, 2])
        #expect(far.read(upTo: 2).1 == [3, 4])
        loop.step()
        #expect(seen == [.writable])
    }

    @Test func partialOperationsAndFailuresCanBeForced() throws {
        let (near, far) = try pair()
        near.largestWrite = 2
        #expect(near.write([1, 2, 3]) == .bytes(2))
        far.largestRead = 1
        #expect(far.read(upTo: 10).1 == [1])
        let broken = SystemError(code: 104, operation: "recv")
        far.nextReadError = broken
        #expect(far.read(upTo: 10).0 == .failed(broken))
        near.nextWriteError = broken
        #expect(near.write([1]) == .failed(broken))
        far.close()
        guard case .failed = near.write([1]) else {
            Issue.record("a write to a closed peer must fail")
            return
        }
    }

    @Test func aWriterThatStopsAtAPartialWriteHearsOfRoom() throws {
        let (near, far) = try pair()
        near.largestWrite = 3
        var left = Array(UInt8(0)..<20)
        try loop.onLoop {
            _ = try loop.register(
                try #require(near.descriptor),
                Handler { _ in
                    guard case .bytes(let count) = near.write(left) else { return }
                    left.removeFirst(count)
                })
        }
        loop.runUntilIdle()
        #expect(left.isEmpty)
        #expect(far.read(upTo: 100).1 == Array(UInt8(0)..<20))
    }
}
