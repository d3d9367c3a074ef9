import Glibc
import Synchronization
import Testing

@testable import MartletEventLoop

/// Tasks that take one piece of work after the other.
@Suite struct WorkerTests {
    @Test func onePieceAfterTheOtherRunsInTheSameTask() async throws {
        let loop = try EventLoop()
        let tasks = Mutex<Set<UnsafeMutableRawPointer?>>([])
        let ended = Counter()
        await loop.run {
            for _ in 0..<100 {
                loop.start(Piece(ended) { tasks.withLock { _ = $0.insert(currentTask()) } })
            }
        }
        #expect(ended.value == 100)
        #expect(tasks.withLock { $0.count } == 1)
        await loop.stop()
    }

    @Test func piecesThatWaitDoNotHoldEachOtherUp() async throws {
        let loop = try EventLoop()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (done, finish) = AsyncStream.makeStream(of: Void.self)
        let ended = Counter()
        await loop.run {
            loop.start(Piece(ended) {
                for await _ in gate {}
                #expect(loop.isCurrent)
                finish.finish()
            })
            loop.start(Piece(ended) {})
        }
        #expect(ended.value == 1)
        open.finish()
        for await _ in done {}
        await loop.stop()
        #expect(ended.value == 2)
    }

    @Test func cancellationEndsWithItsPiece() async throws {
        let loop = try EventLoop()
        let ended = Counter()
        let seen = Mutex<[Bool]>([])
        let (done, finish) = AsyncStream.makeStream(of: Void.self)
        await loop.run {
            let worker = loop.start(Piece(ended) {
                try? await Task.sleep(for: .seconds(600))
                seen.withLock { $0.append(Task.isCancelled) }
                loop.execute {
                    loop.start(Piece(ended) {
                        seen.withLock { $0.append(Task.isCancelled) }
                        finish.finish()
                    })
                }
            })
            worker.cancel()
        }
        for await _ in done {}
        #expect(seen.withLock { $0 } == [true, false])
        await loop.stop()
        #expect(ended.value == 2)
    }

    @Test func anErrorReachesItsPiece() async throws {
        let loop = try EventLoop()
        let ended = Counter()
        let piece = Piece(ended) { throw CancellationError() }
        await loop.run { _ = loop.start(piece) }
        #expect(piece.failure.withLock { $0 is CancellationError })
        await loop.stop()
    }

    @Test func atMostAFewWorkersArePreserved() async throws {
        let loop = try EventLoop()
        let ended = Counter()
        let count = EventLoop.maxParkedWorkers + 50
        let group = Mutex(0)
        let (done, finish) = AsyncStream.makeStream(of: Void.self)
        await loop.run {
            for _ in 0..<count {
                loop.start(Piece(ended) {
                    await Task.yield()
                    let last = group.withLock { running in
                        running += 1
                        return running == count
                    }
                    if last { finish.finish() }
                })
            }
        }
        for await _ in done {}
        await loop.run { #expect(loop.state.pointee.parkedWorkers.count == EventLoop.maxParkedWorkers) }
        await loop.stop()
        #expect(loop.state.pointee.parkedWorkers.isEmpty)
    }

    @Test func workThatOutlivesTheLoopEndsElsewhere() async throws {
        let loop = try EventLoop()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (done, finish) = AsyncStream.makeStream(of: Void.self)
        let ended = Counter()
        await loop.run {
            loop.start(Piece(ended) {
                for await _ in gate {}
                #expect(!loop.isCurrent)
                finish.finish()
            })
        }
        await loop.stop()
        open.finish()
        for await _ in done {}
        #expect(ended.value == 0)  // what ends on the loop has nowhere to end any more
    }
}

private func currentTask() -> UnsafeMutableRawPointer? {
    withUnsafeCurrentTask { task in
        task.map { UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: $0.hashValue)) } ?? nil
    }
}

private final class Piece: LoopWork {
    let failure = Mutex<(any Error)?>(nil)
    private let ended: Counter
    private let body: @Sendable () async throws -> Void

    init(_ ended: Counter, _ body: @escaping @Sendable () async throws -> Void) {
        self.ended = ended
        self.body = body
    }

    func takeBody() -> @Sendable () async throws -> Void { body }

    func bodyEnded(_ error: (any Error)?) {
        failure.withLock { $0 = error }
        ended.increment()
    }
}
