import MartletEventLoop
import Testing

/// Who lets others go first (`executeAfterOthers`).
@Suite struct TurnTests {
    private let loop = EventLoop.manual()
    private let seen = Recorder<String>()

    private func wait(for turns: String...) {
        loop.onLoop {
            for turn in turns { loop.executeAfterOthers { [seen] in seen.note(turn) } }
        }
    }

    @Test func othersOfTheSameTickGoFirst() {
        wait(for: "patient")
        loop.execute { [loop, seen] in
            seen.note("body")
            loop.startTask { seen.note("task") }
        }
        loop.step()
        #expect(seen.values == ["body", "task", "patient"])
    }

    @Test func eachTickGivesOneTurn() {
        wait(for: "first", "second")
        loop.step()
        loop.execute { [seen] in seen.note("body") }
        #expect(seen.values == ["first"])
        loop.step()
        #expect(seen.values == ["first", "body", "second"])
        #expect(!loop.hasWork)
    }

    /// However busy others keep the loop, half of its time is for those who wait.
    @Test func turnsTakeAsLongAsTheOthersDid() {
        loop.execute { [loop] in loop.spend(.milliseconds(3)) }
        loop.onLoop {
            for turn in 0..<5 {
                loop.executeAfterOthers { [loop, seen] in
                    seen.note("\(turn)")
                    loop.spend(.milliseconds(1))
                }
            }
        }
        loop.step()
        #expect(seen.values == ["0", "1", "2"])
        loop.runUntilIdle()
        #expect(seen.values == ["0", "1", "2", "3", "4"])
    }

    /// A turn counts as ready since it began to wait, so that the delay of what it brings is not made small.
    @Test func aTurnKnowsSinceWhenItWaits() {
        let began = loop.onLoop { loop.now }
        loop.step()
        loop.onLoop {
            loop.executeAfterOthers { [loop] in loop.spend(.milliseconds(5)) }
            loop.executeAfterOthers { [loop, seen] in seen.note("\(loop.readySince <= began)") }
        }
        loop.runUntilIdle()
        #expect(seen.values == ["true"])
    }

    @Test func aLoopThatStopsGivesTheTurnsItOwes() async throws {
        let loop = try EventLoop()
        let seen = seen
        await loop.run {
            for turn in 0..<3 { loop.executeAfterOthers { seen.note("\(turn)") } }
        }
        await loop.stop()
        #expect(seen.values == ["0", "1", "2"])
    }
}
