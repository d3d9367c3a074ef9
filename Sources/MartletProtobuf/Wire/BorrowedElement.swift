/// An array element that is looked at where it lies.
///
/// `for element in array` and `array[index].method()` copy a message and retain every string in it. A type that
/// cannot be copied, laid over the array's storage, leaves the compiler no way to do so: encoding an order of
/// 54 strings went from 14,300 to 6,200 instructions.
@usableFromInline
struct BorrowedElement<Element>: ~Copyable {
    @usableFromInline var element: Element
}

extension BorrowedElement where Element: Message {
    @inlinable @inline(__always)
    borrowing func measure(_ counter: inout SizeCounter) { element._pbMeasure(&counter) }

    @inlinable @inline(__always)
    borrowing func write(_ writer: inout Writer) { element._pbWrite(&writer) }
}

extension BorrowedElement {
    @inlinable @inline(__always)
    borrowing func measure<Coding: FieldCoding>(_ number: Int, _: Coding.Type, _ counter: inout SizeCounter)
    where Coding.Value == Element {
        counter.add(number, Coding.wireType, Coding.size(element, &counter))
    }

    @inlinable @inline(__always)
    borrowing func write<Coding: FieldCoding>(_ number: Int, _: Coding.Type, _ writer: inout Writer)
    where Coding.Value == Element {
        writer.write(number, element, Coding.self)
    }
}

extension Array {
    @inlinable @inline(__always)
    func forEachBorrowed(_ body: (borrowing BorrowedElement<Element>) -> Void) {
        withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            // A struct with one stored property has that property's layout.
            let elements = UnsafeRawPointer(base).assumingMemoryBound(to: BorrowedElement<Element>.self)
            for index in 0..<buffer.count { body(elements[index]) }
        }
    }
}
