import Diagnostics

/// What is said about objects that are understood.
struct ManifestReport {
  private(set) var refusals: [ContentProblem] = []
  private var said: [Note] = []

  private struct Note {
    let file: String
    let line: Int
    /// `nil` for a note that is about no single object.
    let object: (kind: String, title: String)?
    let text: String
  }

  /// More notes than these that say the same of objects of one kind become one.
  private static let mostAlike = 3

  mutating func note(_ object: ManifestObject, _ text: String) {
    said.append(
      Note(
        file: object.map.log.file, line: object.line, object: (object.kind, object.title),
        text: text))
  }

  mutating func note(file: String, _ text: String) {
    said.append(Note(file: file, line: 0, object: nil, text: text))
  }

  mutating func refuse(_ object: ManifestObject, line: Int? = nil, _ text: String) {
    refusals.append(
      ContentProblem(
        file: object.map.log.file, line: line ?? object.line,
        message: "\(object.title): \(text)", hint: "the object is left out"))
  }

  /// In the order in which they came up; many that say the same stand as one, at the first object.
  var notes: [ContentProblem] {
    var counts: [String: Int] = [:]
    func key(_ note: Note) -> String { (note.object?.kind ?? "") + "\n" + note.text }
    for note in said { counts[key(note), default: 0] += 1 }
    var told: Set<String> = []
    return said.compactMap { note in
      let count = counts[key(note)] ?? 1
      guard let object = note.object else {
        return ContentProblem(file: note.file, line: note.line, message: note.text)
      }
      guard count > Self.mostAlike else {
        return ContentProblem(
          file: note.file, line: note.line, message: "\(object.title): \(note.text)")
      }
      guard told.insert(key(note)).inserted else { return nil }
      return ContentProblem(
        file: note.file, line: note.line,
        message: "\(count) objects of the kind \(object.kind): \(note.text)",
        hint: "the first is \(object.title)")
    }
  }
}

/// Where an object stands.
struct ManifestPlace: Sendable {
  let file: String
  let line: Int
}
