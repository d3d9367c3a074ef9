/// The handlers of a loop's descriptors. A slot is reused, its generation never: an event that the kernel had queued
/// for a descriptor closed in the same tick carries the old generation and finds nobody.
struct ReadinessTable {
    private struct Slot {
        var handler: (any ReadinessHandler)?
        var generation: UInt32 = 0
    }

    private var slots: [Slot] = []
    private var free: [UInt32] = []
    /// Which slot a descriptor number belongs to now. Someone may close a descriptor first and deregister later, when
    /// the number is already another connection's; only its owner may take it out of the poller.
    private var owners: [Int32: UInt32] = [:]

    /// How many descriptors are registered.
    var count: Int { slots.count - free.count }

    mutating func insert(_ descriptor: Int32, _ handler: any ReadinessHandler) -> Registration {
        let slot: UInt32
        if let reused = free.popLast() {
            slot = reused
        } else {
            slot = UInt32(truncatingIfNeeded: slots.count)
            slots.append(Slot())
        }
        slots[Int(slot)].handler = handler
        owners[descriptor] = slot
        return Registration(descriptor: descriptor, slot: slot, generation: slots[Int(slot)].generation)
    }

    /// Ends a registration, and says whether the caller must take the descriptor out of the poller. The handler is
    /// handed over, so that a deinit that comes back here finds the table at rest.
    mutating func remove(_ registration: Registration) -> (handler: (any ReadinessHandler)?, ownsDescriptor: Bool) {
        let index = Int(registration.slot)
        guard index < slots.count, slots[index].generation == registration.generation,
            let handler = slots[index].handler.take()
        else { return (nil, false) }
        slots[index].generation &+= 1
        free.append(registration.slot)
        guard owners[registration.descriptor] == registration.slot else { return (handler, false) }
        owners[registration.descriptor] = nil
        return (handler, true)
    }

    /// Who is to hear of an event, or nil for one that came too late.
    func handler(for token: UInt64) -> (any ReadinessHandler)? {
        let index = Int(token & 0xffff_ffff)
        guard index < slots.count, slots[index].generation == UInt32(token >> 32) else { return nil }
        return slots[index].handler
    }

    /// The registrations that have not ended.
    var live: [Registration] {
        owners.map { Registration(descriptor: $0.key, slot: $0.value, generation: slots[Int($0.value)].generation) }
    }
}
