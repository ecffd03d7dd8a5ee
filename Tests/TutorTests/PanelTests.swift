import Labs
import Simulation
import TerminalUI
import Testing
import Wording

@testable import Tutor

/// The views beside a run's picture, drawn from values made by hand.
@Suite struct PanelTests {
  private func drawn(_ panel: Panel, columns: Int = 60, rows: Int = 12, owner: Int? = nil) throws
    -> [String]
  {
    let player = try Player(columns: columns, rows: rows)
    var canvas = Canvas(columns: columns, rows: rows)
    canvas.panel(
      panel, in: Rect(column: 0, row: 0, columns: columns, rows: rows), scroll: nil, owner: owner,
      now: 50_000_000_000, player.state.context)
    return (0..<rows).map { canvas.line($0) }
  }

  private func seconds(_ count: Int) -> SimTime { .zero + .seconds(count) }

  @Test func aGanttRowShowsWaitingHoldingWorkingAndLoss() throws {
    let gantt = Gantt(
      rows: [
        Gantt.Row(
          name: "job", owner: 0,
          bars: [
            .init(start: seconds(0), end: seconds(20), state: .waiting),
            .init(start: seconds(20), end: seconds(40), state: .holding),
            .init(start: seconds(40), end: seconds(60), state: .lost),
            .init(start: seconds(60), end: seconds(100), state: .working),
          ])
      ], end: seconds(100))
    let lines = try drawn(.gantt(gantt), columns: 54)
    #expect(
      lines[0].hasPrefix(
        "job " + String(repeating: "░", count: 10) + String(repeating: "▒", count: 10)
          + String(repeating: "!", count: 10) + String(repeating: "a", count: 20)))
    #expect(lines[10].contains("100 s"))
    #expect(lines[11].contains("waits"))
  }

  /// Work of 1 ms must not vanish between two characters that stand for 2 s each.
  @Test func theShortestLossIsSeen() throws {
    let loss = Gantt.Bar(
      start: seconds(30), end: SimTime(nanoseconds: 30_001_000_000), state: .lost)
    let row = Gantt.Row(name: "job", owner: 0, bars: [loss])
    #expect(Gantt.state(of: row, from: seconds(30), to: seconds(32)) == .lost)
    #expect(Gantt.state(of: row, from: seconds(28), to: seconds(30)) == nil)
    #expect(Gantt.state(of: row, from: seconds(32), to: seconds(34)) == nil)
  }

  @Test func aQueueShowsBorrowedAndLent() throws {
    let tree = QueueTree(nodes: [
      .init(
        name: "all", depth: 0, isLeaf: false,
        amounts: [.init(resource: "gpu", nominal: 20, used: 15)], waiting: 3),
      .init(
        name: "red", depth: 1, isLeaf: true,
        amounts: [.init(resource: "gpu", nominal: 10, used: 15, borrowed: 5, limit: 16)],
        waiting: 3),
      .init(
        name: "blue", depth: 1, isLeaf: true,
        amounts: [.init(resource: "gpu", nominal: 10, used: 0, lent: 5)], waiting: 0),
    ])
    let lines = try drawn(.queues(tree))
    #expect(lines[0].contains("▸ all"))
    #expect(lines[0].contains("15/20  waiting 3"))
    #expect(lines[1].contains("15/10 +5 max 16  waiting 3"))
    let red = lines[1].count { $0 == "▓" }
    let lent = lines[2].count { $0 == "▒" }
    #expect(red > 0 && abs(red - lent) <= 1, "\(lines)")
    #expect(lines[2].contains("0/10 -5"))
    #expect(!lines[0].contains("▓"))
  }

  /// A dead replica shows that it is dead, and no numbers of a life that it had.
  @Test func aDeadReplicaIsDown() throws {
    let table = FleetTable(
      replicas: [
        .init(
          name: "0", running: 3, waiting: 1, heldPerMille: 500, hitPerMille: 250, routed: 9,
          members: [.init(owner: 0, isRunning: true)]),
        .init(
          name: "1", running: 0, waiting: 0, heldPerMille: 0, hitPerMille: 250, routed: 7,
          members: [], isDown: true),
      ])
    for columns in [60, 80, 120] {
      let lines = try drawn(.fleet(table), columns: columns)
      let alive = try #require(lines.first { $0.hasPrefix("0 ") })
      let dead = try #require(lines.first { $0.hasPrefix("1 ") })
      #expect(alive.contains("50%") && alive.contains("25%") && !alive.contains("down"))
      #expect(dead.dropFirst(2).trimmingPrefix { $0 == " " }.hasPrefix("down"), "\(lines)")
      #expect(!dead.contains("%") && !dead.contains("7"), "\(lines)")
    }
  }

  @Test func theHeatMapHasAColumnForEachNode() throws {
    let rows = (0..<3).map { node in
      Picture.Row(
        name: "n-\(node)",
        cells: [
          .init(.used, owner: 0, fillPerMille: 1_000),
          node == 1 ? .init(.blocked) : .init(.free, fillPerMille: 0),
          .init(.shared, owner: 0, fillPerMille: 400),
        ])
    }
    let picture = Picture(title: Message("lab.picture.gpus"), rows: rows, owners: ["a"])
    let lines = try drawn(.heatMap(picture), owner: 0)
    #expect(lines[0].hasPrefix("n-0 ███"))
    #expect(lines[1].hasPrefix("n-2 ·x·"))
    #expect(lines[2].hasPrefix("    ▒▒▒"))
  }

  /// More nodes than fit go on in bands; every node keeps its column.
  @Test func aLargeHeatMapIsBanded() throws {
    let rows = (0..<100).map { Picture.Row(name: "n-\($0)", cells: [.init(.used, owner: $0)]) }
    let picture = Picture(title: Message("lab.picture.gpus"), rows: rows, owners: [])
    let lines = try drawn(.heatMap(picture), columns: 60, rows: 12)
    #expect(lines.joined().count { $0 == "█" } >= 100)
    #expect(lines[2].hasPrefix("n-"))
  }

  @Test func topologyCountsWhatIsFree() throws {
    let tree = TopologyTree(
      domains: [
        .init(name: "a", level: "rack", depth: 0, freeMilli: 1_500, totalMilli: 2_000),
        .init(
          name: "n-0", level: "node", depth: 1, freeMilli: 1_500, totalMilli: 2_000,
          cells: [.init(.free, fillPerMille: 0), .init(.used, owner: 2, fillPerMille: 500)]),
      ], owners: [])
    let lines = try drawn(.topology(tree), owner: 2)
    #expect(lines[0].contains("rack a"))
    #expect(lines[0].contains("free 1.50 of 2"))
    #expect(lines[1].contains("  node n-0"))
    #expect(lines[1].contains("░c"))
  }

  /// No view may draw outside its place or fail in a small one.
  @Test(arguments: [(2, 20), (1, 8), (3, 10), (40, 12)])
  func smallPlacesAreSurvived(rows: Int, columns: Int) throws {
    let gantt = Gantt(
      rows: [Gantt.Row(name: "a long name of a job", note: "8x8 GPU", owner: 0, bars: [])],
      end: .zero)
    for panel in [
      Panel.gantt(gantt), .queues(QueueTree(nodes: [])),
      .topology(TopologyTree(domains: [], owners: [])),
      .heatMap(Picture(title: Message("lab.picture.gpus"), rows: [], owners: [])),
    ] {
      _ = try drawn(panel, columns: columns, rows: rows)
    }
  }

  @Test func aBatchIsFilledByDecodeBelowAndPrefillAbove() throws {
    func step(_ number: Int, prefill: Int, decode: Int) -> BatchTimeline.Step {
      .init(
        number: number, start: seconds(number), duration: .milliseconds(12), prefillTokens: prefill,
        decodeTokens: decode, sequences: 2, waiting: 3)
    }
    let timeline = BatchTimeline(
      steps: [
        step(0, prefill: 0, decode: 2), step(1, prefill: 1_000, decode: 1),
        step(2, prefill: 0, decode: 0),
      ], present: 1, tokenBudget: 1_000,
      shares: [
        .init(name: "chat", owner: 0, tokens: 1, before: 40),
        .init(name: "long", owner: 1, tokens: 1_000, before: 0),
      ])
    let lines = try drawn(.batches(timeline))
    #expect(lines[0].hasPrefix("step 1: 1001 of 1000 tokens, 2 sequences, 12.0 ms, 3 waiting"))
    #expect(lines[1].hasPrefix("1000 ─▓─"))
    // One token of a thousand is still seen, and a step without work is not.
    #expect(lines[7] == "     ██")
    #expect(lines[9].contains("long  1000 tokens after 0"))
    #expect(lines[10].contains("chat  1 token after 40"))
  }

  @Test func aPrefixStandsUnderWhatItContinues() throws {
    let tree = PrefixTree(nodes: [
      .init(name: "system", owner: 0, depth: 0, tokens: 64, holders: 2, blocks: 4),
      .init(name: "chat", owner: 1, depth: 1, tokens: 16, holders: 0, blocks: 1),
    ])
    let lines = try drawn(.prefixTree(tree), columns: 70)
    #expect(lines[0].hasPrefix("a system  64 tokens in 4 blocks, held by 2"))
    #expect(lines[1].hasPrefix("  b chat  16 tokens in 1 block, nobody holds it"))
    #expect(try drawn(.prefixTree(PrefixTree(nodes: [])))[0].contains("empty"))
  }

  @Test func aReplicaShowsItsQueues() throws {
    let fleet = FleetTable(replicas: [
      .init(
        name: "r0", running: 2, waiting: 1, heldPerMille: 500, hitPerMille: 250, routed: 7,
        members: [
          .init(owner: 0, isRunning: true), .init(owner: 1, isRunning: true),
          .init(owner: 2, isRunning: false),
        ]),
      .init(
        name: "r1", running: 0, waiting: 0, heldPerMille: 0, hitPerMille: nil, routed: 0,
        members: []
      ),
    ])
    let lines = try drawn(.fleet(fleet), columns: 80)
    #expect(lines[1].hasPrefix("r0 ") && lines[1].contains("50%"))
    #expect(lines[1].contains("25%") && lines[1].contains("ab·"))
    #expect(lines[2].contains("-") && !lines[2].contains("%%"))
  }
}
