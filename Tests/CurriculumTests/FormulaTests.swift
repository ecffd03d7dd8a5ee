import Curriculum
import Testing

@Test(
  arguments: [
    ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("2^3^2", 512), ("-2^2", -4), ("2^-1", 0.5),
    ("10 - 4 - 3", 3),
    ("100 / 10 / 5", 2), ("--3", 3), ("ceil(700 / (50 * 0.7))", 20), ("floor(-1.5)", -2),
    ("round(2.5)", 3), ("abs(-4)", 4), ("min(3, 1, 2)", 1), ("max(3, 1, 2)", 3), ("sqrt(81)", 9),
    ("log2(1024)", 10), ("exp(0)", 1), ("ln(1)", 0), ("if(2 > 1, 10, 1 / 0)", 10),
    ("if(0, 1, 2)", 2),
    ("1 < 2", 1), ("2 <= 2", 1), ("1 > 2", 0), ("1 >= 2", 0), ("3 == 3", 1), ("1e3", 1000),
    ("1_000", 1000), (".5", 0.5), ("load * 2", 14), ("abs(2 ^ 0.5 - 1.4142135623731) < 1e-12", 1),
  ] as [(String, Double)])
func formulasHaveTheValueWorkedOutByHand(_ text: String, _ expected: Double) throws {
  #expect(try Formula(text).value(["load": 7]) == expected)
}

@Test(
  arguments: [
    ("", "expected a number, a name or '(' at character 1, found the end"),
    ("1 +", "expected a number, a name or '(' at character 4, found the end"),
    ("1 2", "expected an operator or the end at character 3, found '2'"),
    ("(1", "expected ')' at character 3, found the end"),
    ("min(1)", "'min' takes at least 2 values, here it has 1"),
    ("sqrt(1, 2)", "'sqrt' takes 1 value, here it has 2"),
    ("sin(1)", "there is no function 'sin'"),
    ("1.2.3", "'1.2.3' is not a number"),
    ("a $ b", "expected an operator or the end at character 3, found '$'"),
    (String(repeating: "(", count: 60), "the formula is nested deeper than 40 brackets"),
    (String(repeating: "-", count: 60), "the formula is nested deeper than 40 brackets"),
  ] as [(String, String)])
func brokenFormulasSayWhere(_ text: String, _ message: String) {
  let problem = #expect(throws: FormulaProblem.self) { try Formula(text) }
  #expect(problem?.message == message)
}

@Test(
  arguments: [
    ("1 / 0", "the formula divides by zero"), ("0 ^ -1", "the formula divides by zero"),
    ("ln(0)", "ln of a number that is not above zero"),
    ("log2(-1)", "log2 of a number that is not above zero"),
    ("sqrt(-1)", "sqrt of a negative number"),
    ("(-2) ^ 0.5", "a negative number has no power with the exponent 0.5"),
    ("exp(1000)", "'exp(1000)' is too large for a number"),
    ("lod", "the formula uses 'lod', which has no value"),
  ] as [(String, String)])
func formulasWithoutAValueSayWhy(_ text: String, _ message: String) throws {
  let formula = try Formula(text)
  let problem = #expect(throws: FormulaProblem.self) { try formula.value(["load": 7]) }
  #expect(problem?.message == message)
  if text == "lod" { #expect(problem?.hint == "did you mean 'load'?") }
}

@Test func aFormulaFigureFollowsItsKnob() throws {
  let text = lessonText(
    body: """

      ```figure
      id: pods
      kind: formula
      caption: Pods
      knob: {name: target, values: [10, 50], start: 50}
      given: {load: 700, usable: "target * 0.7"}
      results: [{name: pods, value: "ceil(load / usable)"}]
      curve: {x: load, from: 0, to: 100, steps: 2, y: "ceil(load / usable)"}
      ```
      """)
  let lesson = try #require(Lesson.parse(text, file: "lessons/31-small.md").value)
  guard case .formula(let figure)? = lesson.figure("pods")?.kind else {
    Issue.record("no formula figure")
    return
  }
  #expect(figure.knob.start == 1)
  #expect(try figure.values(atStop: 0) == [100])
  #expect(try figure.values(atStop: 1) == [20])
  // At 50 a pod takes 35: 0, 50/35 -> 2, 100/35 -> 3.
  #expect(try figure.curvePoints(atStop: 1).map(\.y) == [0, 2, 3])
  #expect(try figure.curvePoints(atStop: 1).map(\.x) == [0, 50, 100])
}
