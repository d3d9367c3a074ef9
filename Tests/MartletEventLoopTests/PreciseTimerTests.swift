import MartletEventLoop
import Synchronization
import Testing

@Suite struct PreciseTimerTests {
    /// Keeps a timer for bodies that run on the loop one after the other.
    private final class Holder: Sendable {
        private let timer = Mutex<PreciseTimer?>(nil)

        func hold(_ new: PreciseTimer?) { timer.withLock { $0 = new } }
        var held: PreciseTimer? { timer.withLock { $0 } }
    }

    @Test func itFiresOnceEachTimeItIsArmedAndNeverEarly() async throws {
        let loop = try EventLoop()
        let fired = Recorder<MonotonicTime>()
        let holder = Holder()
        await loop.run { holder.hold(try? PreciseTimer(loop: loop) { fired.note(.now()) }) }
        #expect(holder.held != nil)
        for round in 1...3 {
            let due = MonotonicTime.now().advanced(by: .microseconds(700))
            await loop.run { holder.held?.arm(at: due) }
            while fired.values.count < round { await loop.run {} }
            #expect(fired.values.count == round && fired.values[round - 1] >= due)
        }
        // Times that have passed are due at once, the clock's start included.
        await loop.run { holder.held?.arm(at: MonotonicTime(nanoseconds: 0)) }
        while fired.values.count < 4 { await loop.run {} }
        await loop.run { holder.held?.close() }
        await loop.stop()
    }

    @Test func armingItAgainForgetsTheFirstTime() async throws {
        let loop = try EventLoop()
        let fired = Recorder<MonotonicTime>()
        let holder = Holder()
        let second = MonotonicTime.now().advanced(by: .milliseconds(20))
        await loop.run {
            holder.hold(try? PreciseTimer(loop: loop) { fired.note(.now()) })
            holder.held?.arm(at: .distantFuture)
            holder.held?.arm(at: second)
        }
        while fired.values.isEmpty { await loop.run {} }
        #expect(fired.values.count == 1 && fired.values[0] >= second)
        await loop.run { holder.held?.close() }
        await loop.stop()
    }

    @Test func nothingComesAfterClose() async throws {
        let loop = try EventLoop()
        let fired = Counter()
        await loop.run {
            let timer = try? PreciseTimer(loop: loop) { fired.increment() }
            timer?.arm(at: MonotonicTime(nanoseconds: 0))
            timer?.close()
            timer?.arm(at: MonotonicTime(nanoseconds: 0))
        }
        for _ in 0..<20 { await loop.run {} }
        #expect(fired.value == 0)
        await loop.stop()
    }
}
