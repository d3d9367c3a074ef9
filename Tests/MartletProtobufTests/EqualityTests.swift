import MartletProtobuf
import Testing

/// `==` and `hash(into:)` of generated messages: each field counts, in arrays, maps and sub-messages too.
@Suite struct EqualityTests {
    @Test func messagesAreEqualWhenTheirHashesAre() throws {
        let empty = Everything()
        var differing: Set<Int32> = []
        for field in Everything._pbFields {
            for seed: UInt64 in 1...20 {
                var random = RandomWire(seed: seed &* 31 &+ UInt64(field.number))
                let bytes = random.message([field]).bytes
                let message = try Everything(decoding: bytes)
                // Not a number is not equal to itself.
                guard message == message else { continue }
                #expect(message.hashValue == (try Everything(decoding: bytes)).hashValue)
                #expect((message == empty) == (message.hashValue == empty.hashValue), "\(message)")
                if message != empty, message.unknownFields.isEmpty { differing.insert(field.number) }
            }
        }
        #expect(differing.count == Everything._pbFields.count)
    }
}
