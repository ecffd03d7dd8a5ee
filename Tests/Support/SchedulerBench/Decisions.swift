import BatchQueueing
import Cluster
import ClusterRun
import Foundation
import KubeScheduling
import Simulation

/// The longest single step of whole runs, control plane by control plane: how long a key waits when
/// a run advances event by event.
enum Decisions {
  struct Case {
    let name: String
    let scenario: WorkloadScenario
    let plane: any ControlPlane
  }

  static func job(
    _ number: Int, _ queue: String, gpus: Int, at second: Int = 0, seconds: Int? = 1_000,
    priority: Int = 0, pods: Int = 1
  ) -> Job {
    let name = "job-\(number)"
    let pod = Pod(
      name: name,
      containers: [ResourceList(cpu: .cores(4), memory: .gibi(16), gpus: gpus)])
    return Job(
      name: name, queue: queue, priority: priority,
      podSets: [PodSet(name: "main", count: pods, template: pod)],
      arrival: .zero + .seconds(second), duration: seconds.map { .seconds($0) },
      gang: pods > 1 ? Job.Gang(minimum: pods) : nil)
  }

  /// Every job at once, on a cluster for half of them.
  static func burst(queues: Int, jobs: Int = 5_000, nodes count: Int = 2_000) -> WorkloadScenario {
    WorkloadScenario(
      nodes: nodes(count),
      jobs: (0..<jobs).map { job($0, "q\($0 % queues)", gpus: 4, priority: $0 % 3) },
      end: .zero + .seconds(30))
  }

  /// Half of the queues fill the cluster with jobs of one pod; then the other half wants its own
  /// back.
  static func reclaim(queues: Int, running: Int = 4_000, late: Int = 1_000) -> WorkloadScenario {
    let half = max(1, queues / 2)
    return WorkloadScenario(
      nodes: nodes(running / 8),
      jobs: (0..<running).map { job($0, "q\($0 % half)", gpus: 1, seconds: 100_000) }
        + (0..<late).map {
          job(running + $0, "q\(half + $0 % half)", gpus: 1, at: 10, seconds: 100_000)
        }, end: .zero + .seconds(30))
  }

  /// Gangs that take a part of the cluster from many small jobs.
  static func gangs(queues: Int) -> WorkloadScenario {
    let half = max(1, queues / 2)
    return WorkloadScenario(
      nodes: nodes(250),
      jobs: (0..<2_000).map { job($0, "q\($0 % half)", gpus: 1, seconds: 100_000) }
        + (0..<50).map {
          job(2_000 + $0, "q\(half + $0 % half)", gpus: 1, at: 10, seconds: 100_000, pods: 16)
        }, end: .zero + .seconds(30))
  }

  /// Jobs of all lengths before a cluster that is too small.
  static func waiting(_ jobs: Int, nodes count: Int) -> WorkloadScenario {
    var random = SeededGenerator(seed: Seed("waiting"), stream: "jobs")
    return WorkloadScenario(
      nodes: nodes(count),
      jobs: (0..<jobs).map {
        job(
          $0, "", gpus: 1 + Int(random.below(8)), at: Int(random.below(60)),
          seconds: 100 + Int(random.below(5_000)))
      }, end: .zero + .seconds(600))
  }

  static func queues(_ count: Int, gpus: Int) -> [BatchQueue] {
    (0..<count).map {
      BatchQueue("q\($0)", quotas: [.init(.nvidiaGPU, nominal: max(1, gpus / count))])
    }
  }

