import Glibc
import Testing

@testable import MartletHTTP2

/// The free lists of a loop give memory out again, and keep only so much of it.
@Suite struct CacheTests {
    @Test func aRegionIsUsedAgainAndHoldsWhatWasAskedFor() {
        var cache = RegionCache()
        defer { cache.deallocate() }
        for size in [1, 1024, 1025, 4096, 100_000, 131_072, 131_073, 3_000_000] {
            let (region, capacity) = cache.take(minimum: size)
            #expect(capacity >= size && capacity < 2 * max(size, 1024))
            cache.give(region, capacity: capacity)
            let again = cache.take(minimum: size)
            // Above 128 KiB nothing is kept.
            if size <= 131_072 { #expect(again.0 == region) }
            cache.give(again.0, capacity: again.capacity)
        }
    }

    @Test func regionsKeepABoundedNumberOfBytes() {
        var cache = RegionCache()
        defer { cache.deallocate() }
        let taken = (0..<100).map { _ in cache.take(minimum: 128 * 1024) }
        for (region, capacity) in taken { cache.give(region, capacity: capacity) }
        #expect(cache.cachedBytes == HTTP2Memory.cacheLimit)
    }

    @Test func blocksKeepABoundedNumberOfBytes() throws {
        var cache = BlockCache()
        defer { cache.deallocate() }
        let taken = (0..<4000).compactMap { _ in cache.take(2048) }
        for block in taken { cache.give(block) }
        #expect(cache.cachedBytes == HTTP2Memory.cacheLimit)
        let first = cache.take(2048)
        let again = try #require(first)
        #expect(taken.contains(again))
        cache.give(again)
    }

    /// An idle connection must not hold in memory what its one large block could hold.
    @Test func aBlockForAFrameTakesNoMemoryUntilItIsWritten() throws {
        var cache = BlockCache()
        defer { cache.deallocate() }
        let used = try #require(malloc(16 * 1024 + 64))
        memset(used, 1, 16 * 1024 + 64)
        free(used)  // malloc would give these pages out again
        let taken = cache.take(16 * 1024)
        let block = try #require(taken)
        var inMemory = [UInt8](repeating: 0, count: 5)
        let page = UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: block) & ~UInt(4095))
        #expect(mincore(page, 4 * 4096, &inMemory) == 0)
        #expect(inMemory.prefix(4).map { $0 & 1 } == [1, 0, 0, 0])
        cache.give(block)
    }

    @Test func aBlockGrowsWithItsBytes() throws {
        let memory = try HTTP2Memory()
        let cache = UnsafeMutableRawPointer(memory.blocks)
        var block = try #require(allocateZeroedBlock(10, 10, cache))
        for index in 0..<100 { #expect(block.load(fromByteOffset: index, as: UInt8.self) == 0) }
        block.storeBytes(of: 0x5a, toByteOffset: 99, as: UInt8.self)
        for size in [101, 129, 5000, 100_000] {
            block = try #require(reallocateBlock(block, size, cache))
            #expect(block.load(fromByteOffset: 99, as: UInt8.self) == 0x5a)
        }
        freeBlock(block, cache)
        freeBlock(nil, cache)
        #expect(allocateZeroedBlock(Int.max, 2, cache) == nil)
    }

    @Test func streamObjectsAreKeptUpToALimit() {
        var cache = StreamCache()
        defer { cache.deallocate() }
        let taken = (0..<StreamCache.limit + 50).map { _ in cache.take() }
        for core in taken { cache.give(core) }
        #expect(cache.count == StreamCache.limit)
    }
}
