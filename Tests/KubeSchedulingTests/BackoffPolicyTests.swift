import Simulation
import Testing

@testable import KubeScheduling

@Suite struct BackoffPolicyTests {
  @Test(arguments: [(1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (60, 10), (Int.max, 10)])
  func backoffDoubles(failures: Int, seconds: Int) {
    #expect(BackoffPolicy().wait(afterFailures: failures) == .seconds(seconds))
  }
}
