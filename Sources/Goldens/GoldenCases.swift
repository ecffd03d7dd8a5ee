import Foundation

/// Replays every case of a file that names its `suite` and lists its `cases`, each by the replay of that suite.
///
/// Throws `GoldenFileError` when the data is no JSON object of one of these suites. A case that cannot be read fails.
func replaySuite(
  data: Data, of system: String, by replays: [String: (GoldenReader) throws -> Void]
) throws -> GoldenFileResult {
  let object = try goldenObject(data)
  guard let suite = object["suite"] as? String, let cases = object["cases"] as? [Any] else {
    throw GoldenFileError("not a JSON object with a \"suite\" and a list \"cases\"")
  }
  guard let replay = replays[suite] else {
    throw GoldenFileError("\"\(suite)\" is not a recording of \(system) that we know")
  }
  var result = GoldenFileResult(format: suite)
  judgeGoldens(cases, into: &result, replay)
  return result
}

func goldenObject(_ data: Data) throws -> [String: Any] {
  guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
    throw GoldenFileError("not a JSON object")
  }
  return object
}

/// Counts every case of a list; a case is known by its `id`, else its `name`, else its place.
func judgeGoldens(
  _ cases: [Any], into result: inout GoldenFileResult, _ replay: (GoldenReader) throws -> Void
) {
  for (index, item) in cases.enumerated() {
    let reader = GoldenReader(item)
    let name = reader.text("id") ?? reader.text("name") ?? "#\(index)"
    judgeGolden(name, into: &result) { try replay(reader) }
  }
}

/// A case of a file that is decoded as a whole: one that cannot be read does not take the others down.
struct GoldenItem<Content: Decodable>: Decodable {
  private struct Naming: Decodable {
    var id: String?
    var name: String?
  }

  /// Its `id`, else its `name`.
  let name: String?
  let content: Result<Content, any Error>

  init(from decoder: any Decoder) throws {
    let naming = try? Naming(from: decoder)
    name = naming?.id ?? naming?.name
    content = Result { try Content(from: decoder) }
  }
}

/// The first place at which we and the recording disagree.
struct GoldenMismatch: Error {
  let place: String
  let expected: String
  let got: String

  static func check<Value: Equatable>(_ place: String, _ expected: Value, _ got: Value)
    throws(GoldenMismatch)
  {
    guard expected != got else { return }
    throw GoldenMismatch(place: place, expected: "\(expected)", got: "\(got)")
  }
}

/// Counts a case: passed unless the replay throws.
func judgeGolden(
  _ name: String, into result: inout GoldenFileResult, _ replay: () throws -> Void
) {
  do {
    try replay()
    result.pass()
  } catch let mismatch as GoldenMismatch {
    result.fail(
      name, expected: "\(mismatch.place): \(mismatch.expected)", got: mismatch.got)
  } catch let problem as GoldenReader.Unreadable {
    result.fail(name, expected: "a readable case", got: problem.what)
  } catch {
    result.fail(name, expected: "a case that can be replayed", got: "\(error)")
  }
}
