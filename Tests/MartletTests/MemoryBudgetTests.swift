import MartletProtobuf
import Testing

@testable import Martlet
@testable import RawHTTP2

/// Setting `memoryBudgetBytes`: what the connections of a server hold together.
@Suite(.serialized) struct MemoryBudgetTests {
    private static let unary = HeaderFields.call(NoteService.Methods.unary.path)
    private static let chat = HeaderFields.call(NoteService.Methods.chat.path)
    private static let emptyMessage: [UInt8] = [0, 0, 0, 0, 0]

    private func limits(budget: Int, _ change: (inout ServerLimits) -> Void = { _ in }) -> ServerLimits {
        RawWire.limits {
            $0.memoryBudgetBytes = budget
            $0.stalledStreamTimeout = nil
            $0.stalledConnectionTimeout = nil
            change(&$0)
        }
    }

    /// As a server with 256 MiB in all has it: a budget of 64 MiB, and 500 uploads of 4 MiB that arrive together.
    @Test func uploadsBeyondTheBudgetAreRefusedAndTheOthersArrive() async throws {
        let budget = 64 << 20
        let fleet = try await RawWire.aside {
            let service = NoteService(unary: { _, _ in Note() })
            let fleet = try RawFleet(service, ships: 5, limits: self.limits(budget: budget))
            let ids = (0..<100).map { UInt32(1 + 2 * $0) }
            for ship in fleet.ships { fleet.send(ship, bytes: ids.flatMap { Frame.headers($0, Self.unary).bytes }) }
            var rest = try framed(Note(body: Bytes(repeating: 1, count: (4 << 20) - 16)))[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(16_384))
                rest = rest.dropFirst(piece.count)
                for ship in fleet.ships {
                    let open = ids.filter { !ship.answered.contains($0) }
                    let isLast = rest.isEmpty
                    fleet.send(ship, bytes: open.flatMap { Frame.data($0, piece, endStream: isLast).bytes })
                }
            }
            return fleet
        }
        let statuses = fleet.ships.flatMap(\.statuses)
        #expect(statuses.count == 500)
        #expect(Set(statuses) == ["0", "8"])
        #expect(statuses.count { $0 == "0" } >= 10)
        #expect(fleet.ships.allSatisfy { !$0.isClosed && $0.goAways.isEmpty })
        #expect(fleet.mostHeld <= budget, "\(fleet.mostHeld)")
        #expect(fleet.refused("memory") == Int64(statuses.count { $0 == "8" }))
    }

    /// All places where memory is held, and what becomes of it when nobody gives it back.
    enum Hoard: CaseIterable {
        /// The client does not read the responses.
        case unreadResponses
        /// The handler does not read the requests.
        case unreadRequests
    }

    @Test(arguments: Hoard.allCases)
    func whoHoldsMostIsClosedWhenAllIsInUse(hoard: Hoard) async throws {
        for budget in [4 << 20, 1 << 30] {
            let fleet = try await RawWire.aside { try self.fill(hoard, budget: budget) }
            let isTight = budget < 1 << 30
            #expect(fleet.closed("memory") == (isTight ? 1 : 0))
            #expect(fleet.ships[0].isClosed == isTight)
            #expect(fleet.ships.dropFirst().allSatisfy { !$0.isClosed })
            #expect(fleet.heldBytes < budget)
            if isTight { #expect(fleet.log.lines.contains { $0.contains("(setting memoryBudgetBytes)") }) }
        }
    }

    /// The first ship brings 5 MiB, four others an eighth of that each.
    private func fill(_ hoard: Hoard, budget: Int) throws -> RawFleet {
        let service =
            switch hoard {
            case .unreadResponses: NoteService()
            case .unreadRequests: NoteService(chat: { _, _, _ in try await Task.sleep(for: .seconds(86_400)) })
            }
        let fleet = try RawFleet(service, ships: 5, limits: limits(budget: budget))
        let ids = (0..<80).map { UInt32(1 + 2 * $0) }
        for ship in fleet.ships {
            ship.reads = hoard == .unreadRequests
            let count = ship === fleet.ships[0] ? ids.count : ids.count / 8
            fleet.send(ship, bytes: ids.prefix(count).flatMap { Frame.headers($0, Self.chat).bytes })
        }
        let message = try framed(Note(body: Bytes(repeating: 1, count: 15_000)))
        for _ in 0..<4 {
            for ship in fleet.ships.reversed() {
                let count = ship === fleet.ships[0] ? ids.count : ids.count / 8
                fleet.send(ship, bytes: ids.prefix(count).flatMap { Frame.data($0, message).bytes })
            }
        }
        fleet.advance(by: .seconds(1))
        fleet.ships[0].reads = true
        fleet.advance(by: .seconds(1))
        return fleet
    }

    @Test func callsAreRefusedWhileMemoryIsScarceAndServedAfter() async throws {
        let fleet = try await RawWire.aside {
            let service = NoteService(chat: { _, _, _ in try await Task.sleep(for: .seconds(86_400)) })
            let fleet = try RawFleet(service, ships: 2, limits: self.limits(budget: 2 << 20))
            let message = try framed(Note(body: Bytes(repeating: 1, count: 16_000)))
            let ids = (0..<10).map { UInt32(1 + 2 * $0) }
            fleet.send(fleet.ships[0], bytes: ids.flatMap { Frame.headers($0, Self.chat).bytes })
            for id in ids + ids + ids + ids where fleet.budget.level < .scarce {
                fleet.send(fleet.ships[0], .data(id, message), .data(id, message), .data(id, message))
            }
            #expect(fleet.heldByMetrics == Double(fleet.budget.heldBytes))
            let call = { (id: UInt32) in
                fleet.send(
                    fleet.ships[1], .headers(id, Self.unary), .data(id, Self.emptyMessage, endStream: true))
            }
            call(1)
            fleet.send(fleet.ships[0], bytes: ids.flatMap { Frame.reset($0).bytes })
            fleet.advance(by: .seconds(1))
            call(3)
            return fleet
        }
        #expect(fleet.ships[1].status(of: 1) == "8")
        #expect(fleet.ships[1].field("grpc-message", of: 1)?.contains("memoryBudgetBytes") == true)
        #expect(fleet.ships[1].field("grpc-retry-pushback-ms", of: 1) != nil)
        #expect(fleet.refused("memory") == 1)
        #expect(fleet.ships[1].status(of: 3) == "0")
        #expect(fleet.budget.heldBytes == 0)
        #expect(fleet.heldByMetrics == 0)
    }

    private static let (v2, v1) = ("/sys/fs/cgroup", "/sys/fs/cgroup/memory")

    @Test(arguments: [
        ("0::/\n", ["\(v2)/memory.max"]),
        ("0::/a/b\n", ["\(v2)/a/b/memory.max", "\(v2)/a/memory.max", "\(v2)/memory.max"]),
        ("7:pids:/x\n4:memory:/a\n", ["\(v1)/a/memory.limit_in_bytes", "\(v1)/memory.limit_in_bytes"]),
        ("4:cpu,memory:/\n0::/\n", ["\(v1)/memory.limit_in_bytes", "\(v2)/memory.max"]),
        ("nonsense\n", []),
    ])
    func theLimitsOfTheProcessAreFound(text: String, files: [String]) {
        #expect(MachineMemory.files(of: text) == files)
    }

    @Test func theDefaultIsAQuarterOfWhatTheProcessMayHave() {
        #expect(MachineMemory.limit("max\n") == nil && MachineMemory.limit("268435456\n") == 256 << 20)
        #expect(MachineMemory.bytes > 64 << 20)
        #expect(ServerLimits().memoryBudget == MachineMemory.bytes / 4)
    }
}
