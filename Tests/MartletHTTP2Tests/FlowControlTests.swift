import MartletHTTP2
import RawHTTP2
import Testing

/// Windows, credit and the memory that they bound.
@Suite struct FlowControlTests {
    @Test func outputStopsAtTheWindowAndGoesOnWhenItOpens() throws {
        let client = try Side.greetedClient()
        let stream = try client.session.request(.call, endStream: false, owner: nil)
        let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        client.session.write(stream, body)
        client.session.finish(stream, trailers: nil)
        var sent = client.frames().data(1)
        #expect(sent.count == 65_535)
        #expect(stream.bufferedByteCount == 100_000 - 65_535)
        try client.receive(.windowUpdate(1, 1_000_000))
        #expect(client.produce().isEmpty)
        try client.receive(.windowUpdate(0, 1_000_000))
        let rest = client.frames()
        sent += rest.data(1)
        let arrived = sent == body
        #expect(arrived)
        #expect(rest.last?.endsStream == true && stream.isLocalEnded)
    }

    @Test func aWindowMayTurnNegativeAndComesBack() throws {
        let client = try Side.greetedClient()
        try client.receive(.windowUpdate(0, 1_000_000))
        let stream = try client.session.request(.call, endStream: false, owner: nil)
        client.session.write(stream, .zeros(60_000))
        #expect(client.frames().data(1).count == 60_000)
        try client.receive(.settings([.initialWindowSize(1000)]))
        client.session.write(stream, .zeros(10_000))
        #expect(client.frames().data(1).isEmpty)
        // The window stands at 1,000 - 60,000; nothing may move before it is above 0.
        try client.receive(.windowUpdate(1, 59_000))
        #expect(client.frames().data(1).isEmpty)
        #expect(!client.session.wantsToProduce)
        try client.receive(.windowUpdate(1, 5_000))
        #expect(client.frames().data(1).count == 5_000)
        try client.receive(.settings([.initialWindowSize(20_000)]))
        #expect(client.frames().data(1).count == 5_000)
    }

    @Test func aPeerThatIgnoresTheWindowLosesItsStream() throws {
        let server = try Side.greetedServer { $0.initialWindowSize = 1000 }
        server.consumesAtOnce = false
        try server.receive(.headers(1, .plainRequest), .data(1, .zeros(1000)))
        #expect(server.open[1] != nil)
        try server.receive(.data(1, [1]))
        #expect(server.frames().resets.map(\.1) == [.flowControlError])
    }

    @Test func aPeerThatIgnoresTheConnectionWindowLosesTheConnection() throws {
        let server = try Side.greetedServer { $0.connectionWindowSize = 65_535 }
        server.consumesAtOnce = false
        for id: UInt32 in [1, 3, 5, 7, 9] {
            try server.receive(.headers(id, .plainRequest), .data(id, .zeros(16_000)))
        }
        #expect(server.frames().goAways == [.flowControlError])
    }

    @Test func creditComesBackOnlyWhenConsumed() throws {
        let server = try Side.greetedServer { $0.initialWindowSize = 40_000 }
        server.consumesAtOnce = false
        try server.receive(
            .headers(1, .plainRequest), .data(1, .zeros(16_000)), .data(1, .zeros(16_000)))
        #expect(server.produce().isEmpty)
        let stream = try #require(server.open[1])
        server.session.consume(stream, connectionBytes: 0, streamBytes: 32_000)
        let frames = server.frames()
        #expect(frames.credit(1) == 32_000 && frames.credit(0) == 0)
        // More than was delivered is not given.
        server.session.consume(stream, connectionBytes: 9_000_000, streamBytes: 9_000_000)
        #expect(server.frames().credit(1) == 0)
        #expect(server.session.receiveWindow == (1 << 20) - 32_000)
        try server.receive(.data(1, .zeros(8_000)))
        #expect(server.session.receiveWindow == (1 << 20) - 40_000)
    }

    @Test func paddingUsesNoCreditForGood() throws {
        let server = try Side.greetedServer { $0.initialWindowSize = 65_535 }
        try server.receive(.headers(1, .plainRequest))
        var body: [UInt8] = []
        var owed = 0
        for round in 0..<2000 {
            let payload = [UInt8](repeating: 7, count: round % 4)
            body += payload
            owed += 1 + payload.count + round % 256
            try server.receive(.data(1, payload, padding: UInt8(round % 256)))
            owed -= server.frames().credit(1)
        }
        let arrived = server.body(1) == body
        #expect(arrived)
        #expect(owed < 65_535 / 2 + 300)
        #expect(server.session.receiveWindow > (1 << 20) / 2)
    }

