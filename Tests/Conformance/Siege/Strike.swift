import Glibc
import RawHTTP2

/// One connection of an attack, from the first byte to its end.
struct Strike {
    /// Whether the server ended it, in time.
    private(set) var isClosed = false
    /// The last stream that the server admits to having seen (GOAWAY); nil when it said nothing.
    private(set) var lastStream: UInt32?
    private var received: [UInt8] = []

    /// Sends the bytes as fast as they are taken and, when it `reads`, takes what comes; for ten seconds at most.
    init(_ socket: BareSocket, _ bytes: [UInt8], reads: Bool) {
        var unsent = bytes[...]
        let end = ContinuousClock.now + .seconds(10)
        while !isClosed, ContinuousClock.now < end {
            let events = (unsent.isEmpty ? 0 : POLLOUT) | (reads ? POLLIN : 0)
            guard socket.wait(for: events, milliseconds: 100) else { continue }
            if !unsent.isEmpty {
                guard let count = socket.send(unsent) else { unsent = []; isClosed = !reads; continue }
                unsent = unsent.dropFirst(count)
            }
            if reads {
                guard let more = socket.receive() else { isClosed = true; break }
                take(more)
            } else if unsent.isEmpty {
                // Only the end is reported now.
                isClosed = socket.wait(for: 0, milliseconds: 100)
            }
        }
    }

    /// Looks for GOAWAY among the frames.
    private mutating func take(_ bytes: [UInt8]) {
        received += bytes
        var start = 0
        while received.count - start >= 9 {
            let header = received[start..<start + 9]
            let length = header.prefix(3).reduce(0) { $0 << 8 | Int($1) }
            guard received.count - start >= 9 + length else { break }
            if header[start + 3] == Frame.Kind.goAway.rawValue {
                let id = received[start + 9..<start + 9 + length].prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
                lastStream = id & 0x7fff_ffff
            }
            start += 9 + length
        }
        received.removeFirst(start)
    }
}

/// The strikes of one attacker after another, as long as it lasts.
struct Strikes {
    private(set) var count = 0
    private(set) var open = 0
    private(set) var mostStreams = 0

    mutating func add(_ strike: Strike) {
        count += 1
        open += strike.isClosed ? 0 : 1
        if let last = strike.lastStream { mostStreams = max(mostStreams, Int(last + 1) / 2) }
    }

    mutating func add(_ other: Strikes) {
        count += other.count
        open += other.open
        mostStreams = max(mostStreams, other.mostStreams)
    }
}
