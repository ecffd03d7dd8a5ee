import Curriculum
import Testing

private func changed(_ name: String, _ old: String, _ new: String, _ expected: String...) -> BadText
{
  BadText(name: name, text: goodChallenge.replacing(old, with: new), expected: expected)
}

private let cases: [BadText] = [
  BadText(name: "right", text: goodChallenge, expected: []),
  changed("week", "week: 7", "week: 53", "3: 'week' must be a whole number from 1 to 52, not '53'"),
  changed(
    "file name", "week: 7", "week: 8",
    "1: the file '07-small.yml' is not named after its week and id (call it 08-small.yml)"),
  changed(
    "lab of another stage", "stage: 3", "stage: 2", "6: the lab 'serving' is that of stage 3, not 2"
  ),
  changed("difficulty", "easy", "eazy", "8: 'difficulty' cannot be 'eazy' (did you mean 'easy'?)"),
  changed(
    "start is no value", "start: 64", "start: 32",
    "14: the lever 'block_size' starts at '32', which is not one of its values (values: 16, 64)"),
  changed(
    "lever that is fixed", "{prefix_caching: false}", "{block_size: 16}",
    "14: the lever 'block_size' is also fixed (remove it from 'fixed' or from 'levers')"),
  changed(
    "bare on", "prefix_caching: false", "prefix_caching: on",
    "12: 'fixed.prefix_caching': YAML reads the bare 'on' as a truth value (put it in quotes: \"on\")"
  ),
  changed(
    "goal", "at_most", "atmost",
    "16: 'objectives[1].goal' cannot be 'atmost' (did you mean 'at_most'?)"),
  changed(
    "two stars", "[10, 6, 3]", "[10, 6]",
    "16: 'objectives[1].stars' has 2 values (one for each star: three)"),
  changed(
    "first star", "[10, 6, 3]", "[9, 6, 3]",
    "16: the first star is not the target (reaching the target gives one star)"),
  changed(
    "stars that get easier", "[10, 6, 3]", "[10, 6, 7]",
    "16: the stars of 'kv_waste' do not get harder (each at most the one before)"),
  changed(
    "reference turns something else", "{set: {block_size: 16}", "{set: {blok_size: 16}",
    "17: the reference sets 'blok_size', which is not a lever (did you mean 'block_size'?)"),
  changed(
    "reference off the lever", "{set: {block_size: 16}", "{set: {block_size: 8}",
    "17: the reference sets 'block_size' to '8', which the lever does not offer (values: 16, 64)"),
  changed(
    "reference at the start", "{set: {block_size: 16}", "{set: {block_size: 64}",
    "17: the reference answer is where the levers stand at the start"),
  changed(
    "unknown source in the brief", "brief: Choose.", "brief: |\n  Choose.\n\n  Well[^x].",
    "13: there is no source 'x'"),
  changed(
    "prediction", "insight:", "predict: {ask: A?, answer: 3, why: x}\ninsight:",
    "18: the key 'predict.within_percent' is missing (how far off an estimate may be, in percent)"),
  changed(
    "number that is not in the text", "insight:",
    "numbers: [{quote: 4 %, seed: 2026-W48, metric: kv_waste}]\ninsight:",
    "18: the text does not contain '4 %' (quote the number exactly as it is written there)"),
  changed(
    "number without a seed", "insight:", "numbers: [{quote: know, metric: kv_waste}]\ninsight:",
    "18: the key 'numbers[1].seed' is missing (that of a week, such as 2026-W48)"),
  changed(
    "no insight", "insight: Now you know.", "",
    "1: the key 'insight' is missing (Markdown, after 'insight: |')"),
  changed(
    "question in the brief", "brief: Choose.", "brief: |\n  ```question\n  id: q\n  ```",
    "11: a question in a text that only has words"),
]

@Test(arguments: cases) func problemsOfAChallengeHaveAnAddressAndARemedy(_ example: BadText) {
  #expect(problems(challenge: example.text) == example.expected)
}

@Test(
  arguments: [
    (11, 0), (10, 1), (7, 1), (6, 2), (3.5, 2), (3, 3), (0, 3),
  ] as [(Double, Int)])
func starsCountWhatIsReached(_ value: Double, _ stars: Int) throws {
  let objective = try #require(
    Challenge.parse(goodChallenge, file: "a.yml").value?.objectives.first)
  #expect(objective.stars(for: value) == stars)
  #expect(objective.isMet(by: value) == (stars > 0))
  #expect(objective.stars(for: nil) == 0)
}

@Test func levelsStarsOfAtLeastObjectivesCountUpwards() {
  let objective = Objective(metric: "hits", goal: .atLeast, target: 50, stars: [50, 60, 70])
  #expect([49, 50, 65, 70].map { objective.stars(for: $0) } == [0, 1, 2, 3])
}

@Test func choicesAreLaidOverTheStart() throws {
  let challenge = try #require(Challenge.parse(goodChallenge, file: "a.yml").value)
  let settings = challenge.settings(over: [Setting(knob: "block_size", value: "16")])
  #expect(settings.map { "\($0.knob)=\($0.value)" } == ["prefix_caching=false", "block_size=16"])
  #expect(challenge.unseenSeeds(of: "2026-W07") == [])
}
