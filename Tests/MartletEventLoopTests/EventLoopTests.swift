import MartletEventLoop
import Testing

@Suite struct EventLoopTests {
    @Test func bodiesOfOneThreadRunInOrderOnTheLoop() async throws {
        let loop = try EventLoop()
        let seen = Recorder<Int>()
        for number in 0..<1000 {
            loop.execute {
                #expect(loop.isCurrent)
                seen.note(number)
            }
        }
        await loop.run {}
        #expect(seen.values == Array(0..<1000))
        #expect(!loop.isCurrent)
        await loop.stop()
    }

    @Test func aSleepingLoopIsWokenByAnyThread() async throws {
        let loop = try EventLoop()
        let total = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<200 {
                        // Each waits for its answer, so the loop sleeps and wakes between them.
                        await loop.run { total.increment() }
                    }
                }
            }
        }
        #expect(total.value == 1600)
        await loop.stop()
    }

    @Test func aBodyPostedFromTheLoopRunsAfterTheCurrentOne() async throws {
        let loop = try EventLoop()
        let seen = Recorder<String>()
        await loop.run {
            loop.execute { seen.note("inner") }
            seen.note("outer")
        }
        await loop.run {}
        #expect(seen.values == ["outer", "inner"])
        await loop.stop()
    }

    @Test func aTaskRunsAtOnceUntilItSuspends() async throws {
        let loop = try EventLoop()
        let seen = Recorder<String>()
        await loop.run {
            loop.startTask {
                #expect(loop.isCurrent)
                seen.note("task")
            }
            seen.note("after")
        }
        #expect(seen.values == ["task", "after"])
        await loop.stop()
    }

    @Test(arguments: 0..<3) func aTaskComesBackToTheLoopAfterSuspending(kind: Int) async throws {
        let loop = try EventLoop()
        let places = Recorder<Bool>()
        let task: Task<Void, Never> = await loop.run {
            loop.startTask {
                places.note(loop.isCurrent)
                switch kind {
                case 0: await Task.yield()
                case 1: try? await Task.sleep(for: .milliseconds(2))
                default: await Task.detached {}.value
                }
                places.note(loop.isCurrent)
                await nonisolatedStep(loop, places)
                places.note(loop.isCurrent)
            }
        }
        await task.value
        #expect(places.values == [true, true, true, true])
        await loop.stop()
    }

    @Test func cancellingReachesATaskOfTheLoop() async throws {
        let loop = try EventLoop()
        let task: Task<Void, Never> = await loop.run {
            loop.startTask { try? await Task.sleep(for: .seconds(600)) }
        }
        task.cancel()
        await task.value
        await loop.stop()
    }

    @Test func readyTasksRunWhenAskedFor() async throws {
        let loop = try EventLoop()
        let seen = Recorder<String>()
        await loop.run {
            loop.startTask {
                await Task.yield()
                seen.note("task")
            }
            seen.note("before")
            loop.runReadyJobs()
            seen.note("after")
        }
        #expect(seen.values == ["before", "task", "after"])
        await loop.stop()
    }

    @Test(.timeLimit(.minutes(1))) func aTaskThatAlwaysYieldsDoesNotStarveTheRest() async throws {
        let loop = try EventLoop()
        let done = Counter()
        let task: Task<Void, Never> = await loop.run {
            loop.startTask { while done.value == 0 { await Task.yield() } }
        }
        // It can only run when the loop leaves its ready tasks after the budget.
        await loop.run { done.increment() }
        await task.value
        await loop.stop()
    }

    @Test func moreReadyTasksThanTheRingHoldsAllRun() async throws {
        let loop = try EventLoop()
        let count = Counter()
        await loop.run {
            for _ in 0..<5000 {
                loop.startTask {
                    await Task.yield()
                    count.increment()
                }
            }
        }
        while count.value < 5000 { await loop.run {} }
        await loop.stop()
        #expect(count.value == 5000)
    }

    @Test func flushesComeAfterTasksAndOncePerRequest() {
        let loop = EventLoop.manual()
        let seen = Recorder<String>()
        let flush = Flush { seen.note("flush") }
        loop.onLoop {
            loop.scheduleFlush(flush)
            loop.startTask {
                await Task.yield()
                seen.note("task")
            }
        }
        loop.step()
        loop.step()
        #expect(seen.values == ["task", "flush"])
    }

    @Test func whatAFlushMakesReadyRunsInTheSameTick() {
        let loop = EventLoop.manual()
        let seen = Recorder<String>()
        let second = Flush { seen.note("second") }
        let first = Flush {
            loop.startTask {
                await Task.yield()
                seen.note("task")
            }
            loop.scheduleFlush(second)
        }
        loop.onLoop { loop.scheduleFlush(first) }
        loop.step()
        #expect(seen.values == ["task", "second"] || seen.values == ["second", "task"])
    }

    @Test func aLongTickIsReportedAndRemembered() async throws {
        let reports = Recorder<Duration>()
        let watchdog = Watchdog(limit: .milliseconds(300)) { name, tick in
            #expect(name == "slow")
            reports.note(tick)
        }
        let loop = try EventLoop(name: "slow", watchdog: watchdog)
        await loop.run {}
        #expect(reports.values.isEmpty)
        await loop.run { spin(for: .milliseconds(400)) }
        await loop.run {}
        #expect(reports.values.count == 1)
        #expect(loop.longestTick >= .milliseconds(400))
        await loop.stop()
    }
}

private nonisolated func nonisolatedStep(_ loop: EventLoop, _ places: Recorder<Bool>) async {
    places.note(loop.isCurrent)
}

private func spin(for duration: Duration) {
    let end = MonotonicTime.now().advanced(by: duration)
    while MonotonicTime.now() < end {}
}
