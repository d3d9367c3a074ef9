import MartletEventLoop

@testable import Martlet

/// An attempt to connect through the simulated network.
///
/// `@unchecked Sendable`: one thread runs a whole simulation.
final class SimulatedConnect: ConnectAttempt, @unchecked Sendable {
    private let loop: EventLoop
    private var completion: Connector.Completion?

    init(_ loop: EventLoop, _ completion: @escaping Connector.Completion) {
        self.loop = loop
        self.completion = completion
    }

    var isWanted: Bool { completion != nil }

    func cancel() { completion = nil }

    func succeed(_ stream: NetworkStream) { tell(.success(stream)) }
    func fail(_ error: SystemError) { tell(.failure(error)) }

    /// In a tick of the loop, as a socket's readiness is told; by then it may have been given up.
    private func tell(_ result: Result<NetworkStream, SystemError>) {
        loop.execute { [self] in
            guard let completion = completion.take() else {
                if case .success(let stream) = result { stream.close() }
                return
            }
            completion(result.map { $0 })
        }
    }
}
