import Simulation
import Testing

@testable import Learning

@Suite struct JSONTests {
  @Test(arguments: [
    (#"{"b":1,"a":[true,null,-2.5]}"#, #"{"b":1,"a":[true,null,-2.5]}"#),
    (#" [ 1 , "x" ] "#, #"[1,"x"]"#),
    (#""\u0041\n\/\ud83d\ude00""#, "\"A\\n/\u{1F600}\""),
    (#""\u001b[31m""#, #""\u001b[31m""#),
    ("\"\u{9b}31m\"", #""\u009b31m""#),
    ("\"\u{202e}\u{2066}a\"", #""\u202e\u2066a""#),
    ("9223372036854775807", "9223372036854775807"),
    ("9223372036854775808", "9.223372036854776e+18"),
    ("-0", "-0.0"), ("1e2", "100.0"), ("0.1", "0.1"), ("{}", "{}"), ("[]", "[]"),
    ("\"中文\"", "\"中文\""),
  ])
  func readAndWrite(text: String, written: String) throws {
    let value = try JSON(text: text)
    #expect(value.line == written)
    #expect(try JSON(text: value.line) == value)
    #expect(try JSON(text: value.pretty) == value)
  }

  @Test(arguments: [
    ("", 0), ("{", 1), ("[1,]", 3), ("{\"a\":}", 5), ("01", 2), ("1.", 2), ("1e", 2), ("-", 1),
    ("\"a", 2), ("\"\u{1}\"", 1), ("tru", 3), ("[1] x", 4), ("\"\\x\"", 3), ("\"\\ud800\"", 7),
    ("{a:1}", 1), ("NaN", 0), (String(repeating: "[", count: 200), 128),
  ])
  func notJSON(text: String, offset: Int) {
    #expect(throws: JSONProblem(offset: offset)) { try JSON(text: text) }
  }

  @Test func textThatIsNotUTF8IsRefused() {
    #expect(throws: JSONProblem.self) { try JSON(bytes: [0x22, 0xff, 0x22]) }
  }

  @Test func prettyHasALineForEachMember() throws {
    let value = try JSON(text: #"{"a":1,"b":[],"c":[2,{"d":"e"}]}"#)
    #expect(
      value.pretty == """
        {
          "a": 1,
          "b": [],
          "c": [
            2,
            {
              "d": "e"
            }
          ]
        }
        """)
  }

  /// A cut or a changed byte may give another value, but never a crash, and what is read can be
  /// written and read again.
  @Test func damagedTextNeverCrashes() throws {
    let seed = "json-damage"
    var generator = SeededGenerator(seed: Seed(seed))
    let whole = Array(
      #"{"id":"A1","n":-12.5e3,"t":"a\u00e9\n","l":[1,2,{"x":null}],"ok":true}"#.utf8)
    for round in 0..<3_000 {
      var bytes = Array(whole.prefix(generator.below(whole.count + 1)))
      if !bytes.isEmpty { bytes[generator.below(bytes.count)] = UInt8(generator.below(256)) }
      if let value = try? JSON(bytes: bytes) {
        #expect(try JSON(text: value.line) == value, "seed \(seed), round \(round)")
      }
    }
  }
}
