import Martlet
import MartletEventLoop
import MartletProtobuf

extension Caller {
    /// Reads until the server ends the call, or the window does.
    nonisolated(nonsending) func serverStreaming(_ due: MonotonicTime) async {
        recorder.sent()
        do throws(RPCError) {
            let call = try await client.serverStreaming(method, nextRequest(), options: options)
            if isWindowOver { call.cancel() } else { cutShort = { call.cancel() } }
            var responses = call.makeAsyncIterator()
            while let response = try await responses.next() { recorder.received(response.byteCount) }
            recorder.ended(due)
        } catch {
            failed(due, error)
        }
    }

    nonisolated(nonsending) func clientStreaming(_ due: MonotonicTime) async {
        do throws(RPCError) {
            let call = try await client.clientStreaming(method, options: options)
            for _ in 0..<(messages ?? 1) {
                try await call.send(nextRequest())
                recorder.sent()
            }
            recorder.received(try await call.finish().byteCount)
            recorder.ended(due)
        } catch {
            failed(due, error)
        }
    }

    /// One message out, one in. The first round trip begins when the call should have begun.
    nonisolated(nonsending) func pingPong(_ due: MonotonicTime) async {
        do throws(RPCError) {
            let call = try await client.bidirectionalStreaming(method, options: options)
            var responses = call.responses.makeAsyncIterator()
            var start = due
            var left = messages ?? Int.max
            while left > 0, messages != nil || !isWindowOver {
                try await call.send(nextRequest())
                recorder.sent()
                guard let response = try await responses.next() else { break }
                recorder.received(response.byteCount)
                recorder.roundTrip(since: start)
                start = MonotonicTime.now()
                left -= 1
            }
            await call.finishSending()
            while let response = try await responses.next() { recorder.received(response.byteCount) }
            recorder.ended(due, measure: false)
        } catch {
            failed(due, error)
        }
    }

    /// Sends in a task of its own while this one reads.
    nonisolated(nonsending) func fullDuplex(_ due: MonotonicTime) async {
        do throws(RPCError) {
            let call = try await client.bidirectionalStreaming(method, options: options)
            recorder.loop.startTask { [self] in
                var left = messages ?? Int.max
                while left > 0, messages != nil || !isWindowOver {
                    // A call that has ended says why to the one who reads.
                    guard (try? await call.send(nextRequest())) != nil else { break }
                    recorder.sent()
                    left -= 1
                    // A peer that keeps up must not keep the loop from its sockets.
                    if left % 64 == 0 { await Task.yield() }
                }
                await call.finishSending()
            }
            var responses = call.responses.makeAsyncIterator()
            while let response = try await responses.next() { recorder.received(response.byteCount) }
            recorder.ended(due)
        } catch {
            failed(due, error)
        }
    }
}
