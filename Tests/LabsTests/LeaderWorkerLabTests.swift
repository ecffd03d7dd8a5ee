import Cluster
import Simulation
import Testing
import Traffic

@testable import Labs

/// LeaderWorkerSets in the scheduling lab: who is asked, what is answered, what is refused.
@Suite struct LeaderWorkerLabTests {
  /// `racks` racks of two machines with four GPUs, and groups of a leader and two workers.
  private func scenario(racks: Int, replicas: Int, waits: Bool = false) -> LabScenario {
    var nodes = NodeGroup(
      name: "gpu", count: 2 * racks, cpu: .cores(32), memory: .gibi(64), gpus: 4)
    nodes.domains = [NodeDomain(key: "rack", prefix: "r", nodesPerDomain: 2)]
    let shape = PodShape(cpu: MilliCPU(1_000), memory: .gibi(1), gpus: 2)
    var job = JobClass(
      name: "llm", arrivals: Arrivals(count: 1, pattern: .together), kind: .leaderWorkerSet,
      podSets: [
        JobClass.PodSet(name: "leader", count: 1, shape: shape),
        JobClass.PodSet(name: "worker", count: 2, shape: shape),
      ], durationSeconds: .fixed(60))
    job.hasExactName = true
    job.replicas = replicas
    job.exclusiveTopology = "rack"
    job.waitsForLeader = waits
    job.restartsWhole = true
    var scenario = SchedulingScenario(heading: ScenarioHeading(title: "Groups"), nodes: [nodes])
    scenario.jobs = [job]
    return .scheduling(scenario)
  }

  private func keys(_ subject: String, _ replay: any Replay, at step: Int) -> [String] {
    replay.why(Subject(id: subject, state: .init("lab.number", "")), at: step).sentences
      .map(\.key).filter { $0.contains("lws") }
  }

  @Test func whyAWorkerDoesNotExist() throws {
    let lab = SchedulingLab()
    let outcome = try lab.run(scenario(racks: 1, replicas: 2), seed: Seed("w"))
    let replay = outcome.replay
    // Both leaders have come, none has a node.
    #expect(
      keys("llm-1-1", replay, at: 2) == [
        "lab.scheduling.lws.not-scheduled",
        "lab.scheduling.lws.exclusive",
      ])
    // One of them has the only rack now.
    let first = replay.why(
      Subject(id: "llm-0-1", state: .init("lab.number", "")), at: 3)
    #expect(first.sentences.contains { $0.key == "lab.scheduling.lws.domain" })
    let table = try #require(
      first.tables.first { $0.title.key == "lab.scheduling.table.domains" })
    #expect(table.rows == [[.plain("r-0"), .plain("llm-0"), .number(1)]])
    // The other one is told which pods keep it out.
    let last = replay.why(Subject(id: "llm-1", state: .init("lab.number", "")), at: 6)
    #expect(
      last.tables.contains { table in
        table.rows.contains { row in
          row.contains {
            if case .message(let message) = $0 {
              return message.key.hasSuffix("anti-affinity")
            }
            return false
          }
        }
      })
    let subjects = replay.subjects(at: 6).map(\.id)
    #expect(Set(["llm/0", "llm/1", "llm-0", "llm-0-2", "llm-1"]).isSubset(of: subjects))
    #expect(outcome.metric("jobs_finished")?.value == 2)
  }

  @Test func whyAWorkerWaitsForTheLeaderToBeReady() throws {
    let outcome = try SchedulingLab().run(
      scenario(racks: 1, replicas: 1, waits: true), seed: Seed("w"))
    #expect(
      keys("llm-0-1", outcome.replay, at: 1)
        == ["lab.scheduling.lws.not-ready", "lab.scheduling.lws.exclusive"])
  }

  @Test(arguments: ["kube-scheduler", "kueue", "godel", "volcano", "kai", "backfill"])
  func planesWithoutPodAffinityAreRefused(plane: String) throws {
    let lab = SchedulingLab()
    let choices = try lab.choices(from: ["control_plane=\(plane)"])
    if SchedulingLab.planesWithPodAffinity.contains(plane) {
      let outcome = try lab.run(
        scenario(racks: 2, replicas: 2), choices: choices, seed: Seed("w"))
      // Kueue knows no queue here: it lets pass what is sent to none.
      if plane != "kueue" { #expect(outcome.metric("jobs_finished")?.value == 2) }
      return
    }
    do {
      _ = try lab.complete(choices, for: scenario(racks: 2, replicas: 2))
      Issue.record("\(plane) is not refused")
    } catch {
      #expect(error.message.key == "lab.problem.pod-affinity")
      #expect(error.message.arguments.prefix(2) == ["llm", plane])
    }
  }
}
