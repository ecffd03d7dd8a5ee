import Cluster
import Labs
import Simulation

/// What a job of ours knows and an object of Kubernetes may have no field for.
///
/// The export keeps it as annotations of ours on the object, the import reads them back; nothing else
/// acts on them.
enum OwnAnnotation: String, CaseIterable {
  case progress, retries, preemptible, checkpoint, queue, kind
  case gang = "gang-minimum"
  case minimum = "minimum-pods"
  case declared = "declared-percent"
  case podGap = "pod-gap-seconds"
  case restartsWhole = "restart-whole"

  var key: String {
    self == .checkpoint ? "aiinfra-tutor/checkpoint-seconds" : "aiinfra-tutor/" + rawValue
  }

  /// The key in scenario files, for notes.
  var field: String {
    switch self {
    case .progress, .retries, .preemptible, .checkpoint, .queue, .kind: rawValue
    case .gang: "gang_minimum"
    case .minimum: "minimum_pods"
    case .declared: "declared_percent"
    case .podGap: "pod_gap"
    case .restartsWhole: "restart_whole"
    }
  }

  /// The value of a job; `nil` when it is the one that a job has by itself. The minimum belongs to a
  /// pod set; the progress is always said, as kinds of objects differ in it.
  func value(of job: JobClass) -> String? {
    switch self {
    case .progress: job.progress.rawValue
    case .retries: String(job.retries)
    case .preemptible: job.isPreemptible ? nil : "false"
    case .checkpoint: job.checkpoint.map(secondsText)
    case .queue: job.queue.isEmpty ? nil : job.queue
    case .kind: job.kind == .job ? nil : job.kind.rawValue
    case .gang: job.gangMinimum.map(String.init)
    case .minimum: nil
    case .declared: job.declaredPercent == 100 ? nil : String(job.declaredPercent)
    case .podGap: job.podGap == .zero ? nil : secondsText(job.podGap)
    case .restartsWhole: job.restartsWhole ? "true" : nil
    }
  }

  /// Sets what the annotation says, when it says something that can be.
  func apply(_ text: String, to job: inout JobClass) {
    let number = Int(text)
    switch self {
    case .progress: job.progress = JobClass.Progress(rawValue: text) ?? job.progress
    case .retries: if let number, (0...1_000).contains(number) { job.retries = number }
    case .preemptible: job.isPreemptible = text != "false"
    case .checkpoint: if let time = seconds(text), time > .zero { job.checkpoint = time }
    case .queue, .minimum: break
    case .kind: job.kind = JobClass.Kind(rawValue: text) ?? job.kind
    case .gang:
      if let number, (0...100_000).contains(number) {
        job.gangMinimum = number == 0 ? nil : number
      }
    case .declared: if let number, (1...10_000).contains(number) { job.declaredPercent = number }
    case .podGap: job.podGap = seconds(text) ?? job.podGap
    case .restartsWhole: job.restartsWhole = text == "true"
    }
  }
}

/// A length of time such as `12.25`; `nil` when it is none, is negative or longer than a year.
func seconds(_ text: String) -> SimDuration? {
  let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
  guard let first = parts.first, !first.isEmpty, first.utf8.count <= 8,
    parts.joined().utf8.allSatisfy({ (48...57).contains($0) }), let whole = Int(first),
    whole <= 31_536_000
  else { return nil }
  guard parts.count == 2 else { return .seconds(whole) }
  let digits = parts[1].prefix(9)
  guard !digits.isEmpty,
    let fraction = Int(digits + String(repeating: "0", count: 9 - digits.count))
  else { return nil }
  return .seconds(whole) + SimDuration(nanoseconds: fraction)
}
