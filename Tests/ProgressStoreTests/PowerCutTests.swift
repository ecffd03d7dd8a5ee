import Learning
import Testing

@testable import ProgressStore

/// Every operation, cut at each of its steps, on a disk that keeps everything and on one that keeps only what was synced:
/// what was confirmed before is there, the operation happened whole or not at all, and the store goes on working.
@Suite struct PowerCutTests {
  struct Operation: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Makes the disk on which it happens.
    let prepare: @Sendable (SimulatedDisk) throws -> Void
    let run: @Sendable (inout ProgressStore) throws -> Void
    /// What the state holds before and after.
    let before: [Int]
    let after: [Int]
  }

  static let operations = [
    Operation(
      testDescription: "the first event", prepare: { _ in },
      run: { try $0.append([event(1)]) }, before: [], after: [1]),
    Operation(
      testDescription: "one more event",
      prepare: { disk in
        var store = try open(disk)
        try store.append([event(1)])
      }, run: { try $0.append([event(2)]) }, before: [1], after: [1, 2]),
    Operation(
      testDescription: "an event after a torn line",
      prepare: { disk in
        var store = try open(disk)
        try store.append([event(1)])
        disk.put((disk.text(log) ?? "") + #"{"id":"x","ti"#, at: log)
      }, run: { try $0.append([event(2)]) }, before: [1], after: [1, 2]),
    Operation(
      testDescription: "the first snapshot",
      prepare: { disk in
        var store = try open(disk)
        try store.append([event(1), event(2)])
      }, run: { try $0.saveSnapshot() }, before: [1, 2], after: [1, 2]),
    Operation(
      testDescription: "a later snapshot",
      prepare: { disk in
        var store = try open(disk)
        try store.append([event(1)])
        try store.saveSnapshot()
        try store.append([event(2)])
      }, run: { try $0.saveSnapshot() }, before: [1, 2], after: [1, 2]),
    Operation(
      testDescription: "a reset that an undo takes back",
      prepare: { disk in
        var store = try open(disk)
        try store.append([event(1), event(2, .reset(.everything))])
        try store.saveSnapshot()
      }, run: { try $0.append([event(3, .undo(event: event(2).id))]) }, before: [], after: [1]),
    Operation(
      testDescription: "a restore",
      prepare: { disk in
        var store = try open(disk)
        try store.append([event(1)])
        _ = try store.backUp(to: "/backup", now: moment(9))
        try store.append([event(2)])
        try store.saveSnapshot()
      }, run: { _ = try $0.restore(from: "/backup", now: moment(10)) }, before: [1, 2],
      after: [1]),
    Operation(
      testDescription: "a backup",
      prepare: { disk in
        var store = try open(disk)
        try store.append([event(1)])
      }, run: { _ = try $0.backUp(to: "/backup", now: moment(9)) }, before: [1], after: [1]),
  ]

  private func steps(of operation: Operation) throws -> Int {
    let disk = SimulatedDisk()
    try operation.prepare(disk)
    var store = try open(disk)
    disk.expect(.none)
    try operation.run(&store)
    #expect(numbers(store) == operation.after)
    return disk.steps
  }

  @Test(arguments: operations)
  func noStepLosesAnything(operation: Operation) throws {
    let steps = try steps(of: operation)
    #expect(steps >= 3)
    for step in 1...(steps + 1) {
      for survivors in SimulatedDisk.Survivors.allCases {
        let disk = SimulatedDisk()
        try operation.prepare(disk)
        var store = try open(disk)
        disk.expect(.powerCut(at: step))
        let isConfirmed = (try? operation.run(&store)) != nil
        #expect(isConfirmed == (step > steps), "step \(step)")

        let later = disk.afterPowerCut(survivors)
        var reopened = try open(later)
        let found = numbers(reopened)
        #expect(
          found == operation.after || !isConfirmed && found == operation.before,
          "step \(step), \(survivors): found \(found)")
        try reopened.append([event(77)])
        #expect(numbers(reopened) == found + [77], "step \(step), \(survivors)")
        #expect(numbers(try open(later)) == found + [77], "step \(step), \(survivors)")
      }
    }
  }

  /// A full disk: one step fails, the program goes on, tries again and everything is there once.
  @Test(arguments: operations)
  func aRefusedStepCanBeTriedAgain(operation: Operation) throws {
    for step in 1...(try steps(of: operation)) {
      let disk = SimulatedDisk()
      try operation.prepare(disk)
      var store = try open(disk)
      disk.expect(.refusal(at: step))
      #expect(throws: StoreProblem.self) { try operation.run(&store) }
      disk.expect(.none)
      let between = numbers(try open(disk))
      #expect(
        between == operation.before || between == operation.after, "step \(step): \(between)")
      if operation.testDescription != "a backup" || disk.bytes("/backup") == nil {
        try operation.run(&store)
      }
      #expect(numbers(store) == operation.after, "step \(step)")
      #expect(numbers(try open(disk)) == operation.after, "step \(step)")
      let text = disk.text(log) ?? ""
      #expect(text.hasSuffix("\n"))
    }
  }

  @Test func aFullDiskLeavesNoPartOfALine() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1)])
    let before = disk.text(log)
    disk.expect(.refusal(at: 3))  // directory, lock, then the log
    #expect(throws: StoreProblem.file(FileProblem(path: log, reason: "No space left on device"))) {
      try store.append([event(2)])
    }
    #expect(disk.text(log) == before)
  }
}
