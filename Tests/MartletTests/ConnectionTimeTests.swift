import MartletEventLoop
import MartletHTTP2
import Testing

@testable import Martlet
@testable import RawHTTP2

/// What time does to a server's connections. Each test names the setting that does it, and repeats itself with that
/// setting off.
@Suite struct ConnectionTimeTests {
    private static let chat = HeaderFields.call(NoteService.Methods.chat.path)
    private static let unary = HeaderFields.call(NoteService.Methods.unary.path)
    private static let expand = HeaderFields.call(NoteService.Methods.expand.path)
    private static let emptyMessage: [UInt8] = [0, 0, 0, 0, 0]

    /// A wire on which no rule of time holds but those that `change` sets.
    private func wire(
        _ service: NoteService = NoteService(), capacity: Int = 1 << 20, greeted: Bool = true,
        _ change: (inout ServerLimits) -> Void
    ) throws -> RawWire {
        let limits = RawWire.limits {
            $0.settingsAcknowledgementTimeout = nil
            $0.headerBlockTimeout = nil
            $0.firstCallTimeout = nil
            $0.maxConnectionIdle = nil
            $0.keepalive = nil
            $0.stalledStreamTimeout = nil
            $0.stalledConnectionTimeout = nil
            change(&$0)
        }
        let wire = try RawWire(service, limits: limits, capacity: capacity)
        if greeted { wire.greet() }
        return wire
    }

    private func call(_ wire: RawWire, _ id: UInt32) {
        wire.send(.headers(id, Self.unary), .data(id, Self.emptyMessage, endStream: true))
        #expect(wire.status(of: id) == "0")
    }

    private let day = Duration.seconds(86_400)

    @Test func settingsMustCome() throws {
        let wire = try wire(greeted: false) { $0.settingsTimeout = .seconds(5) }
        wire.send(bytes: Frame.preface)
        wire.advance(by: .seconds(4))
        #expect(wire.closeReason == nil)
        wire.advance(by: .seconds(2))
        #expect(wire.closeReason == .handshakeTimeout)
        let patient = try self.wire(greeted: false) { $0.settingsTimeout = .seconds(1000) }
        patient.advance(by: .seconds(900))
        #expect(patient.closeReason == nil)
    }

    /// A peer that connects to a listener with TLS, and doesn't speak it.
    @Test func aTLSHandshakeMustCome() throws {
        let certificates = try Certificates.shared()
        let security = ServerSecurity.pem(chain: .file(certificates.chain), key: .file(certificates.key))
        for limit in [Duration.seconds(10), .seconds(1000)] {
            let limits = RawWire.limits {
                $0.handshakeTimeout = limit
                $0.settingsTimeout = .seconds(1)
            }
            let wire = try RawWire(limits: limits, security: security)
            wire.advance(by: .seconds(9))
            #expect(wire.closeReason == nil)
            wire.send(bytes: [22, 3, 1])  // the beginning of a record changes nothing
            wire.advance(by: .seconds(2))
            #expect(wire.closeReason == (limit > .seconds(10) ? nil : .handshakeTimeout))
        }
    }

    @Test func settingsMustBeAcknowledged() throws {
        for limit: Duration? in [.seconds(10), nil] {
            let wire = try wire(greeted: false) { $0.settingsAcknowledgementTimeout = limit }
            wire.send(bytes: Frame.preface + Frame.settings().bytes)
            wire.advance(by: .seconds(9))
            #expect(wire.goAways.isEmpty)
            wire.advance(by: .seconds(2))
            #expect(wire.goAways == (limit == nil ? [] : ["settingsTimeout settings_timeout"]))
            wire.advance(by: .seconds(1))
            #expect(wire.closeReason == (limit == nil ? nil : .settingsTimeout))
        }
    }

