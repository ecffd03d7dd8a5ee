import Simulation
import Testing

@testable import RuntimeSim

/// When KWOK stops moving an object that a stage still matches.
@Suite struct KwokRestTests {
  /// A stage that pods match for good: whatever it writes, they stay Pending.
  private static func stage(
    _ name: String, _ status: String, delay: Int? = nil, phase: String = "Pending"
  ) throws -> KwokStage {
    KwokStage(
      name: name, resource: .pod,
      requirements: [
        KwokStage.Requirement(path: try KwokPath(".status.phase"), .in, values: [phase])
      ],
      delay: KwokStage.Amount(delay), status: try KwokTemplate(status))
  }

  private static func run(
    _ stages: [KwokStage], _ group: KwokGroup = KwokGroup(name: "p", resource: .pod, count: 1)
  ) -> KwokRun {
    var run = KwokRun(
      KwokSetup(stages: stages, groups: [group], end: .zero + .seconds(60), seed: Seed("rest")))
    while run.advance(events: 1_000) {}
    return run
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let status: String
    let delay: Int?
    let plays: Int
    let reason: KwokRun.Rest.Reason?
    var testDescription: String { name }
  }
  @Test(arguments: [
    // The first play writes the message, the second finds it there.
    Case(
      name: "nothing new", status: "message: x", delay: nil, plays: 2, reason: .nothingChanges),
    // Both plays lie within the first second.
    Case(
      name: "times of the same second", status: "startTime: {{ Now | Quote }}", delay: nil,
      plays: 2, reason: .nothingChanges),
    // At 0.701, 1.401, 2.101 and 2.801 s; the last two share a second.
    Case(
      name: "every 700 ms", status: "startTime: {{ Now | Quote }}", delay: 700, plays: 4,
      reason: .nothingChanges),
    // Every play has a second of its own, to the end of the minute.
    Case(
      name: "every second", status: "startTime: {{ Now | Quote }}", delay: 1_000, plays: 59,
      reason: nil),
    Case(
      name: "times in a text", status: "message: at {{ Now }}", delay: nil,
      plays: KwokRun.mostUnwaited, reason: .endless(changes: KwokRun.mostUnwaited)),
    Case(
      name: "times in a text, every 100 ms", status: "message: at {{ Now }}", delay: 100,
      plays: 599, reason: nil),
  ])
  func aStageThatMatchesItsOwnResult(item: Case) throws {
    let run = Self.run([try Self.stage("again", item.status, delay: item.delay)])
    #expect(run.plays == [item.plays])
    let reasons: [KwokRun.Rest.Reason] = item.reason.map { [$0] } ?? []
    #expect(run.rests.map(\.reason) == reasons)
    #expect(run.restCount == run.rests.count)
    // A play that finds nothing to write writes nothing.
    #expect(run.writes == 1 + item.plays - (item.reason == .nothingChanges ? 1 : 0))
  }

  @Test func twoStagesThatChaseEachOther() throws {
    let run = Self.run([
      try Self.stage("there", "phase: Running"),
      try Self.stage("back", "phase: Pending", phase: "Running"),
    ])
    #expect(run.endlessCount == 1)
    #expect(run.rests.first?.reason == .endless(changes: KwokRun.mostUnwaited))
    #expect(run.plays.reduce(0, +) == KwokRun.mostUnwaited)
    #expect(run.isFinished)
  }

  /// A pod with a finalizer is asked to go while a stage waits. Where no stage matches any more, KWOK
  /// looks no further and the waiting stage happens all the same; where one matches, it takes over.
  @Test(arguments: [(false, ["Running"]), (true, ["Gone"])])
  func whatWasPlannedBeforeADeletion(hasOther: Bool, phases: [String]) throws {
    let alive = KwokStage.Requirement(
      path: try KwokPath(".metadata.deletionTimestamp"), .doesNotExist)
    var slow = try Self.stage("slow", "phase: Running", delay: 10_000)
    slow.requirements.append(alive)
    var other = try Self.stage("other", "phase: Gone", delay: 20_000)
    other.requirements.append(
      KwokStage.Requirement(path: try KwokPath(".metadata.deletionTimestamp"), .exists))
    var group = KwokGroup(name: "p", resource: .pod, count: 1, lifetime: .seconds(5))
    group.finalizers = ["kwok/hold"]
    let run = Self.run(hasOther ? [slow, other] : [slow], group)
    #expect(
      run.changes.compactMap { $0.to < 0 ? nil : run.states[$0.to].phase }.suffix(1) == phases)
  }

  /// Weights of two stages, the second from an annotation: how many of 1,000 pods it takes.
  @Test(arguments: [
    ("", 0), ("abc", 0), ("0x1", 500), ("0b11", 750), ("017", 938), ("1_0", 909), ("-5", 0),
  ])
  func weightsAreReadAsGoReadsThem(text: String, perMille: Int) throws {
    let first = try {
      var stage = try Self.stage("first", "phase: First")
      stage.weight = .init(1)
      return stage
    }()
    var second = try Self.stage("second", "phase: Second")
    second.weight = .init(1, from: try KwokPath(".metadata.annotations.w"))
    var pods = KwokGroup(name: "p", resource: .pod, count: 1_000)
    pods.annotations = ["w": text]
    let taken = Self.run([first, second], pods).plays[1]
    if text == "-5" {
      // 1 - 5 is below zero: any of them.
      #expect((430...570).contains(taken))
    } else {
      #expect(abs(taken - perMille) <= (perMille == 0 ? 0 : 60))
    }
  }

  /// First play, in milliseconds, of a stage whose delay of 5 s an annotation may replace.
  @Test(
    arguments: [
      ("1.5s", 1_501), ("", 2), ("soon", 5_001), ("-3s", 2), ("0", 2), ("1m", nil),
      ("2s500ms", 2_501),
    ] as [(String, Int?)])
  func delaysAreReadAsGoReadsThem(text: String, at: Int?) throws {
    var stage = try Self.stage("late", "phase: Done")
    stage.delay = .init(5_000, from: try KwokPath(".metadata.annotations.d"))
    var pod = KwokGroup(name: "p", resource: .pod, count: 1)
    pod.annotations = ["d": text]
    let changes = Self.run([stage], pod).changes
    #expect(changes.dropFirst().first.map { $0.time.nanoseconds / 1_000_000 } == at)
  }

  @Test(
    arguments: [
      ("12", 12), ("-12", -12), ("+7", 7), ("0x1F", 31), ("0o17", 15), ("017", 15), ("0b101", 5),
      ("0", 0), ("00", 0), ("1_000", 1_000), ("0x_f", 15), ("08", nil), ("1__0", nil), ("_1", nil),
      ("1_", nil), ("", nil), ("-", nil), ("0x", nil), ("1.0", nil), (" 1", nil), ("--1", nil),
    ] as [(String, Int?)])
  func integers(text: String, number: Int?) { #expect(GoText.integer(text) == number) }

  @Test(
    arguments: [
      ("1h2m3.5s", 3_723_500), ("300ms", 300), ("-1.5h", -5_400_000), ("1500us", 1), ("0", 0),
      (".5s", 500), ("1.s", 1_000), ("1", nil), ("s", nil), ("", nil), ("1d", nil), ("1s ", nil),
      ("1.2.3s", nil), (".s", nil), ("-", nil),
    ] as [(String, Int?)])
  func durations(text: String, milliseconds: Int?) {
    #expect(GoText.milliseconds(text) == milliseconds)
  }
}
