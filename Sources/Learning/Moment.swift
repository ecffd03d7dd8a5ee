/// A moment as the learner's clock showed it: an instant, the offset of local time from UTC then,
/// the name of the zone.
///
/// The door reads clock and zone; no room below it does. Weeks, days and streaks are counted on the
/// local date that each event stored, so that a journey through zones or a change to summer time
/// never moves what was done.
public struct Moment: Hashable, Sendable, CustomStringConvertible {
  /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  public let milliseconds: Int
  /// Minutes by which local time is ahead of UTC; negative in the west.
  public let offsetMinutes: Int
  /// IANA name, for example `Europe/Berlin`; `UTC` when unknown.
  public let zone: String

  public init(milliseconds: Int, offsetMinutes: Int, zone: String) {
    self.milliseconds = milliseconds
    self.offsetMinutes = offsetMinutes
    self.zone = zone
  }

  /// The moment of an ISO 8601 text with an offset (`2026-11-23T10:00:00+01:00`, `…10:00:00.250Z`,
  /// seconds optional); `nil` for any other form.
  public init?(_ text: String, zone: String = "UTC") {
    let bytes = Array(text.utf8)
    guard bytes.count >= 17, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      let date = CivilDate(String(decoding: bytes[..<10], as: UTF8.self)),
      bytes[13] == UInt8(ascii: ":"),
      let hour = Self.number(bytes[11..<13]), hour < 24,
      let minute = Self.number(bytes[14..<16]), minute < 60
    else { return nil }
    var rest = bytes[16...]
    var milliseconds = 0
    if rest.first == UInt8(ascii: ":") {
      guard rest.count >= 3, let seconds = Self.number(rest[17..<19]), seconds < 60 else {
        return nil
      }
      milliseconds = seconds * 1_000
      rest = rest[19...]
      if rest.first == UInt8(ascii: ".") {
        let fraction = rest.dropFirst().prefix { (48...57).contains($0) }
        guard !fraction.isEmpty else { return nil }
        let three = (Array(fraction) + [48, 48]).prefix(3)
        milliseconds += Self.number(three) ?? 0
        rest = rest[fraction.endIndex...]
      }
    }
    guard let offset = Self.offset(rest) else { return nil }
    self.init(
      milliseconds: (date.day * 1_440 + hour * 60 + minute - offset) * 60_000 + milliseconds,
      offsetMinutes: offset, zone: zone)
  }

  /// The local date.
  public var date: CivilDate {
    let local = milliseconds + offsetMinutes * 60_000
    return CivilDate(day: (local - Self.modulo(local, 86_400_000)) / 86_400_000)
  }
  /// The ISO week of the local date; its text is the week's seed.
  public var week: ISOWeek { date.week }

  /// ISO 8601 with milliseconds and offset: `2026-11-23T10:00:00.000+01:00`.
  public var description: String {
    let ofDay = Self.modulo(milliseconds + offsetMinutes * 60_000, 86_400_000)
    let clock =
      pad(ofDay / 3_600_000, 2) + ":" + pad(ofDay / 60_000 % 60, 2) + ":"
      + pad(ofDay / 1_000 % 60, 2) + "." + pad(ofDay % 1_000, 3)
    let offset = Int(offsetMinutes.magnitude)
    return "\(date)T\(clock)" + (offsetMinutes < 0 ? "-" : "+") + pad(offset / 60, 2) + ":"
      + pad(offset % 60, 2)
  }

  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
    if bytes.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
    guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard digits.count == 4, let hours = number(digits[..<2]), let minutes = number(digits[2...]),
      hours < 24, minutes < 60
    else { return nil }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
  }

  private static func modulo(_ a: Int, _ b: Int) -> Int { ((a % b) + b) % b }
}
