import Cluster
import ClusterRun
import Foundation
import KubeScheduling
import Simulation

/// A case of `gang_v1_35.json`: gangs come to a small cluster, and after a second it is counted who
/// got bound.
struct KubeGangCase: Decodable {
  struct Group: Decodable {
    var workload: String
    var podGroup: String
    var policy: String
    var minCount: Int?
    var workloadObjectMissing: Bool?
  }
  struct Pods: Decodable {
    var workload: String
    var podGroup: String
    var podGroupReplicaKey: String?
    var count: Int

    var key: String {
      ([workload, podGroup] + [podGroupReplicaKey].compactMap { $0 }).joined(separator: "/")
    }
  }
  struct Expectation: Decodable {
    struct Observation: Decodable { var boundPerGroup: [String: Int] }
    var observed: [Observation]
  }
  var name: String?
  var nodeGPUs: [Int]
  var groups: [Group]
  var pods: [Pods]
  var creation: String
  var expect: Expectation

  /// So that a hostile file cannot make the replay endless.
  private static let most = 1_000

  /// Pods bound of each group, `w/g` or `w/g/key`.
  func bound() throws -> [String: Int] {
    guard nodeGPUs.count <= Self.most, pods.count <= Self.most,
      pods.allSatisfy({ (0...Self.most).contains($0.count) })
    else { throw GoldenFileError("a case with more than \(Self.most) of something") }
    let gap = SimDuration.milliseconds(10)
    let jobs = pods.enumerated().map { index, entry in
      Job(
        name: entry.key,
        podSets: [
          PodSet(
            count: entry.count,
            template: Pod(
              name: entry.key,
              containers: [ResourceList(cpu: .cores(1), memory: .gibi(1), gpus: 1)]))
        ], arrival: .zero + gap * index, podGap: gap * pods.count, duration: nil,
        gang: gang(of: entry))
    }
    let largest = pods.map(\.count).max() ?? 0
    let last = SimTime.zero + gap * (pods.count * largest)
    let startsAt: SimTime
    switch creation {
    case "one by one, groups interleaved": startsAt = .zero
    case "before scheduler start": startsAt = last
    default: throw GoldenFileError("the creation '\(creation.prefix(60))' is not known")
    }
    let nodes = nodeGPUs.enumerated().map { index, gpus in
      Node(
        name: "n\(index)",
        allocatable: ResourceList(cpu: .cores(1_000), memory: .gibi(1_000), gpus: gpus, pods: 1_000)
      )
    }
    var run = WorkloadRun(
      WorkloadScenario(nodes: nodes, jobs: jobs, end: last + .milliseconds(1_200)),
      under: KubeControlPlane(
        .init(gang: .standardPermit, cycleLatency: .microseconds(100), startsAt: startsAt)))
    run.finish()
    var bound: [String: Int] = [:]
    for (job, entry) in pods.enumerated() {
      bound[entry.key, default: 0] += run.world.jobStatus[job].running
    }
    return bound
  }

  /// The gang of the pods' group; a group that is not found counts as a gang without its object,
  /// because PreEnqueue keeps such pods out.
  private func gang(of entry: Pods) -> Job.Gang? {
    let group = groups.first { $0.workload == entry.workload && $0.podGroup == entry.podGroup }
    guard let group, group.workloadObjectMissing != true else {
      return Job.Gang(minimum: 1, isDescribed: false)
    }
    return group.policy == "gang" ? Job.Gang(minimum: group.minCount ?? 1) : nil
  }
}

private struct KubeGangFile: Decodable {
  var format: String
  var cases: [GoldenItem<KubeGangCase>]
}

/// Replays gang scheduling of v1.35 through the whole engine.
func replayKubeGangGolden(data: Data) throws -> GoldenFileResult {
  let file: KubeGangFile
  do {
    file = try JSONDecoder().decode(KubeGangFile.self, from: data)
  } catch {
    throw GoldenFileError("not a file of gang cases: \(error)")
  }
  var result = GoldenFileResult(format: file.format)
  for (index, item) in file.cases.enumerated() {
    let name = item.name ?? "#\(index)"
    do {
      let content = try item.content.get()
      let got = try content.bound()
      // Where several outcomes were seen, one of them is right.
      let expected = content.expect.observed.map(\.boundPerGroup)
      if expected.contains(got) {
        result.pass()
      } else {
        result.fail(name, expected: "\(expected.map(text))", got: text(got))
      }
    } catch {
      result.fail(name, expected: "a readable case", got: "\(error)")
    }
  }
  return result
}

private func text(_ bound: [String: Int]) -> String {
  bound.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
}
