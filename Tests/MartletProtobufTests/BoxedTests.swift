import MartletProtobuf
import Testing

/// Sub-messages that lie outside their message, changed where they lie.
@Suite struct BoxedTests {
    @Test func aChangeInPlaceLeavesCopiesAsTheyWere() {
        var order = Order()
        order.replaces = Order()
        order.replaces?.orderID = "first"
        let copy = order
        order.replaces?.orderID = "second"
        #expect(copy.replaces?.orderID == "first")
        #expect(order.replaces?.orderID == "second")
        #expect(order != copy)
    }

    @Test func anArrayInsideGrowsWithoutBeingCopied() {
        var order = Order()
        order.replaces = Order()
        order.replaces?.codes.reserveCapacity(100)
        order.replaces?.codes.append(1)
        let place = order.replaces?.codes.withUnsafeBufferPointer { $0.baseAddress }
        order.replaces?.codes.append(2)
        #expect(order.replaces?.codes == [1, 2])
        #expect(order.replaces?.codes.withUnsafeBufferPointer { $0.baseAddress } == place)
    }

    @Test func itIsSetAndClearedInPlace() throws {
        func put(_ value: Order?, in place: inout Order?) { place = value }
        var inner = Order()
        inner.coupon = "TEN"
        var order = Order()
        put(inner, in: &order.replaces)
        #expect(order.replaces == inner)
        put(nil, in: &order.replaces)
        #expect(order == Order())
        #expect(try order.encoded().isEmpty)
    }

    @Test func aChangeThatFailsKeepsWhatItHasDone() {
        struct Refusal: Error {}
        func change(_ place: inout Order?) throws {
            place?.orderID = "changed"
            throw Refusal()
        }
        var order = Order()
        order.replaces = Order()
        order.replaces?.coupon = "TEN"
        #expect(throws: Refusal.self) { try change(&order.replaces) }
        #expect(order.replaces?.orderID == "changed")
        #expect(order.replaces?.coupon == "TEN")
    }

    @Test func equalContentsAreEqualInBoxesOfTheirOwn() {
        func order(_ coupon: String) -> Order {
            var order = Order()
            order.replaces = Order()
            order.replaces?.coupon = coupon
            return order
        }
        #expect(order("TEN") == order("TEN"))
        #expect(order("TEN").hashValue == order("TEN").hashValue)
        #expect(order("TEN") != order("SIX"))
        #expect(order("TEN") != Order())
    }
}
