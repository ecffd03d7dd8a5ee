import Curriculum
import Testing

/// An index with challenges in these weeks.
private func index(weeks: [Int]) -> ContentIndex {
  let challenges = weeks.map { week in
    let text = goodChallenge.replacing("week: 7", with: "week: \(week)").replacing(
      "id: small", with: "id: c\(week)")
    return Challenge.parse(text, file: "challenges/x.yml").value!
  }
  let axis = Landscape.Axis(low: LocalText("a"), high: LocalText("b"))
  let landscape = Landscape(
    version: 1, checked: "2026-11-23", xAxis: axis, yAxis: axis, stages: [], entries: [])
  return Catalog(
    landscape: landscape, glossary: Glossary(terms: []), lessons: [], challenges: challenges
  ).index
}

@Test func fiftyTwoChallengesEachHaveTheirWeek() {
  let index = index(weeks: Array((1...52).reversed()))
  for week in 1...52 {
    #expect(index.challenge(inWeek: week)?.challenge.id == "c\(week)")
    #expect(index.challenge(inWeek: week)?.isEncore == false)
  }
  // ISO years of 53 weeks, such as 2026, end with the 52nd challenge once more.
  #expect(index.challenge(inWeek: 53)?.challenge.id == "c52")
  #expect(index.challenge(inWeek: 53)?.isEncore == true)
}

@Test(arguments: [
  (1, "c3"), (2, "c20"), (3, "c21"), (4, "c48"), (5, "c3"), (48, "c48"), (49, "c3"), (52, "c48"),
  (53, "c48"),
])
func fewChallengesTakeTurns(_ week: Int, _ expected: String) {
  // Four challenges: number (w - 1) mod 4 + 1, counted in week order. (48 - 1) mod 4 = 3: the fourth.
  #expect(index(weeks: [21, 3, 48, 20]).challenge(inWeek: week)?.challenge.id == expected)
}

@Test(arguments: [0, -1, 54]) func noSuchWeek(_ week: Int) {
  #expect(index(weeks: [1]).challenge(inWeek: week) == nil)
}

@Test func noChallengeNoWeek() { #expect(index(weeks: []).challenge(inWeek: 1) == nil) }
