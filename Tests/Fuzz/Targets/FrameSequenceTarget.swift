internal import MartletHTTP2

/// A client and a server that do what the bytes say, two for each step. Both keep the rules, so neither may ever blame
/// the other, and what is written arrives.
enum FrameSequenceTarget {
    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        let talk = try Talk()
        for step in stride(from: 0, to: input.count - 1, by: 2) {
            try talk.step(input[step], Int(input[step + 1]))
        }
        try talk.end()
    }

    private final class Talk {
        private let client: SessionProbe
        private let server: SessionProbe
        private var up: [UInt8] = []
        private var down: [UInt8] = []
        /// What was written, by stream.
        private var requests: [Int32: [UInt8]] = [:]
        private var responses: [Int32: [UInt8]] = [:]

        init() throws(BrokenPromise) {
            client = try SessionProbe(.client)
            server = try SessionProbe(.server)
            server.answersAtOnce = false
        }

        /// One action; `detail` picks a stream, an amount or a code.
        func step(_ action: UInt8, _ detail: Int) throws(BrokenPromise) {
            switch action % 14 {
            case 0: _ = client.request(.call, endStream: detail & 1 == 1)
            case 1: write(detail * 9, on: client, detail, &requests)
            case 2: if let stream = pick(client, detail) { client.session.finish(stream, trailers: nil) }
            case 3: if let stream = pick(client, detail) { client.session.reset(stream, .cancel) }
            case 4: if let stream = pick(server, detail) { server.session.respond(stream, .reply, endStream: false) }
            case 5: write(detail * 9, on: server, detail, &responses)
            case 6: if let stream = pick(server, detail) { server.session.finish(stream, trailers: .ok) }
            case 7: if let stream = pick(server, detail) { server.session.reset(stream, .internalError) }
            case 8: _ = try carry(from: client, to: server, &up, detail)
            case 9: _ = try carry(from: server, to: client, &down, detail)
            case 10: client.session.ping(UInt64(detail))
            case 11: respondAtOnce(pick(server, detail))
            case 12: server.session.shutdownNotice()
            default: if detail > 200 { server.session.goAway(.noError, debugData: "enough") }
            }
        }

        /// A response that ends with its headers; what was written before would not be part of it.
        private func respondAtOnce(_ stream: HTTP2Stream?) {
            guard let stream, responses[stream.id] == nil else { return }
            server.session.respond(stream, .reply, endStream: true)
        }

        /// All that is on its way arrives, and nobody complains.
        func end() throws(BrokenPromise) {
            var isSilent = false
            while !isSilent {
                let isUpSilent = try !carry(from: client, to: server, &up, 0)
                isSilent = try !carry(from: server, to: client, &down, 0) && isUpSilent
            }
            for side in [client, server] {
                let complaints = side.session.counters.invalidFrames + side.session.counters.resetsForPeerErrors
                guard complaints == 0, side.session.lastViolation == nil else {
                    throw BrokenPromise("blames its peer for \(side.session.lastViolation ?? "a stream")")
                }
                guard side.goAways.allSatisfy({ $0 == .noError }) else { throw BrokenPromise("GOAWAY \(side.goAways)") }
            }
            try check(requests, arrivedAt: server)
            try check(responses, arrivedAt: client)
            try client.lose()
            try server.lose()
        }

        /// What arrived is how the written bytes begin; all of them where the call went well.
        private func check(_ written: [Int32: [UInt8]], arrivedAt side: SessionProbe) throws(BrokenPromise) {
            for (id, bytes) in side.received where !(written[id] ?? []).starts(with: bytes) {
                throw BrokenPromise("other bytes arrived on stream \(id) than were written")
            }
            for (id, code) in side.closed where code == .noError && client.closed[id] == .noError {
                guard side === server || written[id] ?? [] == side.received[id] ?? [] else {
                    throw BrokenPromise("the response on stream \(id) is not whole")
                }
            }
        }

        private func pick(_ side: SessionProbe, _ detail: Int) -> HTTP2Stream? {
            let ids = side.open.keys.sorted()
            return ids.isEmpty ? nil : side.open[ids[detail % ids.count]]
        }

        private func write(_ count: Int, on side: SessionProbe, _ detail: Int, _ written: inout [Int32: [UInt8]]) {
            guard let stream = pick(side, detail) else { return }
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ detail) }
            side.session.write(stream, count: count) { region in
                region.copyBytes(from: bytes)
                written[stream.id, default: []] += bytes
            }
        }

        /// Moves some of what one side has to say to the other; a detail of 0 means all. False when there was nothing.
        private func carry(
            from source: SessionProbe, to target: SessionProbe, _ wire: inout [UInt8], _ detail: Int
        ) throws(BrokenPromise) -> Bool {
            wire += try source.produce(region: detail == 0 ? 4096 : detail)
            let count = detail == 0 ? wire.count : min(detail * 3, wire.count)
            let moved = wire.prefix(min(count, 16_384))
            wire.removeFirst(moved.count)
            if !moved.isEmpty { _ = try target.receive(moved) }
            return !moved.isEmpty
        }
    }
}
