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
    if let name = processEnvironment["TZ"], !name.isEmpty {
      return name.hasPrefix(":") ? String(name.dropFirst()) : name
    }
    guard let path = linkTarget(of: "/etc/localtime") else { return "UTC" }
    guard let range = path.range(of: "/zoneinfo/") else { return "UTC" }
    return String(path[range.upperBound...])
  }()
}