  static func kueue(
    _ count: Int, gpus: Int, fair: Bool, cohorts: Int = 1
  ) -> KueueControlPlane {
    let gpu = ResourceName.nvidiaGPU.text
    let queues = (0..<count).map { number in
      Kueue.ClusterQueue(
        name: "q\(number)", cohort: "c\(number % cohorts)",
        resourceGroups: [
          Kueue.ResourceGroup(
            resources: [gpu],
            flavors: [
              Kueue.FlavorQuotas(
                flavor: "default", resources: [gpu: Kueue.Quota(nominal: max(1, gpus / count))])
            ])
        ],
        preemption: Kueue.Preemption(
          withinClusterQueue: .lowerPriority, reclaimWithinCohort: .any))
    }
    return KueueControlPlane(
      KueueControlPlane.Options(
        configuration: Kueue.Configuration(
          resourceFlavors: [Kueue.ResourceFlavor(name: "default")], clusterQueues: queues,
          localQueues: [],
          fairSharing: fair
            ? [.lessThanOrEqualToFinalShare, .lessThanInitialShare] : nil),
        excludedResourcePrefixes: ["cpu", "memory"]))
  }

  static var all: [Case] {
    var cases: [Case] = []
    for count in [2, 1_000] {
      let (burst, reclaim, gangs) = (
        burst(queues: count), reclaim(queues: count), gangs(queues: count)
      )
      for (name, scenario, gpus) in [
        ("burst", burst, 16_000), ("reclaim", reclaim, 4_000), ("gangs", gangs, 2_000),
      ] {
        let queues = queues(count, gpus: gpus)
        cases.append(
          Case(
            name: "kai \(name) \(count)", scenario: scenario,
            plane: KAIControlPlane(.init(queues: queues))))
        cases.append(
          Case(
            name: "volcano \(name) \(count)", scenario: scenario,
            plane: VolcanoControlPlane(.init(queues: queues))))
        for fair in [false, true] {
          cases.append(
            Case(
              name: "kueue\(fair ? "-fair" : "") \(name) \(count)", scenario: scenario,
              plane: kueue(count, gpus: gpus, fair: fair)))
        }
      }
    }
    for policy in [Backfill.Policy.easy, .conservative] {
      for (jobs, count) in [(1_000, 20), (5_000, 100), (5_000, 2_000)] {
        cases.append(
          Case(
            name: "backfill \(policy) \(jobs)/\(count)", scenario: waiting(jobs, nodes: count),
            plane: BackfillControlPlane(.init(policy: policy))))
      }
    }
    cases.append(
      Case(
        name: "backfill conservative deep", scenario: waiting(1_000, nodes: 20),
        plane: BackfillControlPlane(.init(policy: .conservative, depth: 1_000))))
    cases.append(
      Case(name: "godel burst", scenario: burst(queues: 1), plane: GodelControlPlane()))
    cases.append(
      Case(name: "kube burst", scenario: burst(queues: 1), plane: KubeControlPlane(.init())))
    return cases
  }

  static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Runs for at most `limit` seconds.
  static func measure(_ item: Case, limit: Double = 20) {
    let start = seconds()
    var run = WorkloadRun(item.scenario, under: item.plane)
    var (before, longest, longestAt, slow) = (seconds(), 0.0, SimTime.zero, 0)
    let setup = before - start
    while true {
      let goesOn = run.advance(events: 1)
      let now = seconds()
      if now - before > longest { (longest, longestAt) = (now - before, run.time) }
      if now - before > 0.03 { slow += 1 }
      before = now
      if !goesOn || now - start > limit { break }
    }
    row([
      item.name, fixed(longest * 1e3, 1), fixed(Double(longestAt.nanoseconds) / 1e9, 0),
      String(slow), fixed(setup, 2), fixed(before - start, 2), thousands(Double(run.events)),
      thousands(Double(run.steps.count)), String(run.digest.suffix(12)),
    ])
    fflush(nil)
  }

  static func table() {
    row([
      "run", "longest step ms", "at s", "steps > 30 ms", "begin s", "all s", "events", "steps",
      "digest",
    ])
    row(Array(repeating: "---", count: 9))
    let wanted = ProcessInfo.processInfo.environment["DECISIONS"]
    for item in all where wanted.map({ item.name.contains($0) }) ?? true { measure(item) }
  }
}
