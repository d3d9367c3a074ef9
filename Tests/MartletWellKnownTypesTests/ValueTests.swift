import MartletProtobuf
import MartletWellKnownTypes
import Testing

@Suite struct ValueTests {
    private let value: Value = [
        "name": "Ada", "age": 36, "height": 1.65, "alive": false, "rival": nil,
        "machines": ["difference", ["parts": 25_000], []],
    ]

    @Test func literalsAreValues() {
        #expect(value["name"]?.stringValue == "Ada" && value["age"]?.numberValue == 36)
        #expect(value["height"]?.numberValue == 1.65 && value["alive"]?.boolValue == false)
        #expect(value["rival"]?.isNull == true && value["rival"] == .null)
        #expect(value["machines"]?[1]?["parts"]?.numberValue == 25_000)
        #expect(value["machines"]?[2]?.listValue == [])
    }

    @Test func whatIsNotThereIsNil() {
        #expect(value["other"] == nil && value["name"]?["x"] == nil && value[0] == nil)
        #expect(value["machines"]?[3] == nil && value["machines"]?[-1] == nil)
        #expect(!Value().isNull)
    }

    @Test func fieldsAreSetAndRemoved() {
        var value = self.value
        value["age"] = 37
        value["name"] = nil
        value["rival"] = .some("Babbage")
        #expect(value["age"] == 37 && value["name"] == nil && value["rival"] == "Babbage")
        var text: Value = "text"
        text["key"] = true
        #expect(text == ["key": true])
    }

    @Test func structsAndListsHaveLiteralsOfTheirOwn() throws {
        var object: Struct = ["a": 1, "b": nil, "a": 2]
        #expect(object["a"] == 2 && object["b"] == .null)
        object["b"] = nil
        #expect(object == Struct(fields: ["a": 2]))
        var list: ListValue = [1, "two", nil]
        list.append(["three"])
        list[0] = true
        #expect(list.count == 4 && list.map(\.isNull) == [false, false, true, false])
        #expect(try ListValue(decoding: list.encoded()) == list)
    }

    @Test func valuesOfOtherTypesBecomeValues() {
        #expect(Value(1.5) == 1.5 && Value("x") == "x" && Value(true) == true)
        #expect(Value(Struct(fields: ["a": 1])) == ["a": 1] && Value(ListValue(values: [1])) == [1])
    }

    @Test func wrappersHaveLiterals() {
        let book = Book(motto: "onward")
        #expect(book.motto?.value == "onward")
        let (double, float, small): (DoubleValue, FloatValue, Int32Value) = (1, 2.5, -3)
        #expect(double.value == 1 && float.value == 2.5 && small.value == -3)
        let (long, unsigned, wide): (Int64Value, UInt32Value, UInt64Value) = (-4, 5, 18_446_744_073_709_551_615)
        #expect(long.value == -4 && unsigned.value == 5 && wide.value == .max)
        let (flag, bytes): (BoolValue, BytesValue) = (true, [1, 2])
        #expect(flag.value && bytes.value == [1, 2] && Int32Value(7).value == 7 && StringValue("s").value == "s")
    }
}
