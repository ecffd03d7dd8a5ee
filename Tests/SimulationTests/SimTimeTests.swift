import Testing

@testable import Simulation

@Suite struct SimTimeTests {
  @Test func unitsAreWholeNanoseconds() {
    #expect(SimDuration.microseconds(3).nanoseconds == 3_000)
    #expect(SimDuration.milliseconds(3).nanoseconds == 3_000_000)
    #expect(SimDuration.seconds(3).nanoseconds == 3_000_000_000)
    #expect((SimDuration.seconds(1) * 3 - .milliseconds(500)).inSeconds == 2.5)
    #expect((SimTime.zero + .seconds(2)) - (SimTime.zero + .seconds(3)) == .seconds(-1))
  }

  @Test func quantitiesNameTheirUnits() {
    #expect(MilliCPU.cores(4).count == 4_000)
    #expect(Bytes.mebi(1).count == 1_048_576)
    #expect(Bytes.gibi(80).count == 85_899_345_920)
  }
}
