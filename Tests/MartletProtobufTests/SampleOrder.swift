// A message written by hand in the shape that martlet-gen gives it.
public import MartletProtobuf

/// An order.
public nonisolated struct Order: Hashable, Sendable {
    public var orderID: String = ""
    public var customerID: Int64 = 0
    public var status: Status = Status(rawValue: 0)
    public var items: [Item] = []
    public var labels: [String: String] = [:]
    public var payment: Payment?
    public var coupon: String?
    public var codes: [Int32] = []
    public var replaces: Order? {
        get { self._pbReplaces.value }
        set { self._pbReplaces.value = newValue }
        _modify { yield &self._pbReplaces.value }
    }
    /// Fields that this program's schema does not know.
    public var unknownFields = MartletProtobuf.UnknownFields()

    private var _pbReplaces = MartletProtobuf.Boxed<Order>()

    public init() {}

    public nonisolated enum Payment: Hashable, Sendable {
        case voucher(String)
        case card(Item)
    }

    public var card: Item? {
        get { if case .card(let value)? = self.payment { value } else { nil } }
        set { if let newValue { self.payment = .card(newValue) } else { self.payment = nil } }
    }
}

extension Order: MartletProtobuf.Message {
    public static var messageName: String { "shop.Order" }

    public static let _pbFields: [MartletProtobuf.FieldInfo] = [
        .init(1, "order_id", .string),
        .init(2, "customer_id", .int64),
        .init(3, "status", .enum(Status.self)),
        .init(8, "items", .message(Item.self), repeated: true),
        .init(9, "labels", .map(.string, .string)),
        .init(10, "card", .message(Item.self)),
        .init(11, "voucher", .string, redacted: true),
        .init(12, "codes", .int32, repeated: true),
        .init(15, "coupon", .string),
        .init(16, "replaces", .message(Order.self)),
    ]

    public mutating func _pbDecode(_ reader: inout MartletProtobuf.Reader) throws(MartletProtobuf.WireError) {
        while let tag = try reader.nextTag() {
            switch tag {
            case 10: self.orderID = try reader.read(.string)
            case 16: self.customerID = try reader.read(.int64)
            case 24: self.status = try reader.read(.openEnum(Status.self))
            case 66: try reader.messages(&self.items, tag)
            case 74: try reader.map(&self.labels, .string, .string, tag)
            case 82:
                let old = self.card
                self.payment = nil
                self.payment = .card(try reader.message(after: consume old))
            case 90: self.payment = .voucher(try reader.read(.string))
            case 96, 98: try reader.repeated(&self.codes, .int32, tag)
            case 122: self.coupon = try reader.read(.string)
            case 130: try reader.message(&self._pbReplaces)
            default: try reader.unknown(tag, &self.unknownFields)
            }
        }
    }

    public func _pbWrite(_ writer: inout MartletProtobuf.Writer) {
        writer.unknown(self.unknownFields)
        writer.message(16, self._pbReplaces)
        writer.optional(15, self.coupon, .string)
        writer.packed(12, self.codes, .int32)
        switch self.payment {
        case .card(let value): writer.message(10, value)
        case .voucher(let value): writer.optional(11, value, .string)
        case nil: break
        }
        writer.map(9, self.labels, .string, .string)
        writer.messages(8, self.items)
        writer.singular(3, self.status, .openEnum(Status.self))
        writer.singular(2, self.customerID, .int64)
        writer.singular(1, self.orderID, .string)
    }
}

public nonisolated struct Item: Hashable, Sendable {
    public var sku: String = ""
    public var price: Double = 0
    public var unknownFields = MartletProtobuf.UnknownFields()
    public init() {}
}

extension Item: MartletProtobuf.Message {
    public static var messageName: String { "shop.Item" }
    public static let _pbFields: [MartletProtobuf.FieldInfo] = [
        .init(1, "sku", .string),
        .init(2, "price", .double),
    ]
    public mutating func _pbDecode(_ reader: inout MartletProtobuf.Reader) throws(MartletProtobuf.WireError) {
        while let tag = try reader.nextTag() {
            switch tag {
            case 10: self.sku = try reader.read(.string)
            case 17: self.price = try reader.read(.double)
            default: try reader.unknown(tag, &self.unknownFields)
            }
        }
    }
    public func _pbWrite(_ writer: inout MartletProtobuf.Writer) {
        writer.unknown(self.unknownFields)
        writer.singular(2, self.price, .double)
        writer.singular(1, self.sku, .string)
    }
}

public nonisolated struct Status: MartletProtobuf.OpenEnum {
    public var rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
    public static let unspecified = Status(rawValue: 0)
    public static let paid = Status(rawValue: 2)
    public static let _pbValues: [MartletProtobuf.EnumValueInfo] = [
        .init(0, "STATUS_UNSPECIFIED"), .init(2, "STATUS_PAID"),
    ]
}
