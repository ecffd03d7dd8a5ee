import Foundation
import Learning

/// The time as the learner's clock shows it, or a fixed one from `--now`.
struct Clock: Sendable {
  let now: @Sendable () -> Moment

  /// The machine's clock and zone.
  static let live = Clock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    var seconds = time.tv_sec
    var local = tm()
    localtime_r(&seconds, &local)
    return Moment(
      milliseconds: time.tv_sec * 1_000 + time.tv_nsec / 1_000_000,
      offsetMinutes: local.tm_gmtoff / 60, zone: zoneName)
  }

  /// `--now`: the same moment at every look, so that weekly things can be tested.
  static func fixed(_ moment: Moment) -> Clock { Clock { moment } }

  /// The IANA name of the zone: `TZ`, else where /etc/localtime points, else `UTC`.
  private static let zoneName: String = {
    if let name = ProcessInfo.processInfo.environment["TZ"], !name.isEmpty {
      return name.hasPrefix(":") ? String(name.dropFirst()) : name
    }
    var buffer = [UInt8](repeating: 0, count: 1_024)
    let count = buffer.withUnsafeMutableBytes {
      readlink("/etc/localtime", $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
    }
    guard count > 0 else { return "UTC" }
    let path = String(decoding: buffer[..<count], as: UTF8.self)
    guard let range = path.range(of: "/zoneinfo/") else { return "UTC" }
    return String(path[range.upperBound...])
  }()
}