    @Test func aFirstCallMustCome() throws {
        for limit: Duration? in [.seconds(30), nil] {
            let wire = try wire { $0.firstCallTimeout = limit }
            wire.advance(by: .seconds(29))
            #expect(wire.goAways.isEmpty)
            wire.advance(by: .seconds(4))
            #expect(wire.closeReason == (limit == nil ? nil : .unused))
            #expect(wire.goAways.last == (limit == nil ? nil : "noError no_call"))
        }
    }

    @Test func anIdleConnectionEndsInOrder() throws {
        for limit: Duration? in [.seconds(900), nil] {
            let wire = try wire { $0.maxConnectionIdle = limit }
            wire.advance(by: .seconds(800))
            call(wire, 1)
            wire.advance(by: .seconds(899))
            #expect(wire.goAways.isEmpty)
            wire.advance(by: .seconds(4))
            #expect(wire.closeReason == (limit == nil ? nil : .idle))
            #expect(wire.goAways.last == (limit == nil ? nil : "noError max_idle"))
        }
    }

    @Test func aConnectionWithACallIsNotIdle() throws {
        let wire = try wire { $0.maxConnectionIdle = .seconds(900) }
        wire.send(.headers(1, Self.chat))
        wire.advance(by: day)
        #expect(wire.goAways.isEmpty)
        wire.send(.data(1, endStream: true))
        wire.advance(by: .seconds(904))
        #expect(wire.closeReason == .idle)
    }

    @Test func anOldConnectionEndsAndItsCallsHaveAGrace() throws {
        for limit: Duration? in [.seconds(1000), nil] {
            let wire = try wire {
                $0.maxConnectionAge = limit
                $0.maxConnectionAgeGrace = .seconds(300)
            }
            wire.send(.headers(1, Self.chat))
            wire.advance(by: .seconds(899))
            #expect(wire.goAways.isEmpty)
            wire.advance(by: .seconds(203))
            #expect(wire.goAways.last == (limit == nil ? nil : "noError max_age"))
            wire.send(.data(1, Self.emptyMessage))
            #expect(wire.frames.contains { $0.kind == .data })
            wire.advance(by: .seconds(300))
            #expect(wire.closeReason == (limit == nil ? nil : .aged))
        }
    }

    @Test func agesDiffer() throws {
        let terms = ConnectionLife.Terms(age: .seconds(1000))
        let start = MonotonicTime(nanoseconds: 1)
        var notes = ConnectionLife.Notes()
        notes.settingsAcknowledged = true
        for jitter in [0.9, 1.0, 1.1] {
            let life = ConnectionLife(terms, at: start, jitter: jitter)
            #expect(life.next(notes) == start.advanced(by: .seconds(1000) * jitter))
        }
    }

    @Test func aSilentPeerIsAskedAndLetGo() throws {
        for keepalive in [Keepalive(time: .seconds(7200), withoutCalls: true), nil] {
            let wire = try wire { $0.keepalive = keepalive }
            wire.advance(by: .seconds(7199))
            #expect(!wire.frames.contains { $0.kind == .ping })
            wire.advance(by: .seconds(2))
            #expect(wire.frames.contains { $0.kind == .ping } == (keepalive != nil))
            wire.advance(by: .seconds(18))
            #expect(wire.closeReason == nil)
            wire.advance(by: .seconds(3))
            #expect(wire.closeReason == (keepalive == nil ? nil : .keepaliveTimeout))
        }
    }

    /// Any byte is an answer.
    @Test func aPeerThatAnswersIsKept() throws {
        let wire = try wire { $0.keepalive = Keepalive(time: .seconds(100), withoutCalls: true) }
        for _ in 0..<50 {
            wire.advance(by: .seconds(101))
            wire.send(.windowUpdate(0, 1))
        }
        #expect(wire.closeReason == nil)
        #expect(wire.frames.count { $0.kind == .ping } == 50)
    }

