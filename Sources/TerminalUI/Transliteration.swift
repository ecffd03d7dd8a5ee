/// ASCII spellings of what lessons and the interface contain, for terminals without UTF-8.
enum Transliteration {
  /// The spelling of one character; `?` when there is none.
  static func ascii(_ character: Character) -> String {
    guard let first = character.unicodeScalars.first else { return "" }
    if first.isASCII { return String(first) }
    if let spelled = table[first.value] { return spelled }
    return letter(first) ?? "?"
  }

  /// The base letter of a Latin letter with marks, found in its Unicode name.
  private static func letter(_ scalar: Unicode.Scalar) -> String? {
    guard let name = scalar.properties.name else { return nil }
    for (prefix, lower) in [("LATIN SMALL LETTER ", true), ("LATIN CAPITAL LETTER ", false)]
    where name.hasPrefix(prefix) {
      let rest = name.dropFirst(prefix.count)
      guard let letter = rest.first, rest.dropFirst().first.map({ $0 == " " }) ?? true else {
        return nil
      }
      return lower ? letter.lowercased() : String(letter)
    }
    return nil
  }

  private static let table: [UInt32: String] = {
    var table: [UInt32: String] = [:]
    for (characters, spelling) in spellings {
      for scalar in characters.unicodeScalars { table[scalar.value] = spelling }
    }
    return table
  }()

  /// Each character of the first text is spelled as the second.
  private static let spellings: [(String, String)] = [
    ("‐‑‒–—―−─━┄┅┈┉╌╍═", "-"), ("│┃┆┇┊┋╎╏║", "|"),
    ("┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋", "+"),
    ("‘’‚‛′ʼ", "'"), ("“”„‟″«»", "\""), ("‹◀◂◁⟨", "<"), ("›▶▸▹▷⟩", ">"),
    ("…", "..."), ("•●∙⋆★✦∗", "*"), ("·⋅░", "."), ("☆", "-"), ("○◦◯", "o"),
    ("✓✔☑", "x"), ("✗✘☒", "!"), ("□☐", "o"),
    ("≤", "<="), ("≥", ">="), ("≠", "!="), ("≈≃", "~"), ("≡", "=="), ("≪", "<<"), ("≫", ">>"),
    ("×⨯✕✖", "x"), ("÷∕⁄", "/"), ("±", "+/-"), ("∓", "-/+"), ("∞", "inf"), ("√", "sqrt"),
    ("→⟶", "->"), ("←⟵", "<-"), ("↔", "<->"), ("⇒", "=>"), ("⇐", "<="), ("⇔", "<=>"),
    ("↑▲▴△", "^"), ("↓▼▾▽", "v"), ("∧", "and"), ("∨", "or"), ("¬", "not "), ("∈", " in "),
    ("∑Σ", "sum"), ("∏Π", "prod"), ("∂", "d"), ("∅", "{}"), ("∩", "&"), ("∪", "|"),
    ("⌈⌊", "["), ("⌉⌋", "]"), ("‖", "||"),
    ("µμ", "u"), ("α", "alpha"), ("β", "beta"), ("γ", "gamma"), ("δ", "delta"), ("Δ", "Delta"),
    ("ε", "epsilon"), ("θ", "theta"), ("λ", "lambda"), ("π", "pi"), ("ρ", "rho"), ("σ", "sigma"),
    ("τ", "tau"), ("φ", "phi"), ("ω", "omega"), ("Ω", "Ohm"),
    ("°", " deg"), ("§", "section "), ("¶", "P"), ("©", "(c)"), ("®", "(R)"), ("™", "(TM)"),
    ("€", "EUR"), ("£", "GBP"), ("¥", "JPY"), ("‰", " per mille"),
    ("½", "1/2"), ("¼", "1/4"), ("¾", "3/4"), ("⅓", "1/3"), ("⅔", "2/3"),
    ("⁰₀", "0"), ("¹₁", "1"), ("²₂", "2"), ("³₃", "3"), ("⁴₄", "4"), ("⁵₅", "5"), ("⁶₆", "6"),
    ("⁷₇", "7"), ("⁸₈", "8"), ("⁹₉", "9"), ("⁺₊", "+"), ("⁻₋", "-"),
    ("█▉▊▋▌▍▎▓■▇▆", "#"), ("▅▄▒", "+"), ("▃▂", "-"), ("▁▏", "_"),
    ("ßẞ", "ss"), ("æ", "ae"), ("Æ", "AE"), ("œ", "oe"), ("Œ", "OE"), ("þ", "th"), ("Þ", "Th"),
    ("ð", "d"), ("Ð", "D"), ("ı", "i"), ("ł", "l"), ("Ł", "L"), ("ﬁ", "fi"), ("ﬂ", "fl"),
    ("  ​      　", " "), ("，、", ", "), ("。", ". "), ("：", ": "), ("；", "; "),
    ("（【「《", " ("), ("）】」》", ") "), ("！", "! "), ("？", "? "), ("¿", "?"), ("¡", "!"),
  ]
}
