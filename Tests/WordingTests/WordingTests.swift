import Testing

@testable import Wording

@Suite struct WordingTests {
  @Test func keysAreUniqueAndEveryLanguageSpeaks() {
    var seen: Set<String> = []
    for entry in allEntries {
      #expect(seen.insert(entry.key).inserted, "\(entry.key) stands twice")
      #expect(!entry.english.isEmpty, "\(entry.key) has no English")
      #expect(!entry.chinese.isEmpty, "\(entry.key) has no Chinese")
    }
  }

  @Test func bothLanguagesUseTheSameArguments() {
    for entry in allEntries {
      for number in 1...9 {
        let mark = "{\(number)}"
        #expect(
          entry.english.contains(mark) == entry.chinese.contains(mark),
          "\(entry.key): \(mark) is in one language only")
      }
    }
  }

  @Test(arguments: [
    ("zh_CN.UTF-8", Language.chinese), ("en_GB.UTF-8", .english), ("C", .english), ("", .english),
  ])
  func localeChoosesTheLanguage(locale: String, expected: Language) {
    #expect(Language(locale: locale) == expected)
  }
}
