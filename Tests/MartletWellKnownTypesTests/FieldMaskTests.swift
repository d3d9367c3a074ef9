import MartletProtobuf
import MartletWellKnownTypes
import Testing

@Suite(.timeLimit(.minutes(3))) struct FieldMaskTests {
    private let book = Book(
        title: "Notes", pages: 66, author: Author(name: "Ada", born: 1815, languages: ["en", "fr"]),
        reviewers: [Author(name: "Augustus")], ratings: [5, 4], tags: ["topic": "engines"],
        cover: .painter(Author(name: "Watts", born: 1817)))

    @Test func pythonUnderstandsMasksAlike() throws {
        for (index, given) in try MaskCase.random(2_000, seed: 1).enumerated() {
            let (first, second) = (FieldMask(paths: given.first), FieldMask(paths: given.second))
            #expect(first.isValid(for: Book.self) == given.isValid, "case \(index), \(given.first)")
            #expect(first.canonical.paths == given.canonical, "case \(index), \(given.first)")
            #expect(first.union(second).paths == given.union, "case \(index)")
            #expect(first.intersection(second).paths == given.intersection, "case \(index)")
        }
    }

    @Test func pythonMergesAndTrimsAlike() throws {
        for (index, given) in try MaskCase.random(2_000, seed: 2).enumerated() {
            let mask = FieldMask(paths: given.mask)
            let source = try Book(hex: given.source)
            var destination = try Book(hex: given.destination)
            let merging = FieldMask.Merging(
                replacesMessages: given.replacesMessages, replacesRepeated: given.replacesRepeated)
            try mask.merge(from: source, into: &destination, merging)
            #expect(try destination == Book(hex: given.merged), "case \(index), \(given.mask)")
            #expect(try mask.trimmed(source) == Book(hex: given.trimmed), "case \(index), \(given.mask)")
        }
    }

    @Test func aWrongPathIsNamed() throws {
        func line(_ mask: FieldMask) -> String? {
            do {
                try mask.validate(for: Book.self)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(line(["title", "author.nmae"])
            == "field mask \"author.nmae\": martlet.shelf.Author has no field \"nmae\"")
        #expect(line(["reviewers.name"]) == "field mask \"reviewers.name\": "
            + "a path may go on only behind a single message, which martlet.shelf.Book.reviewers is not")
        for path in ["tags.topic", "title.x", "", ".", "author.", "translators.value"] {
            #expect(line([path]) != nil, "\(path)")
        }
        #expect(line(["title", "author.teacher.teacher.name", "cover"]) != nil, "a oneof is no field")
        #expect(line(["title", "author.teacher.teacher.name", "painter.name", "tags"]) == nil)
        #expect(FieldMask.all(of: Book.self).isValid(for: Book.self))
        #expect(FieldMask.all(of: Author.self).paths == ["name", "born", "languages", "teacher"])
    }

    @Test func aMaskContainsWhatLiesBelowItsPaths() {
        let mask: FieldMask = ["author.name", "reviewers"]
        #expect(mask.contains("author.name") && mask.contains("reviewers.name"))
        #expect(!mask.contains("author") && !mask.contains("author.names") && !mask.contains("title"))
    }

    @Test func whatIsSubtractedLeavesItsNeighbours() throws {
        func rest(_ mask: FieldMask, _ other: FieldMask) throws -> [String] {
            try mask.subtracting(other, for: Author.self).paths
        }
        #expect(try rest(["name", "born"], ["born"]) == ["name"])
        #expect(try rest(["teacher.name", "teacher.born"], ["teacher"]) == [])
        #expect(try rest(["teacher"], ["teacher.name"]) == ["teacher.born", "teacher.languages", "teacher.teacher"])
        #expect(try rest(["teacher"], ["teacher.teacher.born", "teacher.languages"]) == [
            "teacher.born", "teacher.name", "teacher.teacher.languages", "teacher.teacher.name",
            "teacher.teacher.teacher",
        ])
        #expect(try rest(["name"], ["teacher.name"]) == ["name"])
        #expect(throws: FieldMaskError.self) { try rest(["name"], ["title"]) }
    }

    @Test func aPathThatIsSubtractedMayHaveNoMorePartsThanAllowed() throws {
        func path(_ count: Int) -> FieldMask {
            FieldMask(paths: [Array(repeating: "teacher", count: count).joined(separator: ".")])
        }
        let whole: FieldMask = ["teacher"]
        #expect(try whole.subtracting(path(100), for: Author.self).paths.count == 99 * 3)
        let error = #expect(throws: FieldMaskError.self) { try whole.subtracting(path(101), for: Author.self) }
        #expect(error?.description.contains("more parts than depthLimit (100)") == true)
        #expect(try whole.subtracting(path(101), for: Author.self, depthLimit: 101).paths.count == 300)
    }

    /// Nothing recurses on a path, and no step is taken more often than a path has bytes.
    @Test func aPathMayBeAsLongAsItsSenderLikes() throws {
        let long = Array(repeating: "teacher", count: 200_000).joined(separator: ".")
        let mask = FieldMask(paths: [long, long + ".name"])
        #expect(mask.isValid(for: Author.self))
        #expect(mask.canonical.paths == [long])
        #expect(mask.union(["name"]).intersection(mask).paths == [long])
        let author = Author(name: "Ada", teacher: Author(name: "Mary", teacher: Author(name: "Augustus")))
        #expect(try mask.trimmed(author) == Author(teacher: Author(teacher: Author())))
        var merged = author
        try mask.merge(from: author, into: &merged)
        #expect(merged == author)
    }

    @Test func trimmingKeepsWhatTheMaskNames() throws {
        let mask: FieldMask = ["author.name", "painter.born", "ratings", "tags"]
        #expect(try mask.trimmed(book) == Book(
            author: Author(name: "Ada"), ratings: [5, 4], tags: ["topic": "engines"],
            cover: .painter(Author(born: 1817))))
        #expect(try FieldMask().trimmed(book) == Book())
        #expect(try FieldMask.all(of: Book.self).trimmed(book) == book)
        var trimmed = book
        try (["title"] as FieldMask).trim(&trimmed)
        #expect(trimmed == Book(title: "Notes"))
    }

    @Test func aFieldThatTheSourceDoesNotHaveIsCleared() throws {
        var target = book
        try (["title", "subtitle", "author.born", "colour"] as FieldMask).merge(
            from: Book(pages: 1, author: Author(name: "Grace")), into: &target)
        var expected = book
        expected.title = ""
        expected.author?.born = nil
        #expect(target == expected)
    }

    @Test func aMaskThatDoesNotFitChangesNothing() {
        var target = book
        #expect(throws: FieldMaskError.self) {
            try (["title", "tilte"] as FieldMask).merge(from: Book(), into: &target)
        }
        #expect(target == book)
    }

    @Test func unknownFieldsStayWhereTheyAreAndAreNotBroughtAlong() throws {
        var source = try Book(decoding: [0x0a, 1, 0x61, 0xa0, 0x06, 5])
        var target = try Book(decoding: [0x10, 1, 0xa0, 0x06, 6])
        #expect(source.unknownFields.byteCount == 3)
        try (["title"] as FieldMask).merge(from: source, into: &target)
        #expect(target.title == "a" && target.pages == 1 && target.unknownFields.bytes == [0xa0, 0x06, 6])
        try (["title"] as FieldMask).trim(&source)
        #expect(source == Book(title: "a"))
    }

    @Test func groupsAreMessagesToAMask() throws {
        let archive = Archive(
            year: 1843, box: Archive.Box(width: 3, height: 4), entry: [Archive.Entry(label: "a")])
        let mask: FieldMask = ["box.width", "entry"]
        #expect(try mask.trimmed(archive) == Archive(
            box: Archive.Box(width: 3), entry: [Archive.Entry(label: "a")]))
        var target = Archive(year: 1, box: Archive.Box(width: 1, height: 1), entry: [Archive.Entry(label: "b")])
        try mask.merge(from: archive, into: &target)
        #expect(target == Archive(
            year: 1, box: Archive.Box(width: 3, height: 1),
            entry: [Archive.Entry(label: "b"), Archive.Entry(label: "a")]))
    }
}
