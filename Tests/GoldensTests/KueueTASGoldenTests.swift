import Foundation
import Testing

@testable import Goldens

@Suite struct KueueTASGoldenTests {
  private func recording() throws -> Data {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    return try Data(contentsOf: tests.appendingPathComponent("Goldens/queueing/kueue-tas.json"))
  }

  @Test func everyRecordedPlacementAgrees() throws {
    let result = try replayGolden(data: recording())
    #expect(result.failures == [])
    #expect(result.passed == 79 && result.skipped == 0)
  }

  @Test(arguments: [
    (#""count":4"#, #""count":3"#), (#""fitCount":0"#, #""fitCount":1"#),
    (#""fits":false"#, #""fits":true"#), (#""unit":"slice""#, #""unit":"pod""#),
    (#""podSets":["#, #""unheardOf":1,"podSets":["#),
  ])
  func aChangedCaseFails(old: String, new: String) throws {
    let text = String(decoding: try recording(), as: UTF8.self)
    #expect(text.contains(old))
    let changed = text.replacingOccurrences(of: old, with: new)
    #expect(try replayGolden(data: Data(changed.utf8)).failed > 0)
  }
}
