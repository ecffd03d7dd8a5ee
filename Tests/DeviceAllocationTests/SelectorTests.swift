import Testing

@testable import DeviceAllocation

/// The CEL subset: what is read, what it means, and what a problem says.
@Suite struct SelectorTests {
  static let gpu = Device(
    name: "gpu-0",
    attributes: [
      Device.Attribute("model", .string("h100")), Device.Attribute("index", .int(2)),
      Device.Attribute("nvlink", .bool(true)),
      Device.Attribute("resource.kubernetes.io/pcieRoot", .string("r1")),
    ], capacities: [Device.Capacity("memory", 80 << 30)])

  @Test(
    arguments: [
      (#"device.driver == "gpu.example.com""#, true),
      (#"device.driver != "gpu.example.com""#, false),
      (#"device.attributes["gpu.example.com"].model == "h100""#, true),
      (#"device.attributes['gpu.example.com']["model"] < "h2""#, true),
      (#"(device.attributes["gpu.example.com"].index >= 2 && device.driver < "h")"#, true),
      (#"device.attributes["gpu.example.com"].index > -3"#, true),
      (#"device.attributes["gpu.example.com"].nvlink == false"#, false),
      (#"device.attributes["resource.kubernetes.io"].pcieRoot == "r1""#, true),
      // Different kinds are unequal, not an error.
      (#"device.attributes["gpu.example.com"].index == "2""#, false),
      (#"device.attributes["gpu.example.com"].model != true"#, true),
      (#"device.capacity["gpu.example.com"].memory.compareTo(quantity("80Gi")) == 0"#, true),
      (#"device.capacity["gpu.example.com"].memory.compareTo(quantity("80G")) > 0"#, true),
      // A false comparison wins over one that cannot be made, on either side.
      (#"device.attributes["gpu.example.com"].x == 1 && device.driver == "y""#, false),
      (#"device.driver == "y" && device.attributes["gpu.example.com"].x == 1"#, false),
    ])
  func meaning(text: String, chosen: Bool) throws {
    let selector = try DeviceSelector(cel: text)
    let outcome = selector.outcome(for: Self.gpu, driver: "gpu.example.com")
    if chosen {
      #expect(outcome == .chosen)
    } else if case .refused = outcome {
    } else {
      Issue.record("\(text): \(outcome)")
    }
    #expect(try DeviceSelector(cel: selector.cel) == selector)
  }

  @Test(
    arguments: [
      (#"device.attributes["gpu.example.com"].x == 1"#, DeviceSelector.Fault.missing),
      (#"device.attributes["nic.example.com"].model == "h100""#, .missing),
      (#"device.capacity["gpu.example.com"].cores.compareTo(quantity("1")) > 0"#, .missing),
      (#"device.attributes["gpu.example.com"].model > 1"#, .otherKind),
    ])
  func aComparisonThatCannotBeMade(text: String, fault: DeviceSelector.Fault) throws {
    let selector = try DeviceSelector(cel: text)
    #expect(
      selector.outcome(for: Self.gpu, driver: "gpu.example.com")
        == .failed(selector.comparisons[0], fault))
  }

  @Test(
    arguments: [
      ("", 1, SelectorProblem.Expectation.comparison),
      ("true", 1, .comparison),
      (#"device.driver = "x""#, 15, .comparisonOperator),
      (#"device.driver == x"#, 18, .text),
      (#"device.driver == "x"#, 18, .text),
      (#"device.driver == "x" || device.driver == "y""#, 22, .andOrEnd),
      (#"(device.driver == "x""#, 22, .sign(")")),
      (#"device.attributes["d"] == 1"#, 24, .sign(".")),
      (#"device.attributes["d"].n == 1.5"#, 29, .value),
      (#"device.attributes["d"].n == 9223372036854775808"#, 29, .value),
      (#"device.capacity["d"].n >= 4"#, 24, .comparisonOfQuantity),
      (#"device.capacity["d"].n.compareTo(quantity("1.5")) > 0"#, 43, .quantity),
      (#"device.capacity["d"].n.compareTo(quantity("4Gi")) > 1"#, 53, .zero),
      (String(repeating: "(", count: 40), 34, .depth(limit: 32)),
      (String(repeating: " ", count: 10_241), 1, .length(limit: 10_240)),
    ])
  func aProblemSaysWhereAndWhat(
    text: String, column: Int, expected: SelectorProblem.Expectation
  ) {
    do {
      _ = try DeviceSelector(cel: text)
      Issue.record("read: \(text)")
    } catch {
      #expect(error.column == column, "\(text.prefix(60))")
      #expect(error.expected == expected, "\(text.prefix(60))")
    }
  }

  @Test(
    arguments: [
      ("0", 0), ("400", 400), ("80Gi", 80 << 30), ("1.5Gi", 3 << 29), ("2k", 2_000),
      ("1e3", 1_000), ("2000m", 2), ("-5", -5), ("0.5", nil), ("1m", nil), ("", nil), (".", nil),
      ("Gi", nil), ("8Ei", nil), ("1e99", nil), ("1e-99", nil), ("5 Gi", nil), ("0E", 0),
      ("9223372036854775807", Int.max), ("9223372036854775808", nil), ("1.2.3", nil),
    ] as [(String, Int?)])
  func quantities(text: String, value: Int?) { #expect(WholeQuantity.parse(text) == value) }
}
