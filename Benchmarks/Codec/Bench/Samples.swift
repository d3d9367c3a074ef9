import CodecPeer
import Foundation
import SwiftProtobuf

/// What the messages say. It is made with swift-protobuf and protoc: a bench that measures Martlet's codec must not
/// take its input from it.
enum Samples {
    static var echo: Bench_Echo {
        .with {
            $0.id = 123_456_789
            $0.name = "hello world"
            $0.flag = true
        }
    }

    static var order: Bench_Order {
        .with {
            $0.orderID = "ORD-2024-000184467"
            $0.customerID = 9_876_543_210
            $0.status = .paid
            $0.created = moment(0)
            $0.updated = moment(86_400)
            $0.shipping = address("Ada Lovelace", line2: "Flat 3")
            $0.billing = address("Analytical Engines Ltd, Accounts", line2: nil)
            $0.items = (0..<10).map(item)
            $0.labels = [
                "channel": "web", "region": "eu-north", "warehouse": "stockholm-2", "campaign": "autumn-clearance-sale",
                "agent": "none",
            ]
            $0.card = .with {
                $0.number = "4242"
                $0.holder = "Ada Lovelace"
                $0.expMonth = 11
                $0.expYear = 2031
            }
            $0.total = .with {
                $0.currency = .eur
                $0.units = 1_234
                $0.nanos = 560_000_000
            }
            $0.taxRate = 0.25
            $0.coupon = "AUTUMN10"
            $0.express = true
            $0.tags = ["gift", "fragile", "first-order", "leave with the neighbour"]
            $0.checksum = 0x0123_4567_89AB_CDEF
            $0.priority = -3
        }
    }

    /// Integers of one to five bytes, in an order that nothing can guess.
    static var numbers: Bench_Numbers {
        var noise = Noise()
        return .with {
            $0.ints = (0..<1000).map { _ in Int32(truncatingIfNeeded: (noise.next() >> 33) >> (noise.next() % 31)) }
            $0.doubles = (0..<1000).map { Double($0) * 0.37 - 100 }
        }
    }

    static var blob: Bench_Blob {
        var noise = Noise()
        return .with { $0.payload = Data((0..<65_536).map { _ in UInt8(truncatingIfNeeded: noise.next() >> 32) }) }
    }

    static var tree: Bench_Tree {
        .with {
            $0.title = "one of many"
            $0.nodes = (0..<1000).map { index in
                .with {
                    $0.name = "node-\(index)"
                    $0.value = Int64(index) * 7_919_000
                    $0.score = Double(index) * 0.5
                    $0.active = index.isMultiple(of: 2)
                    $0.comment = "a comment that needs memory of its own, \(index)"
                    $0.at = moment(Int64(index))
                    $0.codes = (0..<3).map { Int32(index * 10 + $0) }
                }
            }
        }
    }

    private static func moment(_ seconds: Int64) -> Bench_Timestamp {
        .with {
            $0.seconds = 1_700_000_000 + seconds
            $0.nanos = 123_456_789
        }
    }

    private static func address(_ name: String, line2: String?) -> Bench_Address {
        .with {
            $0.name = name
            $0.line1 = "12 St James's Square"
            if let line2 { $0.line2 = line2 }
            $0.city = "London"
            $0.region = "Greater London"
            $0.postalCode = "SW1Y 4LB"
            $0.country = "GB"
        }
    }

    private static func item(_ index: Int) -> Bench_Item {
        .with {
            $0.sku = "SKU-\(1000 + index)"
            $0.title = index.isMultiple(of: 2) ? "Brass gear, \(index) teeth" : "Punched card"
            $0.quantity = Int32(index + 1)
            $0.unitPrice = 9.99 + Double(index)
            $0.weight = 0.125 * Double(index)
            $0.currency = .eur
            $0.gift = index.isMultiple(of: 3)
            if index.isMultiple(of: 4) { $0.note = "Please wrap it twice" }
            if index.isMultiple(of: 5) { $0.discount = 10 }
        }
    }
}

/// Numbers that look random and are the same in every run.
private struct Noise {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The high bits are the good ones.
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
    }
}
