extension SimpleRequest {
    /// The request of `large_unary`: 271,828 bytes up, 314,159 down.
    static let large = SimpleRequest(responseSize: 314_159, payload: .zeros(271_828))
}

extension StreamingOutputCallRequest {
    /// Asks for one response of that size.
    static func asking(for responseSize: Int32, with requestSize: Int) -> StreamingOutputCallRequest {
        StreamingOutputCallRequest(
            responseParameters: [ResponseParameters(size: responseSize)], payload: .zeros(requestSize))
    }
}
