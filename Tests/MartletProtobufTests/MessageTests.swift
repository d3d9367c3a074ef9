import MartletProtobuf
import Testing

@Suite struct MessageTests {
    @Test func whatIsEncodedIsDecoded() throws {
        var order = Order()
        order.orderID = "A-1 which is longer than fifteen bytes, ünïcode"
        order.customerID = -5
        order.status = Status(rawValue: 77)
        order.items = [Item(), Item()]
        order.items[1].sku = "sku"
        order.items[1].price = -0.0
        order.labels = ["a": "b", "": "", "c": ""]
        order.payment = .card(order.items[1])
        order.coupon = ""
        order.codes = [0, 1, -1, 300, 1 << 20]
        order.replaces = order
        let bytes = try order.encoded()
        #expect(try Order(decoding: bytes) == order)
    }

    @Test func sizeIsKnownBeforeWriting() throws {
        var item = Item()
        item.sku = "abc"
        let frame = try item.withEncodedSize { size, write in
            var frame = [UInt8](repeating: 0xEE, count: size + 2)
            frame.withUnsafeMutableBytes { write(UnsafeMutableRawBufferPointer(rebasing: $0[1..<(size + 1)])) }
            return frame
        }
        #expect(frame == [0xEE, 0x0a, 3, 0x61, 0x62, 0x63, 0xEE])
    }

    @Test func errorsNameMessageFieldAndByte() {
        // items { sku: "a" } items { price: truncated }
        let bytes: [UInt8] = [0x42, 3, 0x0a, 1, 0x61, 0x42, 3, 0x11, 1, 2]
        #expect {
            try Order(decoding: bytes)
        } throws: {
            "\($0)" == "shop.Order.items[1].price (field 2): value ends after its message at byte 8"
        }
        #expect {
            try Order(decoding: [0x10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01])
        } throws: {
            "\($0)" == "shop.Order.customer_id (field 2): varint longer than ten bytes at byte 1"
        }
    }

    @Test func descriptionReadsLikeTextFormatAndHidesSecrets() {
        var order = Order()
        order.orderID = "a\"b"
        order.status = .paid
        order.codes = [1, 2]
        order.items = [Item()]
        order.payment = .voucher("secret")
        #expect(
            order.description
                == #"order_id: "a\"b" status: STATUS_PAID items { } voucher: [REDACTED] codes: [1, 2]"#)
    }
}
