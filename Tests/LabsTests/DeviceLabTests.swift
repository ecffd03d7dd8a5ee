import Simulation
import Testing
import Wording

@testable import Labs

/// GPUs that DRA offers: cells, metrics, and why a claim waits.
@Suite struct DeviceLabTests {
  private func outcome(_ settings: String...) throws -> RunOutcome {
    let lab = SchedulingLab()
    return try lab.run(Samples.leak, choices: lab.choices(from: settings), seed: Seed("dra"))
  }

  /// The first step at or after which so many seconds have passed.
  private func step(_ replay: any Replay, after second: Int) -> Int {
    (0...replay.stepCount).last { replay.time(at: $0) <= .zero + .seconds(second) } ?? 0
  }

  private func text(_ explanation: Explanation) -> String {
    let say = Wording(.english)
    let tables = explanation.tables.flatMap { table in
      table.rows.map { row in
        row.map { value in
          switch value {
          case .plain(let text): text
          case .number(let number): String(number)
          case .message(let message): say(message)
          }
        }.joined(separator: " | ")
      }
    }
    return ([say(explanation.headline)] + explanation.sentences.map { say($0) } + tables)
      .joined(separator: "\n")
  }

  @Test func everyGPUIsACellFilledByItsSlices() throws {
    let replay = try outcome().replay
    let at = step(replay, after: 30)
    let cells = replay.picture(at: at).rows[0].cells
    #expect(cells.map(\.state) == [.shared, .free])
    // Six of seven compute slices.
    #expect(cells.map(\.fillPerMille) == [857, 0])
    #expect(cells[0].owner == 0)
    let first = try #require(replay.panel(.heatMap, at: step(replay, after: 0)))
    guard case .heatMap(let picture) = first else { return }
    #expect(picture.rows[0].cells.map(\.state) == [.used, .free])
    let say = Wording(.english)
    let numbers = replay.picture(at: at).numbers.map { say($0.title) + " " + $0.value }
    #expect(numbers.contains { $0.hasSuffix("1.1 / 2") }, "\(numbers)")
  }

  @Test func metricsCountPartitionsAsTheirShare() throws {
    let run = try outcome("upstream_quirks=off")
    // Sevenths of a GPU: four of them for 600 s, two for 900 s, two for 300 s; 2 GPUs for 905 s.
    let held: Double = (600 * 4 + 900 * 2 + 300 * 2) / 7
    let exact = held / (2 * 905) * 100
    let allocation = try #require(run.metric("gpu_allocation")?.value)
    #expect(abs(allocation - exact) < 0.2, "\(allocation) is not \(exact)")
    let utilisation = try #require(run.metric("gpu_utilisation")?.value)
    #expect(abs(utilisation - exact) < 0.2)
    #expect(try #require(run.metric("fragmentation")?.value) > 0)
    #expect(try #require(run.metric("largest_wait")?.value) == 0)
  }

  @Test func theWhyNamesDevicesAndTheQuirk() throws {
    let run = try outcome()
    #expect(try #require(run.metric("job_wait_p99")?.value) == 540)
    let replay = run.replay
    let pair = Subject(id: "pair-0", state: Message("lab.scheduling.state.gated"))
    let why = text(replay.why(pair, at: step(replay, after: 100)))
    for part in [
      "cannot allocate all claims", "counter leak", "upstream_quirks",
      "n-0 would serve its claims if one of these ended: four-0", "1 / 2",
      "gpu-1-mig-1g10gb-0, gpu-1-mig-1g10gb-1, gpu-1-mig-1g10gb-2, gpu-1-mig-1g10gb-3 +3",
      "gpu.nvidia.com/parentUUID is GPU-n-0-1, but the devices taken before have GPU-n-0-0",
      "needs 1 of memory-slice-0 (gpu-0-counters), 0 of 1 are left",
      "2 mig.nvidia.com (1g.10gb)",
    ] {
      #expect(why.contains(part), "\(part) is not in\n\(why)")
    }
    let sound = try outcome("upstream_quirks=off")
    #expect(try #require(sound.metric("job_wait_p99")?.value) == 0)
    let placed = text(sound.replay.why(pair, at: step(sound.replay, after: 100)))
    #expect(placed.contains("gpu-1-mig-1g10gb-0"), "\(placed)")
    #expect(!placed.contains("quirk"))
  }
}
