import Cluster
import Labs
import Simulation
import Wording

/// The control plane for which manifests are written.
public enum ManifestTarget: String, Sendable, Hashable, CaseIterable {
  case kubeScheduler = "kube-scheduler"
  case kueue, volcano, kai

  /// As people write it.
  var title: String {
    switch self {
    case .kubeScheduler: "kube-scheduler"
    case .kueue: "Kueue"
    case .volcano: "Volcano"
    case .kai: "KAI Scheduler"
    }
  }
}

/// A scenario as Kubernetes objects.
public struct ManifestExport: Sendable, Hashable {
  /// One YAML document for each object: first what stands for ever, then the workloads in the order
  /// of their arrival, each with its moment as an annotation.
  public let text: String
  /// A shell script that applies the documents of the file at their times, and does to the nodes
  /// what the scenario does to them.
  public let script: String
  /// What the objects cannot say, or say only as annotations of ours.
  public let notes: [Message]
  /// How many objects there are.
  public let objectCount: Int
}

/// Why a scenario cannot be exported.
public struct ManifestExportProblem: Error, Sendable, Hashable {
  public let message: Message
}

/// More jobs than anybody would put on a real control plane from a file.
let exportLimit = 20_000

/// Writes a scheduling scenario, made definite by a seed, as manifests for KWOK and a real control
/// plane.
///
/// `importManifests` reads the text back to the same nodes, queues and jobs, those with device claims
/// left out. Whatever the API of
/// the target cannot carry is in the notes and in the head of the file.
public func exportManifests(
  _ scenario: SchedulingScenario, for target: ManifestTarget, seed: Seed
) throws(ManifestExportProblem) -> ManifestExport {
  let arrivals = scenario.arrivalCount
  guard arrivals <= exportLimit else {
    throw ManifestExportProblem(
      message: Message("export.problem.large", String(arrivals), String(exportLimit)))
  }
  let unrolled = UnrolledScenario(scenario, seed: seed)
  var writer = ManifestWriter(target: target)
  writer.noteWhatIsLost(of: scenario)

  var standing = unrolled.nodes.map { writer.node($0) } + [durationStage]
  standing += writer.deviceObjects(unrolled.nodes, unrolled.jobs)
  standing += writer.queueObjects(scenario, jobs: unrolled.jobs)
  standing += writer.priorityClasses(unrolled.jobs) + writer.budgets(scenario, unrolled.jobs)
  standing += unrolled.services.map(serviceObject)
  var batches: [ManifestScript.Batch] = []
  var moving: [ManifestValue] = []
  for job in unrolled.jobs {
    let objects = writer.workload(job)
    batches.append(
      ManifestScript.Batch(
        time: job.job.arrivals.start, first: standing.count + moving.count + 1,
        last: standing.count + moving.count + objects.count))
    moving += objects
  }
  let script = ManifestScript(
    standing: standing.count, batches: batches, events: scenario.events, target: target)
  for event in script.leftOut { writer.note(event) }
  let head = header(scenario, target: target, seed: seed, notes: writer.notes)
  let documents = (standing + moving).map(\.yaml)
  return ManifestExport(
    text: head + documents.joined(separator: "---\n"), script: script.text, notes: writer.notes,
    objectCount: documents.count)
}

/// Gathers the objects and what they cannot say.
struct ManifestWriter {
  let target: ManifestTarget
  /// Each once, in the order in which they came up; what is alike of many subjects stands as one.
  var notes: [Message] {
    said.compactMap { note in
      guard let many = note.many, let subjects = note.group.flatMap({ groups[$0] }),
        subjects.count > Self.mostAlike
      else { return note.message }
      guard subjects.first == note.message.arguments.first else { return nil }
      let first = subjects.prefix(Self.mostAlike).joined(separator: ", ")
      return Message(
        many,
        arguments: [String(subjects.count)] + note.message.arguments.dropFirst() + [first])
    }
  }
  private var said: [(message: Message, group: Message?, many: String?)] = []
  private var seen: Set<Message> = []
  /// Subjects of which the same is said, by that without them.
  private var groups: [Message: [String]] = [:]
  private static let mostAlike = 3

  init(target: ManifestTarget) { self.target = target }

  mutating func note(_ message: Message) {
    if seen.insert(message).inserted { said.append((message, nil, nil)) }
  }

  /// A note of which the first argument is its subject; `many` is the key for many subjects.
  private mutating func note(of message: Message, many: String) {
    guard seen.insert(message).inserted else { return }
    let group = Message(message.key, arguments: Array(message.arguments.dropFirst()))
    groups[group, default: []] += message.arguments.prefix(1)
    said.append((message, group, many))
  }

  /// `field` of `subject` cannot be said to the target.
  mutating func lost(_ subject: String, _ field: String) {
    note(
      of: Message("export.note.lost", subject, field, target.title), many: "export.note.lost.many")
  }

  /// `field` of `subject` is only kept as an annotation of ours.
  mutating func kept(_ subject: String, _ field: String, as annotation: String) {
    note(
      of: Message("export.note.kept", subject, field, target.title, annotation),
      many: "export.note.kept.many")
  }

  /// What no object of any target says.
  mutating func noteWhatIsLost(of scenario: SchedulingScenario) {
    if scenario.failures != nil { note(Message("export.note.failures")) }
    for job in scenario.jobs where job.failures != .none { lost(job.name, "breaks") }
    if let end = scenario.end { note(Message("export.note.end", secondsText(end - .zero))) }
    if scenario.events.contains(where: { ManifestScript.command(for: $0) != nil }) {
      note(Message("export.note.events"))
    }
  }
}

/// Seconds without rounding: `90`, `0.25`.
func secondsText(_ duration: SimDuration) -> String {
  let (whole, rest) = duration.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
  guard rest != 0 else { return String(whole) }
  var digits = String(rest.magnitude)
  digits = String(repeating: "0", count: 9 - digits.count) + digits
  while digits.hasSuffix("0") { digits.removeLast() }
  return (duration.nanoseconds < 0 && whole == 0 ? "-0" : String(whole)) + "." + digits
}

/// The comment at the head of the file.
private func header(
  _ scenario: SchedulingScenario, target: ManifestTarget, seed: Seed, notes: [Message]
) -> String {
  let say = Wording(.english)
  let setUp =
    switch target {
    case .kubeScheduler: "export.head.kube"
    case .kueue: "export.head.kueue"
    case .volcano: "export.head.volcano"
    case .kai: "export.head.kai"
    }
  var paragraphs = [
    say("export.head.title", scenario.heading.title, target.title, seed.text),
    say("export.head.run"), say(setUp), say("export.head.times"), say("export.head.versions"),
  ]
  if !notes.isEmpty { paragraphs.append(say("export.head.notes")) }
  var lines: [String] = []
  for paragraph in paragraphs {
    if !lines.isEmpty { lines.append("") }
    lines += paragraph.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
  lines += notes.map { "- " + say($0) }
  // A title or a name may hold anything; a comment ends with its line.
  return lines.map { line in
    let flat = String(
      String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 32 ? " " : $0 }))
    return flat.isEmpty ? "#\n" : "# \(flat)\n"
  }.joined()
}
