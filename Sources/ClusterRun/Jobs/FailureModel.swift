import Simulation

/// When a job breaks by itself, apart from the machines it runs on.
///
/// Times are working times: of the pod where pods work by themselves, else of the job. Draws
/// depend on seed, job, pod and attempt only, never on what else happens in the run.
public enum FailureModel: Hashable, Sendable {
  case none
  /// The n-th attempt fails after this much work of its own; attempts beyond the list succeed.
  /// Zero and less: at once.
  case after([SimDuration])
  /// Waiting times to the next failure are exponential with this mean.
  case meanTimeBetween(SimDuration)
  /// Each attempt fails with this chance in thousandths, at a uniformly drawn point of what was
  /// left to do.
  case chance(perMille: Int)

  /// How long the attempt works until it fails; `nil`: it does not. `left`: the work it has to do,
  /// `nil` for ever.
  func failure(
    seed: Seed, job: String, unit: Int, attempt: Int, left: SimDuration?
  ) -> SimDuration? {
    var random: SeededGenerator {
      SeededGenerator(seed: seed, stream: "failure/\(job)/\(unit)/\(attempt)")
    }
    let wait: SimDuration
    switch self {
    case .none: return nil
    case .after(let times):
      guard times.indices.contains(attempt) else { return nil }
      wait = max(.zero, times[attempt])
    case .meanTimeBetween(let mean):
      guard mean > .zero else { return nil }
      var generator = random
      wait = generator.exponential(mean: mean)
    case .chance(let perMille):
      guard let left, left > .zero else { return nil }
      var generator = random
      guard generator.below(1_000) < perMille else { return nil }
      wait = SimDuration(nanoseconds: generator.below(left.nanoseconds))
    }
    // A failure at the very end of the work comes too late.
    if let left, wait >= left { return nil }
    return wait
  }
}

/// How long Kubernetes' Job controller waits before it makes a failed pod anew: 10 s, doubled with
/// each failure, at most 6 min (`job_controller.go`, DefaultJobPodFailureBackOff and
/// MaxJobPodFailureBackOff).
public enum RetryDelay {
  /// After this many failures (at least 1).
  public static func after(failures: Int) -> SimDuration {
    var wait = SimDuration.seconds(10)
    for _ in 1..<max(1, min(failures, 8)) { wait = wait * 2 }
    return min(wait, .seconds(360))
  }
}
