import Martlet
import MartletProtobuf

/// An answer that is not the official one.
public struct InteropFailure: Error, CustomStringConvertible {
    /// What was looked at, what was found and what the case expects.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// Throws unless the value found is the one that the case expects.
func expect<Value: Equatable>(_ what: String, _ found: Value, is expected: Value) throws {
    guard found == expected else { throw InteropFailure("\(what): found \(found), expected \(expected)") }
}

/// Throws unless the payload is that long and holds zeros only.
func expect(_ what: String, _ payload: Payload?, hasZeros count: Int) throws {
    let body = payload?.body ?? Bytes()
    try expect("size of \(what)", body.count, is: count)
    guard body.allSatisfy({ $0 == 0 }) else { throw InteropFailure("\(what): not all bytes are zero") }
}

/// The error that `body` ends with; success throws.
func failure(of what: String, _ body: () async throws -> Void) async throws -> RPCError {
    do {
        try await body()
    } catch let error as RPCError {
        return error
    }
    throw InteropFailure("\(what): succeeded, expected a failure")
}
