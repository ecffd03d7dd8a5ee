import Testing

@testable import Diagnostics

@Suite struct SuggestionTests {
  @Test(
    arguments: [
      ("one letter missing", "metrc", ["metric", "goal"], "metric"),
      ("one letter too many", "goall", ["metric", "goal"], "goal"),
      ("one letter wrong", "targit", ["target"], "target"),
      ("neighbours swapped count once", "tarte", ["trate"], "trate"),
      ("a short word may differ once", "ab", ["ac"], "ac"),
      ("a short word may not differ twice", "ab", ["cd"], nil),
      ("a third of nine letters: three", "abcdefghi", ["abcdefxyz"], "abcdefxyz"),
      ("four of nine are too many", "abcdefghi", ["abcdewxyz"], nil),
      ("the nearer one wins", "block_siz", ["block_sizes", "block_size"], "block_size"),
      ("the first of equals wins", "cat", ["bat", "hat"], "bat"),
      ("capitals do not count", "METRIC", ["metric"], "metric"),
      ("nothing to choose from", "x", [], nil),
      ("an empty word may grow by one letter", "", ["a", "bc"], "a"),
      ("an empty candidate", "a", [""], ""),
      ("Chinese", "指标值", ["指标"], "指标"),
    ] as [(String, String, [String], String?)])
  func nearest(name: String, word: String, candidates: [String], expected: String?) {
    #expect(nearestMatch(to: word, in: candidates) == expected, "\(name)")
  }
}
