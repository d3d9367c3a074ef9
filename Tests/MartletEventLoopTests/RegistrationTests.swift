import Glibc
import MartletEventLoop
import Testing

@Suite struct RegistrationTests {
    @Test func aHandlerHearsOfItsDescriptorsEdges() async throws {
        let loop = try EventLoop()
        let (near, far) = descriptorPair()
        let seen = Recorder<Readiness>()
        await loop.run {
            _ = try? loop.register(near, Handler { seen.note($0) })
        }
        while seen.values.isEmpty { await loop.run {} }
        #expect(seen.values == [.writable])
        _ = Glibc.write(far, "x", 1)
        while seen.values.count < 2 { await loop.run {} }
        #expect(seen.values[1] == [.readable, .writable])
        close(far)
        while seen.values.count < 3 { await loop.run {} }
        #expect(seen.values[2].contains(.hangup))
        await loop.stop()
        close(near)
    }

    @Test func noEventComesAfterDeregister() async throws {
        let loop = try EventLoop()
        let (near, far) = descriptorPair()
        let seen = Recorder<Readiness>()
        await loop.run {
            let registration = try? loop.register(near, Handler { seen.note($0) })
            if let registration {
                loop.deregister(registration)
                loop.deregister(registration)
            }
        }
        _ = Glibc.write(far, "x", 1)
        for _ in 0..<10 { await loop.run {} }
        #expect(seen.values.isEmpty)
        await loop.stop()
        close(near)
        close(far)
    }

    /// Both ends become ready in one tick. Whoever is first closes the other and gives its number to a new connection;
    /// the old one's event must not reach the newcomer.
    @Test func aStaleEventNeverReachesTheDescriptorsNextOwner() async throws {
        let loop = try EventLoop()
        let fresh = Recorder<Readiness>()
        let recycled = await loop.run { Self.recycle(on: loop, fresh) }
        #expect(recycled)
        while fresh.values.isEmpty { await loop.run {} }
        // A stale event would bring readable or hangup; a new socket is only writable.
        #expect(fresh.values.allSatisfy { $0 == .writable })
        await loop.stop()
    }

    private static func recycle(on loop: EventLoop, _ fresh: Recorder<Readiness>) -> Bool {
        let (one, oneFar) = descriptorPair()
        let (two, twoFar) = descriptorPair()
        var registrations: [Int32: Registration] = [:]
        func replace(_ victim: Int32, _ farEnds: [Int32]) {
            guard let registration = registrations.removeValue(forKey: victim) else { return }
            registrations = [:]
            loop.deregister(registration)
            close(victim)
            // The kernel gives out the lowest free number.
            let (newcomer, _) = descriptorPair()
            #expect(newcomer == victim)
            _ = try? loop.register(newcomer, Handler { fresh.note($0) })
        }
        registrations[one] = try? loop.register(one, Handler { _ in replace(two, [oneFar]) })
        registrations[two] = try? loop.register(two, Handler { _ in replace(one, [twoFar]) })
        _ = Glibc.write(oneFar, "x", 1)
        _ = Glibc.write(twoFar, "x", 1)
        return registrations.count == 2
    }

    /// Closing first and deregistering later is a mistake, but must not hurt the number's next owner.
    @Test func deregisteringLateDoesNotTouchTheNextOwner() async throws {
        let loop = try EventLoop()
        let seen = Recorder<Readiness>()
        let far: Int32 = await loop.run {
            let (near, far) = descriptorPair()
            guard let old = try? loop.register(near, Handler()) else { return -1 }
            close(near)
            close(far)
            let (again, partner) = descriptorPair()
            #expect(again == near)
            _ = try? loop.register(again, Handler { seen.note($0) })
            loop.deregister(old)
            return partner
        }
        _ = Glibc.write(far, "x", 1)
        while !seen.values.contains(where: { $0.contains(.readable) }) { await loop.run {} }
        await loop.stop()
    }

    @Test func aBadDescriptorIsAnError() async throws {
        let loop = try EventLoop()
        await loop.run { #expect(throws: SystemError.self) { _ = try loop.register(-1, Handler()) } }
        await loop.stop()
    }
}
