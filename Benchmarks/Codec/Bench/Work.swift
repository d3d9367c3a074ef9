/// Something that is done as often as it is asked for.
enum Work {
    /// In this process.
    case here(_ run: (_ count: Int) throws -> Void)
    /// In another one, which says how many nanoseconds its thread took.
    case elsewhere(_ time: (_ count: Int) throws -> Double)
}
