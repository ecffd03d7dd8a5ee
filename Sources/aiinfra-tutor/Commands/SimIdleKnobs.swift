import Foundation
import Labs

extension SimCommand {
  /// Knobs of another kind of scenario are taken, so that one script may turn them everywhere, but
  /// nobody is to wonder why nothing changes.
  func tellIdle(_ lab: any Lab, _ scenario: LabScenario, _ desk: Desk) {
    let own = Set(lab.knobs(for: scenario).map(\.id))
    let turned = (set + sweep + (compare?.split(separator: ",").map(String.init) ?? []))
      .compactMap { $0.split(separator: "=").first.map(String.init) }
    let idle = lab.knobs.map(\.id).filter { turned.contains($0) && !own.contains($0) }
    guard !idle.isEmpty else { return }
    let text = desk.say("command.sim.idle", idle.joined(separator: ", "))
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// What a reader must know to read the numbers right; nothing when there is nothing.
  func noteLines(of outcome: RunOutcome, _ desk: Desk) -> [String] {
    guard !outcome.notes.isEmpty else { return [] }
    return ["", desk.say("lab.note.heading")]
      + outcome.notes.flatMap { wrapped(desk.say($0), indent: 2) }
  }
}
