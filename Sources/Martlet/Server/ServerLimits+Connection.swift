import MartletHTTP2

/// What the machinery of a connection has to know of a server's limits.
extension ServerLimits {
    var connectionTerms: ConnectionTerms {
        ConnectionTerms(
            handshakeTimeout: handshakeTimeout, settingsTimeout: settingsTimeout, userTimeout: userTimeout, life: life,
            windows: WindowTerms(stream: streamWindowBytes, connection: connectionWindowBytes, growth: windowGrowth),
            abuse: abuse, pings: pings, isDryRun: isDryRun)
    }

    /// What all connections may hold.
    var memoryBudget: Int { memoryBudgetBytes ?? MachineMemory.bytes / 4 }

    private var life: ConnectionLife.Terms {
        ConnectionLife.Terms(
            settingsAcknowledgement: settingsAcknowledgementTimeout, firstCall: firstCallTimeout,
            idle: maxConnectionIdle, age: maxConnectionAge, ageGrace: maxConnectionAgeGrace, keepalive: keepalive,
            headerBlock: headerBlockTimeout, stalledStream: stalledStreamTimeout,
            stalledConnection: stalledConnectionTimeout)
    }

    var http2Configuration: HTTP2Configuration {
        var http2 = HTTP2Configuration()
        http2.maxConcurrentStreams = UInt32(clamping: maxConcurrentStreams)
        http2.initialWindowSize = UInt32(clamping: streamWindowBytes)
        http2.connectionWindowSize = UInt32(clamping: connectionWindowBytes)
        http2.maxHeaderListSize = 2 * min(maxHeaderListBytes, .max / 2)
        http2.advertisedHeaderListSize = maxHeaderListBytes
        if abuse != nil {
            // The ledger weighs resets against the calls that went well; nghttp2 can't, and would end a busy client of
            // which some calls run into their deadlines.
            http2.resetBurst = 10_000
            http2.resetsPerSecond = 10_000
        }
        return http2
    }
}
