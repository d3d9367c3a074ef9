/// A field type that keys of maps may have.
public protocol MapKeyCoding: ReadableCoding where Value: Hashable {
    /// The keys in the order of deterministic output. Few programs ask for it: the code to sort stands in this module,
    /// once for each type of keys, and not in those that have maps.
    static func sorted(_ keys: [Value]) -> [Value]
}

extension MapKeyCoding where Value: Comparable {
    @inline(never)
    public static func sorted(_ keys: [Value]) -> [Value] { keys.sorted() }
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
    @inline(never)
    public static func sorted(_ keys: [Bool]) -> [Bool] { keys.sorted { !$0 && $1 } }
}

extension StringCoding: MapKeyCoding {
    /// By their bytes: `String`'s own order follows Unicode, whose tables change.
    @inline(never)
    public static func sorted(_ keys: [String]) -> [String] {
        keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
