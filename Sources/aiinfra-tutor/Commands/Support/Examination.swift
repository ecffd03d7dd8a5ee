import Curriculum
import Foundation
import Learning
import Wording

/// Looks at everything that the program depends on.
struct Examination {
  let desk: Desk

  private var environment: [String: String] { desk.options.environment }

  func findings() -> [Finding] {
    [
      finding("version", .good, "aiinfra-tutor \(programVersion)"), terminal(), term(), size(),
      colours(), locale(), clock(),
    ] + content() + store()
  }

  private func finding(_ id: String, _ grade: Finding.Grade, _ found: String, _ remedy: String = "")
    -> Finding
  {
    Finding(
      id: id, name: desk.say(Message("command.doctor.\(id)")), grade: grade, found: found,
      remedy: remedy)
  }

  // MARK: Terminal

  private func terminal() -> Finding {
    let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    return isTerminal
      ? finding("terminal", .good, desk.say("command.doctor.terminal.yes"))
      : finding(
        "terminal", .note, desk.say("command.doctor.terminal.no"),
        desk.say("command.doctor.terminal.what"))
  }

  private func term() -> Finding {
    let name = environment["TERM"] ?? ""
    guard !name.isEmpty else {
      return finding(
        "term", .bad, desk.say("command.doctor.term.unset"), desk.say("command.doctor.term.set"))
    }
    if name == "dumb" {
      return finding("term", .note, name, desk.say("command.doctor.term.dumb"))
    }
    guard terminfo(name) != nil else {
      return finding(
        "term", .bad, desk.say("command.doctor.term.unknown", name),
        desk.say("command.doctor.term.install"))
    }
    return finding("term", .good, name)
  }

  private func size() -> Finding {
    var window = winsize()
    guard
      ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0
        || ioctl(STDIN_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0
    else { return finding("size", .note, desk.say("command.doctor.size.unknown")) }
    let text = "\(window.ws_col)x\(window.ws_row)"
    return window.ws_col < 40 || window.ws_row < 10
      ? finding("size", .bad, text, desk.say("command.doctor.size.small"))
      : finding("size", .good, text)
  }

  private func colours() -> Finding {
    if !(environment["NO_COLOR"] ?? "").isEmpty {
      return finding("colours", .good, desk.say("command.doctor.colours.off"))
    }
    let count = terminfo(environment["TERM"] ?? "").map(Self.maxColours) ?? 0
    return finding(
      "colours", .good,
      count < 8
        ? desk.say("command.doctor.colours.none")
        : desk.say("command.doctor.colours.some", String(count)))
  }

  /// The compiled terminfo entry of a terminal; `nil` when there is none.
  private func terminfo(_ name: String) -> [UInt8]? {
    guard let first = name.utf8.first, !name.contains("/") else { return nil }
    var folders = [environment["TERMINFO"] ?? ""]
    if let home = environment["HOME"] { folders.append(home + "/.terminfo") }
    folders += (environment["TERMINFO_DIRS"] ?? "").split(separator: ":").map(String.init)
    folders += ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/lib/terminfo"]
    let letters = [String(UnicodeScalar(first)), String(first, radix: 16)]
    for folder in folders where !folder.isEmpty {
      for letter in letters {
        if let data = FileManager.default.contents(atPath: "\(folder)/\(letter)/\(name)") {
          return Array(data)
        }
      }
    }
    return nil
  }

  /// Number 13 of a compiled entry, `max_colors` (term(5)); 0 when the terminal has none.
  private static func maxColours(_ entry: [UInt8]) -> Int {
    func short(_ at: Int) -> Int {
      entry.indices.contains(at + 1) ? Int(entry[at]) | Int(entry[at + 1]) << 8 : 0
    }
    let size = short(0) == 0o1036 ? 4 : 2
    guard short(6) > 13 else { return 0 }
    let head = 12 + short(2) + short(4)
    let at = head + head % 2 + 13 * size
    let low = short(at)
    if size == 4 { return low | short(at + 2) << 16 > 1 << 30 ? 0 : low | short(at + 2) << 16 }
    return low >= 0x8000 ? 0 : low
  }

  private func locale() -> Finding {
    let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty }
    let language = desk.say.language.rawValue
    guard localeIsUTF8(environment) else {
      return finding(
        "locale", .note, desk.say("command.doctor.locale.ascii", name ?? "C", language),
        desk.say("command.doctor.locale.set"))
    }
    return finding("locale", .good, desk.say("command.doctor.locale.utf8", name ?? "", language))
  }

  private func clock() -> Finding {
    finding(
      "clock", .good,
      desk.say(
        "command.doctor.clock.is", desk.now.description, desk.now.zone,
        desk.now.week.description))
  }

  // MARK: Content

  private func content() -> [Finding] {
    let content: Content
    do { content = try desk.content() } catch {
      let reason = (error as? CommandFailure)?.message ?? "\(error)"
      return [finding("content", .bad, reason, desk.say("command.doctor.content.missing"))]
    }
    let parsed = Catalog.load(content.files)
    guard let catalog = parsed.value else {
      return [finding("content", .bad, parsed.trouble)]
    }
    let counts = desk.say(
      "command.doctor.content.counts", content.place.path, String(catalog.lessons.count),
      String(catalog.challenges.count), String(catalog.landscape.entries.count))
    let isGood = parsed.problems.isEmpty && !catalog.lessons.isEmpty
    return [
      finding(
        "content", isGood ? .good : .bad, counts,
        isGood
          ? "" : desk.say("command.doctor.content.problems", String(parsed.problems.count))),
      index(content),
    ]
  }

  private func index(_ content: Content) -> Finding {
    let path = content.indexPath
    guard let data = FileManager.default.contents(atPath: path) else {
      return finding(
        "index", .note, desk.say("command.doctor.index.none"),
        desk.say("command.doctor.index.make"))
    }
    do {
      _ = try ContentIndex.decoded(Array(data), fingerprint: content.fingerprint())
      return finding("index", .good, path)
    } catch {
      return finding(
        "index", .note, desk.say("command.doctor.index.stale", "\(error)"),
        desk.say("command.doctor.index.make"))
    }
  }

  // MARK: Store

  private func store() -> [Finding] {
    let directory = desk.storeDirectory
    let record: Record
    do { record = try desk.record() } catch {
      let reason = (error as? CommandFailure)?.message ?? "\(error)"
      return [finding("store", .bad, reason, desk.say("command.doctor.store.broken"))]
    }
    var findings = [
      finding(
        "store", record.notices.isEmpty ? .good : .note,
        desk.say(
          "command.doctor.store.events", directory, String(record.store.state.eventCount)),
        record.notices.joined(separator: " "))
    ]
    let place = nearestFolder(directory)
    findings.append(
      access(place, W_OK | X_OK) == 0
        ? finding("permissions", .good, desk.say("command.doctor.permissions.yes", place))
        : finding(
          "permissions", .bad, desk.say("command.doctor.permissions.no", place),
          desk.say("command.doctor.permissions.what")))
    return findings
  }

  /// The directory itself, or the nearest one above it that exists.
  private func nearestFolder(_ path: String) -> String {
    var path = path
    while !FileManager.default.fileExists(atPath: path), let slash = path.lastIndex(of: "/") {
      path = slash == path.startIndex ? "/" : String(path[..<slash])
      if path == "/" { break }
    }
    return path.isEmpty ? "." : path
  }
}
