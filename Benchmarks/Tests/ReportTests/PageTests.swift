import Figures
import Foundation
import Testing

@testable import report

/// The page stands by itself and says what the figures say.
@Suite struct PageTests {
    private let history = [
        Sample.results(day: 0, revision: "aaaaaaa1", factor: 1.4), Sample.results(day: 1, revision: "bbbbbbb2"),
    ]

    @Test func thePageNeedsNoNetworkAndNoScript() throws {
        let text = try Page(history).text
        for word in ["http:", "https:", "src=", "<script", "@import", "url("] {
            #expect(!text.contains(word), "\(word)")
        }
    }

    @Test func whatIsMissingIsSaid() throws {
        #expect(try Page(history).text.contains("Not measured: grpc-go: Go is not installed"))
    }

    @Test func aBenchThatFailedIsSaid() throws {
        var results = history[1]
        results.failures = [.init(bench: "growth", reason: "exit code 1: no <server>")]
        #expect(
            try Page([results]).text.contains("Not measured, or not all of it: growth: exit code 1: no &lt;server&gt;"))
    }

    @Test func namesAreEscaped() throws {
        let text = try Page(history).text
        #expect(text.contains("C++ &lt;gRPC&gt; &amp; co"))
        #expect(!text.contains("<gRPC>"))
    }

    @Test func theLatestRunIsShownWhateverTheOrder() throws {
        #expect(try Page(history.reversed()).text == Page(history).text)
        #expect(try Page(history).text.contains("of commit bbbbbbb2"))
    }

    @Test func goalsHaveVerdicts() throws {
        var results = history[1]
        results.rows[0].samples["martlet"] = results.rows[0].samples["nghttpd"]?.map { $0 / 2 }
        #expect(try Page([results]).text.contains("<td class=\"met\">met</td>"))
        results.rows[0].samples["martlet"] = results.rows[0].samples["nghttpd"]?.map { $0 * 2 }
        #expect(try Page([results]).text.contains("<td class=\"missed\">missed</td>"))
    }

    @Test func aReservationStandsInPlaceOfTheVerdict() throws {
        var results = history[1]
        results.rows[1].samples["martlet"] = [1, 1, 1]
        let verdict = "<td class=\"met\">met</td>"
        let told = try Page([results]).text.split(separator: verdict).count
        results.rows[1].reservation = "cannot be told on this machine"
        let text = try Page([results]).text
        #expect(text.contains("<td class=\"open\">cannot be told on this machine</td>"))
        #expect(text.split(separator: verdict).count == told - 1)
    }

    @Test func zeroStandsAtTheLowEndOfALogarithmicAxis() {
        let axis = Axis("bytes", .logarithmic, values: [0, 1024, 65_536])
        #expect(axis.position(0) == 0)
        #expect(axis.text(axis.ticks[0]) == "0")
        #expect(axis.position(1024) > 0.1)
    }

    @Test func aSlopeIsWhatTheLineRises() {
        let points = [1.0, 2, 3].map { Results.Curve.Point(x: $0, samples: [5 + 2 * $0]) }
        #expect(SlopeTable.slope(points).map { abs($0 - 2) < 1e-9 } == true)
        #expect(SlopeTable.slope([points[0]]) == nil)
    }

    @Test func onlyCurvesWithAStepHaveASlope() throws {
        let text = try Page(history).text
        #expect(history[1].curves.count { $0.slopeStep != nil } == 1 && history[1].curves.count == 2)
        #expect(text.components(separatedBy: "Slope, us CPU per call per 100 more of connections:").count == 2)
        #expect(text.components(separatedBy: "Slope,").count == 2)
        #expect(text.contains(": \(readable(0.05))<"))
    }

    @Test(arguments: [
        (0, "0"), (0.1234, "0.123"), (7.126, "7.13"), (12.34, "12.3"), (999.4, "999"), (1000, "1\u{202f}000"),
        (1_234_567, "1\u{202f}234\u{202f}567"), (-1234, "-1\u{202f}234"), (Double.nan, "–"),
    ])
    func numbersAreReadable(value: Double, text: String) {
        #expect(readable(value) == text)
    }

    @Test func ticksHaveNoEmptyDigits() {
        let axis = Axis("x", .linear, values: [10])
        let texts = [0, 1, 2.5, 10, 100, 0.05, 20_000].map(axis.text)
        #expect(texts == ["0", "1", "2.5", "10", "100", "0.05", "20\u{202f}000"])
    }

    @Test func axesHoldTheirValues() {
        for values in [[0.4, 93, 7], [1, 10_000], [5, 5], [0.001, 0.002], [0, 0], []] {
            for scale in [Results.Curve.Scale.linear, .logarithmic] {
                let axis = Axis("x", scale, values: values)
                #expect(axis.high > axis.low)
                #expect((1...14).contains(axis.ticks.count), "\(values) \(axis.ticks)")
                for value in values + axis.ticks where scale == .linear || value > 0 {
                    #expect((-1e-9...1 + 1e-9).contains(axis.position(value)), "\(value) of \(values)")
                }
            }
        }
    }
}
