import Foundation
import KubeScheduling
import Simulation
import Testing

/// The six policies against a second, plain model (`Tests/References/gpu-sharing`).
@Suite struct GPUSharingReferenceTests {
  struct Case {
    let name: String
    let policy: GPUSharingPolicy
    let percent: Int
    var nodes: [GPUNodeShape] = []
    var pods: [GPUPodShape] = []
    var answers: [(node: Int, devices: UInt64, allocated: Int, fragments: Double)] = []
  }

  static func cases() throws -> [Case] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("References/gpu-sharing/cases.csv")
    var cases: [Case] = []
    for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n") {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let numbers = fields.map { Int($0) ?? -9 }
      switch fields[0] {
      case "case":
        let policy = try #require(GPUSharingPolicy(rawValue: fields[2]))
        cases.append(
          Case(name: fields[1] + " " + fields[2], policy: policy, percent: numbers[3]))
      case "node":
        cases[cases.count - 1].nodes.append(
          GPUNodeShape(
            cpuMilli: numbers[1], memory: numbers[2], gpus: numbers[3],
            model: fields[4].isEmpty ? nil : fields[4]))
      default:
        cases[cases.count - 1].pods.append(
          GPUPodShape(
            cpuMilli: numbers[1], memory: numbers[2], gpus: numbers[3], milliPerGPU: numbers[4],
            models: fields[5].split(separator: "|").map(String.init)))
        let mask = fields[7].split(separator: "-").reduce(UInt64(0)) {
          $0 | 1 << (UInt64($1) ?? 63)
        }
        cases[cases.count - 1].answers.append(
          (numbers[6], mask, numbers[8], try #require(Double(fields[9]))))
      }
    }
    return cases
  }

  @Test func everyPodGoesWhereTheSecondModelPutsIt() throws {
    let cases = try Self.cases()
    #expect(cases.count == 30)
    for one in cases {
      let typical = TypicalPods(
        workload: one.pods, counts: one.pods.map { _ in 1 }, covering: one.percent)
      var classes: [GPUPodShape] = []
      for pod in one.pods where !classes.contains(pod) { classes.append(pod) }
      var run = GPUSharingRun(
        nodes: one.nodes, order: Array(one.nodes.indices), classes: classes, policy: one.policy,
        typical: typical, generator: SeededGenerator(seed: Seed("unused")))
      for (index, pod) in one.pods.enumerated() {
        let podClass = try #require(classes.firstIndex(of: pod))
        let placement = run.schedule(podClass)
        let answer = one.answers[index]
        let place: Comment = "case \(one.name), pod \(index)"
        #expect(placement?.node ?? -1 == answer.node, place)
        #expect(placement?.devices ?? 0 == answer.devices, place)
        #expect(run.allocatedMilli == answer.allocated, place)
        #expect(abs(run.fragmentedMilli - answer.fragments) < 0.001, place)
      }
    }
  }
}
