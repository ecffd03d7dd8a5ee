import BatchQueueing
import ClusterRun
import KubeScheduling
import Simulation
import Wording

/// Who decides in a run: the control plane that the knobs name, set up for the scenario.
struct ControlPlaneSetup {
  let scenario: SchedulingScenario
  let instance: SchedulingInstance
  let choices: Choices
  /// Places pods, alone or behind a queueing system.
  let profile: SchedulingProfile

  /// Words of the knob `control_plane`.
  static let words = ["kube-scheduler", "kueue", "volcano", "kai", "godel", "backfill"]

  func plane() throws(LabProblem) -> any ControlPlane {
    switch choices.word("control_plane") {
    case "kueue": KueueControlPlane(scenario.kueueOptions(kueueChoices, scheduler: kubeOptions))
    case "volcano": VolcanoControlPlane(scenario.volcanoOptions(VolcanoChoices(choices)))
    case "kai": KAIControlPlane(scenario.kaiOptions(KAIChoices(choices)))
    case "backfill": backfill
    case "godel": godel
    default: kube
    }
  }

  /// A batch system that starts whole jobs; it packs, whatever the scores of the profile.
  private var backfill: BackfillControlPlane {
    BackfillControlPlane(
      BackfillControlPlane.Options(
        policy: Backfill.Policy(rawValue: choices.word("backfill")) ?? .easy,
        profile: BackfillControlPlane.packing(profile)))
  }

  private var godel: GodelControlPlane {
    GodelControlPlane(
      GodelControlPlane.Options(
        schedulers: choices.whole("godel_schedulers"),
        isPartitioned: choices.isOn("godel_partitions"), profile: profile,
        groupTimeout: .seconds(choices.whole("gang_timeout_seconds")), seed: instance.seed))
  }

  /// kube-scheduler by itself; every profile that jobs name is the same one under that name.
  var kube: KubeControlPlane {
    KubeControlPlane(kubeOptions)
  }

  var kubeOptions: KubeControlPlane.Options {
    var options = KubeControlPlane.Options(profiles: profiles, gang: gang)
    options.backoff.popsWhenIdle = false
    return options
  }

  private var kueueChoices: KueueChoices {
    KueueChoices(
      isFairSharing: choices.isOn("fair_sharing"), quotaPercent: choices.whole("quota_percent"),
      mayBorrow: choices.isOn("borrowing"))
  }

  private var profiles: [SchedulingProfile] {
    var result = [profile]
    for job in instance.jobs where !job.schedulerName.isEmpty {
      if !result.contains(where: { $0.schedulerName == job.schedulerName }) {
        var other = profile
        other.name = job.schedulerName
        other.schedulerName = job.schedulerName
        result.append(other)
      }
    }
    return result
  }

  private var gang: KubeGangMode {
    switch choices.word("gang") {
    case "permit": .permit(timeout: .seconds(choices.whole("gang_timeout_seconds")))
    case "pod-group-cycle": .podGroupCycle
    default: .off
    }
  }
}