    @Test func aLargeBodyNeverHoldsMoreThanItsWindow() throws {
        let pair = try Pair { $0.initialWindowSize = 100_000 }
        pair.server.consumesAtOnce = false
        var delivered = 0
        var pending = 0
        pair.server.keepsTold = false
        pair.server.onEvent = { _, event in
            guard case .data(_, let bytes) = event else { return }
            delivered += bytes.count
            pending += bytes.count
        }
        let size = 4 << 20
        let stream = try pair.client.session.request(.call, endStream: false, owner: nil)
        pair.client.session.write(stream, .zeros(size))
        pair.client.session.finish(stream, trailers: nil)
        while delivered < size {
            let before = delivered
            try pair.pump()
            #expect(pending <= 100_000)
            try #require(delivered > before)
            let remote = try #require(pair.server.open[1])
            pair.server.session.consume(remote, connectionBytes: pending, streamBytes: pending)
            pending = 0
        }
        #expect(delivered == size && stream.isLocalEnded)
    }

    @Test func tenThousandStreamsResetMidBodyLeaveTheWindowWhole() throws {
        let server = try Side.greetedServer()
        server.consumesAtOnce = false
        server.keepsTold = false
        var generator = SplitMix(state: 3)
        var owed = 0
        for index in 0..<10_000 {
            let id = UInt32(index * 2 + 1)
            let size = Int.random(in: 1...3000, using: &generator)
            owed += size
            var frames: [Frame] = [.headers(id, .plainRequest), .data(id, .zeros(size))]
            if index % 3 == 0 {
                frames.append(.data(id, .zeros(50)))
                owed += 50
            }
            try server.receive(frames)
            let stream = try #require(server.open[id])
            if index % 2 == 0 { server.session.consume(stream, connectionBytes: size / 2, streamBytes: size / 2) }
            server.session.reset(stream, .cancel)
            if index % 5 == 0 {
                // The peer did not know yet.
                try server.receive(.data(id, .zeros(20)))
                owed += 20
            }
            server.drain()
            owed -= server.frames().credit(0)
        }
        #expect(server.session.activeStreamCount == 0)
        #expect(server.session.counters.resetsSent == 10_000)
        // Credit goes out in lots of half a window. When the next lot goes, nothing may be missing.
        try server.receive(.headers(20_001, .plainRequest))
        let last = try #require(server.open[20_001])
        for _ in 0..<60 {
            try server.receive(.data(20_001, .zeros(10_000)))
            server.session.consume(last, connectionBytes: 10_000, streamBytes: 10_000)
            owed += 10_000
            let credit = server.frames().credit(0)
            owed -= credit
            if credit > 0 { break }
        }
        #expect(owed == 0)
        #expect(server.session.receiveWindow == 1 << 20)
    }

    @Test func aResetBetweenThePiecesOfAFrameReturnsTheRest() throws {
        let server = try Side.greetedServer { $0.connectionWindowSize = 65_535 }
        server.consumesAtOnce = false
        var owed = 0
        for index in 0..<50 {
            let id = UInt32(index * 2 + 1)
            let frame = Frame.data(id, .zeros(16_000)).bytes
            try server.receive(bytes: Frame.headers(id, .plainRequest).bytes + frame[..<5000])
            server.session.reset(try #require(server.open[id]), .cancel)
            try server.receive(bytes: Array(frame[5000...]))
            owed += 16_000 - server.frames().credit(0)
            try #require(!server.session.isFinished)
        }
        #expect(owed <= 65_535 / 2 + 16_000)
    }

    @Test func writableIsToldOnceBelowTheLowWaterMark() throws {
        let client = try Side.greetedClient()
        let stream = try client.session.request(.call, endStream: false, owner: nil)
        client.session.write(stream, .zeros(65_535 + 40_000))
        stream.wantsWritableEvent = true
        _ = client.produce()
        #expect(stream.bufferedByteCount == 40_000)
        #expect(!client.told.contains(.writable(1)))
        try client.receive(.windowUpdate(0, 9_000), .windowUpdate(1, 9_000))
        _ = client.produce()
        #expect(client.told == [.writable(1)])
        #expect(!stream.wantsWritableEvent && stream.bufferedByteCount == 31_000)
        try client.receive(.windowUpdate(0, 90_000), .windowUpdate(1, 90_000))
        _ = client.produce()
        #expect(client.told == [.writable(1)])
    }

    @Test func aWriterFindsRoomBehindItsReservation() throws {
        let client = try Side.greetedClient()
        let stream = try client.session.request(.call, endStream: false, owner: nil)
        _ = client.produce()
        var expected: [UInt8] = []
        for size in [1, 1007, 1008, 1009, 0, 16, 5000, 70_000] {
            let byte = UInt8(truncatingIfNeeded: size)
            client.session.write(stream, count: size) { region in
                guard let base = region.baseAddress else { return }
                // Sixteen bytes too many, as an encoder with vector stores writes them.
                base.initializeMemory(as: UInt8.self, repeating: byte, count: size + 16)
            }
            expected += [UInt8](repeating: byte, count: size)
        }
        try client.receive(.windowUpdate(0, 90_000), .windowUpdate(1, 90_000))
        let arrived = client.frames().data(1) == expected
        #expect(arrived)
    }
}
