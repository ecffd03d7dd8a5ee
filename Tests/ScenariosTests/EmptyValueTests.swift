import Labs
import Testing

@testable import Scenarios

/// A key without a value counts as missing: whoever cannot read a scenario says why.
@Suite struct EmptyValueTests {
  static let scenarios = [
    """
    version: 1
    lab: runtime
    title: T
    end_s: 60
    images: [{name: app, layers: [{digest: a, mib: 3}]}]
    pods: [{name: web, containers: [{name: main, image: app}]}]
    """,
    """
    version: 1
    lab: autoscaling
    title: T
    end_s: 60
    traffic: [{shape: constant, rate_milli: 1000}]
    work_ms: 100
    """,
    """
    version: 1
    lab: gateway
    title: T
    retrieval: {vectors: {count: 100, dimension: 8, clusters: 4, queries: 10}}
    """,
    """
    version: 1
    lab: gateway
    title: T
    workflow: {steps: [{name: a, duration_ms: 100}]}
    """,
  ]

  @Test(arguments: scenarios) func everyEmptyKeyIsTold(scenario: String) {
    #expect(readScenario(scenario, file: "x.yml") { _ in nil }.problems.isEmpty)
    let lines = scenario.split(separator: "\n").map(String.init)
    for at in lines.indices {
      var changed = lines
      changed[at] = String(lines[at].prefix { $0 != ":" }) + ":"
      let read = readScenario(changed.joined(separator: "\n") + "\n", file: "x.yml") { _ in nil }
      #expect(read.value == nil && !read.problems.isEmpty, "\(changed[at])")
      #expect(!read.problems.contains { $0.message.contains("unknown key") }, "\(changed[at])")
      #expect(!read.problems.contains { $0.message.contains("'.") }, "\(read.problems)")
    }
  }
}