    @Test func aHeaderBlockMustArrive() throws {
        for limit: Duration? in [.seconds(5), nil] {
            let wire = try wire { $0.headerBlockTimeout = limit }
            call(wire, 1)
            let block = Self.chat.literalBlock
            wire.send(.headers(3, block: Array(block.prefix(10)), endHeaders: false))
            wire.advance(by: .seconds(4))
            wire.send(bytes: Array(Frame.continuation(3, block: Array(block.dropFirst(10))).bytes.prefix(12)))
            #expect(wire.goAways.isEmpty)
            wire.advance(by: .seconds(2))
            #expect(wire.goAways == (limit == nil ? [] : ["enhanceYourCalm header_timeout"]))
            wire.advance(by: .seconds(1))
            #expect(wire.closeReason == (limit == nil ? nil : .headerTimeout))
        }
    }

    private static let large = NoteService(expand: { _, responses, _ in
        for _ in 0..<100 { try await responses.write(Note(body: .init([UInt8](repeating: 1, count: 10_000)))) }
    })

    /// A window of zero, or a reader that gives no credit, costs the call; the others go on.
    @Test func aCallWhoseOutputStandsStillIsCancelled() throws {
        for limit: Duration? in [.seconds(30), nil] {
            let wire = try wire(Self.large) { $0.stalledStreamTimeout = limit }
            wire.send(.windowUpdate(0, 1 << 20))
            wire.send(.headers(1, Self.expand), .data(1, [0, 0, 0, 0, 2, 0x10, 100], endStream: true))
            wire.advance(by: .seconds(29))
            #expect(wire.reset(of: 1) == nil)
            wire.send(.windowUpdate(1, 1000))  // a byte of progress is progress
            wire.advance(by: .seconds(29))
            #expect(wire.reset(of: 1) == nil)
            wire.advance(by: .seconds(22))
            #expect(wire.reset(of: 1) == (limit == nil ? nil : .cancel))
            call(wire, 3)
            #expect(wire.connection?.hasCalls == (limit == nil))
        }
    }

    /// Also output of which nothing has left yet has its time, from when it was first seen to wait.
    @Test func aCallThatMayNotSendAtAllHasItsTimeToo() throws {
        let wire = try wire(Self.large) { $0.stalledStreamTimeout = .seconds(30) }
        wire.advance(by: .seconds(1000))
        wire.send(.settings([.initialWindowSize(0)]))
        wire.send(.headers(1, Self.expand), .data(1, [0, 0, 0, 0, 2, 0x10, 100], endStream: true))
        wire.advance(by: .seconds(29))
        #expect(wire.reset(of: 1) == nil)
        wire.advance(by: .seconds(22))
        #expect(wire.reset(of: 1) == .cancel)
    }

    @Test func aPeerThatTakesNothingIsLetGo() throws {
        for limit: Duration? in [.seconds(60), nil] {
            let wire = try wire(Self.large, capacity: 4096) { $0.stalledConnectionTimeout = limit }
            wire.peerReads = false
            wire.send(.headers(1, Self.expand), .data(1, Self.emptyMessage, endStream: true))
            wire.advance(by: .seconds(59))
            #expect(wire.closeReason == nil)
            wire.advance(by: .seconds(2))
            #expect(wire.closeReason == (limit == nil ? nil : .stalled))
        }
    }

    /// All rules of time together are one timer, and calls come and go without touching it, however old the connection.
    @Test func timeCostsOneTimer() throws {
        let wire = try RawWire()
        wire.greet()
        var id: UInt32 = 1
        for _ in 0..<5 {
            call(wire, id)
            wire.advance(by: .milliseconds(1))
            call(wire, id + 2)
            let timer = try #require(wire.connection?.lifeTimer)
            for index in 2..<100 as Range<UInt32> {
                call(wire, id + 2 * index)
                wire.advance(by: .milliseconds(1))
                #expect(wire.loop.onLoop { wire.loop.timerCount } == 1)
                #expect(wire.connection?.lifeTimer == timer)
            }
            id += 200
            wire.advance(by: .seconds(15))
        }
    }
}
