import MartletEventLoop
import Testing

@Suite struct TimerTests {
    @Test func timersFireInOrderOfTheirInstantsAndThenOfTheirAge() {
        let loop = EventLoop.manual()
        var fired: [Int] = []
        let alarm = Alarm { fired.append($0) }
        loop.onLoop {
            for (context, delay) in [30, 10, 20, 10, 30, 10].enumerated() {
                _ = loop.schedule(at: loop.now.advanced(by: .milliseconds(delay)), alarm, context: context)
            }
        }
        loop.advance(by: .milliseconds(9))
        #expect(fired.isEmpty)
        loop.advance(by: .milliseconds(1))
        #expect(fired == [1, 3, 5])
        loop.advance(by: .seconds(1))
        #expect(fired == [1, 3, 5, 2, 0, 4])
    }

    @Test func aTimerSeesItsOwnInstant() {
        let loop = EventLoop.manual()
        let start = loop.onLoop { loop.now }
        var seen: MonotonicTime?
        let alarm = Alarm { _ in seen = loop.now }
        loop.onLoop { _ = loop.schedule(at: start.advanced(by: .seconds(2)), alarm, context: 0) }
        loop.advance(by: .seconds(10))
        #expect(seen == start.advanced(by: .seconds(2)))
    }

    @Test func aCancelledTimerDoesNotFireAndLeavesNothing() {
        let loop = EventLoop.manual()
        loop.onLoop {
            for round in 0..<10_000 {
                let alarm = Alarm { _ in Issue.record("a cancelled timer fired") }
                let timer = loop.schedule(at: loop.now.advanced(by: .seconds(30)), alarm, context: round)
                loop.cancel(timer)
            }
            #expect(loop.timerCount == 0)
        }
        loop.advance(by: .seconds(60))
    }

    @Test func aStaleTimerIDDoesNotHitThePlacesNextTenant() {
        let loop = EventLoop.manual()
        var fired: [Int] = []
        let alarm = Alarm { fired.append($0) }
        loop.onLoop {
            let first = loop.schedule(at: loop.now.advanced(by: .seconds(1)), alarm, context: 1)
            loop.cancel(first)
            let second = loop.schedule(at: loop.now.advanced(by: .seconds(1)), alarm, context: 2)
            #expect(first != second)
            loop.cancel(first)
        }
        loop.advance(by: .seconds(2))
        #expect(fired == [2])
    }

    @Test func aTimerMayCancelAndScheduleOthersWhileFiring() {
        let loop = EventLoop.manual()
        var fired: [Int] = []
        var others: [TimerID] = []
        var alarm: Alarm?
        alarm = Alarm { context in
            fired.append(context)
            guard context == 0, let alarm else { return }
            loop.cancel(others[0])
            _ = loop.schedule(at: loop.now, alarm, context: 7)
        }
        loop.onLoop {
            guard let alarm else { return }
            let due = loop.now.advanced(by: .seconds(1))
            _ = loop.schedule(at: due, alarm, context: 0)
            others = [1, 2].map { loop.schedule(at: due, alarm, context: $0) }
        }
        loop.advance(by: .seconds(1))
        #expect(fired == [0, 2, 7])
        alarm = nil
    }

    @Test func aTargetIsHeldUntilItsTimerEnds() {
        let loop = EventLoop.manual()
        weak var held: Alarm?
        var timer: TimerID?
        loop.onLoop {
            let alarm = Alarm { _ in }
            held = alarm
            timer = loop.schedule(at: .distantFuture, alarm, context: 0)
        }
        #expect(held != nil)
        loop.onLoop { if let timer { loop.cancel(timer) } }
        #expect(held == nil)
    }

    @Test func aTargetsDeinitMayComeBackToTheTimers() {
        final class Nested: TimerTarget {
            let loop: EventLoop
            var own: TimerID?
            init(_ loop: EventLoop) { self.loop = loop }
            deinit { if let own { loop.cancel(own) } }
            func timerFired(_ context: Int) {}
        }
        let loop = EventLoop.manual()
        loop.onLoop {
            for _ in 0..<100 {
                let nested = Nested(loop)
                nested.own = loop.schedule(at: loop.now.advanced(by: .seconds(1)), nested, context: 0)
                if let own = nested.own { loop.cancel(own) }
            }
            #expect(loop.timerCount == 0)
        }
    }

    /// A model that cannot be wrong (a sorted array) against the heap, over a seeded run.
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func agreesWithASortedArray(seed: UInt64) {
        var random = SplitMix(state: seed)
        let loop = EventLoop.manual()
        var model: [(due: Int, age: Int, timer: TimerID)] = []
        var fired: [Int] = []
        let alarm = Alarm { fired.append($0) }
        var clock = 0
        for age in 0..<3000 {
            loop.onLoop {
                let due = clock + Int(random.next() % 500)
                let instant = MonotonicTime(nanoseconds: 1_000_000_000 + UInt64(due) * 1000)
                model.append((due, age, loop.schedule(at: instant, alarm, context: age)))
                if random.next() % 2 == 0, !model.isEmpty {
                    let victim = model.remove(at: Int(random.next() % UInt64(model.count)))
                    loop.cancel(victim.timer)
                }
                #expect(loop.timerCount == model.count)
            }
            if random.next() % 8 == 0 {
                let step = Int(random.next() % 300)
                clock += step
                fired = []
                loop.advance(by: .microseconds(step))
                let expected = model.filter { $0.due <= clock }.sorted { ($0.due, $0.age) < ($1.due, $1.age) }
                model.removeAll { $0.due <= clock }
                #expect(fired == expected.map(\.age))
            }
        }
    }

    @Test func aRealLoopWakesForItsTimer() async throws {
        let loop = try EventLoop()
        let start = MonotonicTime.now()
        await withCheckedContinuation { continuation in
            loop.execute {
                let alarm = Alarm { _ in continuation.resume() }
                _ = loop.schedule(at: loop.now.advanced(by: .milliseconds(20)), alarm, context: 0)
            }
        }
        let waited = start.duration(to: .now())
        #expect(waited >= .milliseconds(19))
        await loop.stop()
    }
}

/// A small seeded generator: the same seed gives the same test.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
