import Glibc
import MartletEventLoop
import Testing

@Suite struct EventLoopStopTests {
    @Test func stopRunsWhatIsQueued() async throws {
        let loop = try EventLoop()
        let count = Counter()
        for _ in 0..<100 {
            loop.execute {
                loop.startTask {
                    await Task.yield()
                    loop.execute { count.increment() }
                }
            }
        }
        await loop.stop()
        #expect(count.value == 100)
    }

    @Test func stopMayBeCalledTwiceAndByManyTasks() async throws {
        let loop = try EventLoop()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { await loop.stop() } }
        }
        await loop.stop()
    }

    @Test func aTaskOfTheLoopMayStopIt() async throws {
        let loop = try EventLoop()
        let task: Task<Void, Never> = await loop.run {
            loop.startTask {
                await loop.stop()
                #expect(!loop.isCurrent)
            }
        }
        await task.value
    }

    @Test func aStoppedLoopRefusesBodies() async throws {
        let loop = try EventLoop()
        await loop.stop()
        #expect(!loop.execute { Issue.record("a body ran on a stopped loop") })
    }

    @Test func aTaskThatOutlivesTheLoopIsNotLost() async throws {
        let loop = try EventLoop()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let task: Task<Void, Never> = await loop.run {
            loop.startTask {
                for await _ in gate {}
                #expect(!loop.isCurrent)
            }
        }
        await loop.stop()
        open.finish()
        await task.value
    }

    @Test func stopLetsGoOfHandlersAndTimersUnfired() async throws {
        let loop = try EventLoop()
        let (one, two) = descriptorPair()
        let references = await loop.run {
            let handler = Handler()
            let alarm = Alarm { _ in Issue.record("a timer fired after stop") }
            _ = try? loop.register(one, handler)
            _ = loop.schedule(at: loop.now.advanced(by: .seconds(600)), alarm, context: 0)
            return WeakReferences(handler, alarm)
        }
        #expect(references.areAlive)
        await loop.stop()
        #expect(!references.areAlive)
        close(one)
        close(two)
    }

    @Test func aLoopClosesItsDescriptors() async throws {
        weak var gone: EventLoop?
        do {
            let loop = try EventLoop()
            gone = loop
            await loop.stop()
        }
        #expect(gone == nil)
    }

    @Test func aGroupHandsItsLoopsOutInTurn() async throws {
        let group = try EventLoopGroup(count: 3)
        #expect(group.loops.count == 3)
        let turns = (0..<6).map { _ in group.next() }
        #expect(turns[0] !== turns[1] && turns[1] !== turns[2])
        #expect(turns[0] === turns[3])
        await group.stop()
        #expect(try EventLoopGroup.shared() === EventLoopGroup.shared())
    }
}

/// Sendable: the references are constants, and reading a weak one is atomic.
private final class WeakReferences: @unchecked Sendable {
    private weak var handler: Handler?
    private weak var alarm: Alarm?

    init(_ handler: Handler, _ alarm: Alarm) {
        self.handler = handler
        self.alarm = alarm
    }

    var areAlive: Bool { handler != nil && alarm != nil }
}
