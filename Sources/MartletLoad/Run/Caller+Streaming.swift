import Martlet
import MartletEventLoop
import MartletProtobuf

extension Caller {
    /// Reads until the server ends the call, or the window does, or it has what it wanted.
    nonisolated(nonsending) func serverStreaming(_ due: MonotonicTime) async {
        recorder.sent()
        do throws(RPCError) {
            let call = try await client.serverStreaming(plan.method, nextRequest(), options: plan.options)
            if isWindowOver { call.cancel() } else { cutShort = { call.cancel() } }
            var responses = call.makeAsyncIterator()
            var last = MonotonicTime.now()
            var left = measuresMessages ? plan.messages ?? Int.max : Int.max
            while left > 0, let response = try await responses.next() {
                last = came(response, since: last)
                left -= 1
            }
            if left == 0 { call.cancel() } else if measuresMessages { throw RPCError.endedEarly }
            recorder.ended(due, measure: !measuresMessages)
        } catch {
            failed(due, error)
        }
    }

    nonisolated(nonsending) func clientStreaming(_ due: MonotonicTime) async {
        do throws(RPCError) {
            let call = try await client.clientStreaming(plan.method, options: plan.options)
            var start = due
            var left = plan.messages ?? 1
            while left > 0 {
                try await call.send(nextRequest())
                recorder.sent()
                left -= 1
                guard measuresMessages else { continue }
                recorder.messageEnded(since: start)
                guard left > 0, let next = await nextMessage() else { break }
                start = next
            }
            recorder.received(try await call.finish().byteCount)
            recorder.ended(due, measure: !measuresMessages)
        } catch {
            failed(due, error)
        }
    }

    /// One message out, one in. The first round trip begins when the call should have begun.
    nonisolated(nonsending) func pingPong(_ due: MonotonicTime) async {
        do throws(RPCError) {
            let call = try await client.bidirectionalStreaming(plan.method, options: plan.options)
            var responses = call.responses.makeAsyncIterator()
            var start = due
            var left = plan.messages ?? Int.max
            while left > 0, plan.messages != nil || !isWindowOver {
                try await call.send(nextRequest())
                recorder.sent()
                guard let response = try await responses.next() else {
                    if measuresMessages { throw RPCError.endedEarly }
                    break
                }
                recorder.received(response.byteCount)
                recorder.messageEnded(since: start)
                left -= 1
                guard left > 0, let next = await nextMessage() else { break }
                start = next
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
        var sender: Task<Void, Never>?
        do throws(RPCError) {
            let call = try await client.bidirectionalStreaming(plan.method, options: plan.options)
            sender = recorder.loop.startTask { [self] in
                await send(on: call)
                await call.finishSending()
            }
            var last = MonotonicTime.now()
            var responses = call.responses.makeAsyncIterator()
            while let response = try await responses.next() { last = came(response, since: last) }
            recorder.ended(due, measure: !measuresMessages)
        } catch {
            failed(due, error)
        }
        // It may wait for its next message; the pace is the next call's.
        sender?.cancel()
        await sender?.value
    }

    nonisolated(nonsending) private func send(on call: BidirectionalCall<Request, Response>) async {
        var left = plan.messages ?? Int.max
        while left > 0, plan.messages != nil || !isWindowOver {
            // A call that has ended says why to the one who reads.
            guard (try? await call.send(nextRequest())) != nil else { return }
            recorder.sent()
            left -= 1
            // A peer that keeps up must not keep the loop from its sockets.
            if left % 64 == 0 { await Task.yield() }
            if pace != nil, left > 0, await nextMessage() == nil { return }
        }
    }

    /// A message has come that was not asked for, the next after the one at `last`. Returns when that was.
    private func came(_ response: Response, since last: MonotonicTime) -> MonotonicTime {
        recorder.received(response.byteCount)
        return measuresMessages ? recorder.messageEnded(since: last) : last
    }
}

extension RPCError {
    fileprivate static var endedEarly: RPCError {
        RPCError(.unknown, "the server ended a stream that it should keep open")
    }
}
