/// The metadata that `grpc.testing.TestService` sends back, by the agreement of the interop cases.
enum EchoMetadata {
    /// Comes back in the response headers.
    static let initialKey = "x-grpc-test-echo-initial"
    /// Comes back in the trailers.
    static let trailingKey = "x-grpc-test-echo-trailing-bin"
}
