/// A field type that keys of maps may have.
public protocol MapKeyCoding: ReadableCoding where Value: Hashable {
    /// The order of keys in deterministic output.
    static func precedes(_ first: Value, _ second: Value) -> Bool
}

extension MapKeyCoding where Value: Comparable {
    @inlinable
    public static func precedes(_ first: Value, _ second: Value) -> Bool { first < second }
}

extension Int32Coding: MapKeyCoding {}
extension Int64Coding: MapKeyCoding {}
extension UInt32Coding: MapKeyCoding {}
extension UInt64Coding: MapKeyCoding {}
extension SInt32Coding: MapKeyCoding {}
extension SInt64Coding: MapKeyCoding {}
extension Fixed32Coding: MapKeyCoding {}
extension Fixed64Coding: MapKeyCoding {}
extension SFixed32Coding: MapKeyCoding {}
extension SFixed64Coding: MapKeyCoding {}

extension BoolCoding: MapKeyCoding {
    @inlinable
    public static func precedes(_ first: Bool, _ second: Bool) -> Bool { !first && second }
}

extension StringCoding: MapKeyCoding {
    /// By their bytes: `String`'s own order follows Unicode, whose tables change.
    @inlinable
    public static func precedes(_ first: String, _ second: String) -> Bool {
        first.utf8.lexicographicallyPrecedes(second.utf8)
    }
}

/// A map's entries in the order of their keys. Out of line, since few programs ask for it.
@inlinable @inline(never)
func sorted<Key: MapKeyCoding, Value>(
    _ entries: [Key.Value: Value], by _: Key.Type
) -> [(key: Key.Value, value: Value)] {
    entries.sorted { Key.precedes($0.key, $1.key) }
}
