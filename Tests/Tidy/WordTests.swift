import Testing

/// Words that never stand in a finished file.
@Suite struct WordTests {
    @Test func nothingIsLeftForLater() {
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        expectNone(Repository.shared.handwritten.flatMap { file in
            file.lines.enumerated().compactMap { index, line in
                let words = line.split { !($0.isLetter || $0 == "_") }
                guard let mark = marks.first(where: { words.contains($0[...]) }) else { return nil }
                return Finding(path: file.path, line: index + 1, problem: "`\(mark)`: do it, or leave it out")
            }
        })
    }

    /// Bytes from a peer must not be able to end the process.
    @Test func productCodeDoesNotTrap() {
        let traps = ["try!", "as!", "fatalError(", "precondition(", "preconditionFailure("]
        expectNone(Repository.shared.product.flatMap { file in
            file.code.lines.enumerated().compactMap { index, line in
                guard let trap = traps.first(where: { contains(line, word: $0) }) else { return nil }
                if Allowance.all.contains(where: { $0.covers(file.path, line) }) { return nil }
                return Finding(path: file.path, line: index + 1, problem: "`\(trap)` without an allowance")
            }
        })
    }

    private func contains(_ line: String, word: String) -> Bool {
        line.ranges(of: word).contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || before == "_")
        }
    }

    /// A name that says nothing hides what the type is.
    @Test func typeNamesSaySomething() {
        let empty = ["Manager", "Helper", "Helpers", "Util", "Utils"]
        expectNone(Repository.shared.swift.flatMap { file in
            file.code.declaredTypes.filter { name in empty.contains(where: name.hasSuffix) }.sorted().map {
                Finding(path: file.path, problem: "the type name `\($0)` says nothing")
            }
        })
    }

    @Test func noPathOfOneMachine() {
        let folders = ["home", "Users", "root", "work", "opt", "private", "mnt"].map { "/\($0)/" }
        expectNone(Repository.shared.handwritten.flatMap { file in
            file.lines.enumerated().compactMap { index, line in
                guard let folder = folders.first(where: { startsPath(line, $0) }) else { return nil }
                if Allowance.all.contains(where: { $0.covers(file.path, line) }) { return nil }
                return Finding(path: file.path, line: index + 1, problem: "a path under `\(folder)`")
            }
        })
    }

    /// A path begins where no other part of a path stands before it.
    private func startsPath(_ line: Substring, _ folder: String) -> Bool {
        line.ranges(of: folder).contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || "._-)}".contains(before))
        }
    }

    @Test func everyAllowanceIsNeeded() {
        expectNone(Allowance.all.filter { allowance in
            !Repository.shared.files.contains { file in
                file.lines.contains { allowance.covers(file.path, $0) }
            }
        }.map { Finding(path: $0.path, problem: "no line holds `\($0.line)`, remove its allowance") })
    }
}
