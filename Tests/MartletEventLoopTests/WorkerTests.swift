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
            for _ in 0..<10_000 {
                loop.start(Piece(ended) { tasks.withLock { _ = $0.insert(currentTask()) } })
            }
        }
        await loop.stop()
        #expect(ended.value == 10_000)
        #expect(tasks.withLock { $0.count } == 1)
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
            loop.runReadyJobs()
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
            let piece = Piece(ended) {
                try? await Task.sleep(for: .seconds(600))
                seen.withLock { $0.append(Task.isCancelled) }
                loop.execute {
                    loop.start(Piece(ended) {
                        seen.withLock { $0.append(Task.isCancelled) }
                        finish.finish()
                    })
                }
            }
            loop.start(piece)
            loop.runReadyJobs()
            piece.worker.withLock { $0?.cancel() }
        }
        for await _ in done {}
        #expect(seen.withLock { $0 } == [true, false])
        await loop.stop()
        #expect(ended.value == 2)
    }

    @Test func whatIsNoLongerWantedDoesNotRun() async throws {
        let loop = try EventLoop()
        let ended = Counter()
        await loop.run {
            loop.start(Piece(ended, isWanted: false) { Issue.record("it ran") })
            loop.start(Piece(ended) {})
        }
        await loop.stop()
        #expect(ended.value == 1)
    }

    @Test func anErrorReachesItsPiece() async throws {
        let loop = try EventLoop()
        let ended = Counter()
        let piece = Piece(ended) { throw CancellationError() }
        await loop.run { loop.start(piece) }
        await loop.stop()
        #expect(piece.failure.withLock { $0 is CancellationError })
    }

    @Test func onlySoManyWorkersWaitForWork() async throws {
        let loop = try EventLoop()
        let ended = Counter()
        let count = EventLoop.maxParkedWorkers + 50
        let waiting = Mutex<[UnsafeContinuation<Void, Never>]>([])
        await loop.run {
            for _ in 0..<count {
                loop.start(Piece(ended) {
                    await withUnsafeContinuation { continuation in waiting.withLock { $0.append(continuation) } }
                })
            }
            loop.runReadyJobs()
        }
        #expect(waiting.withLock { $0.count } == count)
        for continuation in waiting.withLock({ $0 }) { continuation.resume() }
        while ended.value < count { await loop.run {} }
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
    let worker = Mutex<Worker?>(nil)
    private let ended: Counter
    private let isWanted: Bool
    private let body: @Sendable () async throws -> Void

    init(_ ended: Counter, isWanted: Bool = true, _ body: @escaping @Sendable () async throws -> Void) {
        self.ended = ended
        self.isWanted = isWanted
        self.body = body
    }

    func takeBody(for worker: Worker) -> LoopBody? {
        self.worker.withLock { $0 = worker }
        guard isWanted else { return nil }
        return { [body] _ in try await body() }
    }

    func bodyEnded(_ error: (any Error)?) {
        failure.withLock { $0 = error }
        ended.increment()
    }
}
