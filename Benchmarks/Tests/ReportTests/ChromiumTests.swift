import Foundation
import Testing

@testable import report

/// The page is laid out by a real browser: nothing sticks out, no two labels lie on each other.
///
/// `make test` installs Chromium. `MARTLET_REPORT_PICTURE` names where pictures of the page go.
@Suite struct ChromiumTests {
    /// What the browser is asked once it has laid the page out; the answer becomes the document's title.
    private static let examination = """
        <script>
        const wrong = [];
        if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page is wider than the window");
        for (const svg of document.querySelectorAll("svg")) {
          const frame = svg.getBoundingClientRect(), name = svg.getAttribute("aria-label");
          if (frame.height < 20) wrong.push(name + " is empty");
          const boxes = [...svg.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()]);
          for (const [text, box] of boxes)
            if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1
                || box.bottom > frame.bottom + 1) wrong.push(name + ": '" + text + "' sticks out");
          for (let i = 0; i < boxes.length; i++) for (let j = 0; j < i; j++) {
            const a = boxes[i][1], b = boxes[j][1];
            if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
              wrong.push(name + ": '" + boxes[i][0] + "' lies on '" + boxes[j][0] + "'");
          }
        }
        document.title = wrong.length ? wrong.slice(0, 8).join("; ")
          : document.querySelectorAll("svg").length + " plots are in order";
        </script>
        """

    @Test(arguments: [1100, 420])
    func everyLabelCanBeRead(width: Int) throws {
        let page = try Page([
            Sample.results(day: 0, revision: "aaaaaaa1", factor: 1.4), Sample.results(day: 1, revision: "bbbbbbb2"),
        ])
        let folder = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "page.html")
        let examined = page.text.replacing("</body>", with: Self.examination + "</body>")
        try examined.write(to: file, atomically: true, encoding: .utf8)

        let document = try chromium(["--dump-dom", "--window-size=\(width),900", "file://\(file.path)"], in: folder)
        let title = document.firstMatch(of: /<title>([^<]*)<\/title>/).map { String($0.1) }
        #expect(title == "6 plots are in order")

        if let picture = ProcessInfo.processInfo.environment["MARTLET_REPORT_PICTURE"] {
            let size = "--window-size=\(width),3400"
            _ = try chromium(["--screenshot=\(picture)-\(width).png", size, "file://\(file.path)"], in: folder)
        }
    }

    private func chromium(_ arguments: [String], in folder: URL) throws -> String {
        let output = folder.appending(path: "output")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            [
                "timeout", "60", "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--user-data-dir=\(folder.path)/profile",
            ] + arguments
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try String(contentsOf: output, encoding: .utf8)
    }
}
