import Martlet

extension InteropCase {
    static let unaryCases = [
        InteropCase("empty_unary") { client in
            let response = try await TestServiceClient(client).emptyCall(Empty(), options: patience)
            try expect("response", response, is: Empty())
        },
        InteropCase("large_unary") { client in
            let response = try await TestServiceClient(client).unaryCall(.large, options: patience)
            try expect("the payload", response.payload, hasZeros: 314_159)
        },
    ]
}
