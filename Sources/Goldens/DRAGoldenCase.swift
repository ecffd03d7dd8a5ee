import DeviceAllocation
import Foundation

/// The JSON of one golden case of the DRA allocator, as the README beside the file describes it.
struct DRAGoldenCase: Decodable {
  struct Node: Decodable {
    var name: String
    var labels: [String: String]?
  }

  struct Class: Decodable {
    var name: String
    var selectors: [Selector]?
  }

  struct Expectation: Decodable {
    var node: String
    var anyOf: [Outcome]
  }

  struct Outcome: Decodable {
    struct Entry: Decodable {
      var request: String
      var device: String
    }

    var result: String
    var claims: [[Entry]]?
  }

  var name: String?
  var id: String?
  var partitionableDevices: Bool?
  var nodes: [Node]
  var deviceClasses: [Class]?
  var slices: [Slice]
  var allocatedDevices: [String]?
  var claims: [Claim]
  var expect: [Expectation]

  func inventory() throws -> DeviceInventory {
    DeviceInventory(
      classes: try (deviceClasses ?? []).map {
        DeviceClass(name: $0.name, selectors: try ($0.selectors ?? []).map { try $0.selector() })
      }, slices: try slices.map { try $0.slice() })
  }
}

extension DRAGoldenCase {
  struct Selector: Decodable {
    struct Comparison: Decodable {
      var kind: String
      var domain: String?
      var name: String?
      var op: String
      var value: Value

      func comparison() throws -> DeviceComparison {
        guard let relation = DeviceComparison.Operator(rawValue: op) else {
          throw GoldenFileError("unknown comparison '\(op)'")
        }
        let (domain, name) = (domain ?? "", name ?? "")
        switch kind {
        case "driver": return DeviceComparison(.driver, relation, value.attribute)
        case "attribute":
          return DeviceComparison(
            .attribute(domain: domain, name: name), relation, value.attribute)
        case "capacity":
          guard let amount = WholeQuantity.parse(value.attribute.plain) else {
            throw GoldenFileError("'\(value.attribute.plain)' is no whole amount")
          }
          return DeviceComparison(.capacity(domain: domain, name: name), relation, .int(amount))
        default: throw GoldenFileError("unknown kind of comparison '\(kind)'")
        }
      }
    }

    var cel: String
    var all: [Comparison]?

    /// Read from the real expression; the list beside it must say the same.
    func selector() throws -> DeviceSelector {
      let selector: DeviceSelector
      do {
        selector = try DeviceSelector(cel: cel)
      } catch {
        throw GoldenFileError("the selector '\(cel)' is not understood: \(error)")
      }
      if let all {
        let listed = try all.map { try $0.comparison() }
        guard listed == selector.comparisons else {
          throw GoldenFileError("'\(cel)' and the list beside it differ")
        }
      }
      return selector
    }
  }

  /// A JSON string, number or boolean.
  enum Value: Decodable {
    case value(AttributeValue)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        self = .value(.bool(flag))
      } else if let number = try? container.decode(Int.self) {
        self = .value(.int(number))
      } else {
        self = .value(.string(try container.decode(String.self)))
      }
    }

    var attribute: AttributeValue {
      switch self {
      case .value(let value): value
      }
    }
  }

  struct Consumption: Decodable {
    var counterSet: String
    var counters: [String: Int]

    var set: CounterSet {
      CounterSet(
        counterSet,
        counters.sorted { $0.key < $1.key }.map { CounterSet.Counter($0.key, $0.value) })
    }
  }

  struct Device: Decodable {
    var name: String
    var attributes: [String: Value]?
    var capacity: [String: Int]?
    var consumesCounters: [Consumption]?
    var nodeName: String?
    var allNodes: Bool?
    var nodeSelector: [String: String]?

    var device: DeviceAllocation.Device {
      DeviceAllocation.Device(
        name: name,
        attributes: (attributes ?? [:]).sorted { $0.key < $1.key }.map {
          DeviceAllocation.Device.Attribute($0.key, $0.value.attribute)
        },
        capacities: (capacity ?? [:]).sorted { $0.key < $1.key }.map {
          DeviceAllocation.Device.Capacity($0.key, $0.value)
        }, consumes: (consumesCounters ?? []).map(\.set),
        placement: placement(nodeName, allNodes, nodeSelector))
    }
  }

  struct Slice: Decodable {
    var name: String
    var driver: String
    var pool: String
    var generation: Int?
    var resourceSliceCount: Int
    var nodeName: String?
    var allNodes: Bool?
    var nodeSelector: [String: String]?
    var perDeviceNodeSelection: Bool?
    var devices: [Device]?
    var sharedCounters: [Consumption]?

    func slice() throws -> ResourceSlice {
      let place: ResourceSlice.Placement =
        if let shared = placement(nodeName, allNodes, nodeSelector) {
          .shared(shared)
        } else {
          perDeviceNodeSelection == true ? .perDevice : .unknown
        }
      if devices != nil, sharedCounters != nil {
        throw GoldenFileError("slice \(name) has devices and counters")
      }
      return ResourceSlice(
        name: name, driver: driver, pool: pool, generation: generation ?? 0,
        sliceCount: resourceSliceCount, placement: place,
        content: sharedCounters.map { .sharedCounters($0.map(\.set)) }
          ?? .devices((devices ?? []).map(\.device)))
    }
  }

  struct Request: Decodable {
    var name: String
    var deviceClassName: String?
    var selectors: [Selector]?
    var allocationMode: String?
    var count: Int?
    var firstAvailable: [Request]?

    func exact() throws -> DeviceRequest {
      let mode: DeviceRequest.Mode
      switch allocationMode {
      case "ExactCount", nil: mode = .exactCount(count ?? 1)
      case "All": mode = .all
      case let other?: throw GoldenFileError("unknown allocation mode '\(other)'")
      }
      return DeviceRequest(
        name: name, deviceClass: deviceClassName ?? "",
        selectors: try (selectors ?? []).map { try $0.selector() }, mode: mode)
    }

    func request() throws -> DeviceClaim.Request {
      guard let firstAvailable else { return .exactly(try exact()) }
      return .firstAvailable(name: name, try firstAvailable.map { try $0.exact() })
    }
  }

  struct Claim: Decodable {
    struct Constraint: Decodable {
      var requests: [String]?
      var matchAttribute: String?
    }

    var name: String
    var requests: [Request]
    var constraints: [Constraint]?

    func claim() throws -> DeviceClaim {
      DeviceClaim(
        name: name, requests: try requests.map { try $0.request() },
        constraints: try (constraints ?? []).map {
          guard let attribute = $0.matchAttribute else {
            throw GoldenFileError("claim \(name) has a constraint other than matchAttribute")
          }
          return DeviceClaim.MatchAttribute(attribute, requests: $0.requests ?? [])
        })
    }
  }
}

private func placement(
  _ nodeName: String?, _ allNodes: Bool?, _ nodeSelector: [String: String]?
) -> DevicePlacement? {
  if let nodeName, !nodeName.isEmpty { return .node(nodeName) }
  if allNodes == true { return .allNodes }
  return nodeSelector.map { labels in
    .labels(labels.sorted { $0.key < $1.key }.map { DevicePlacement.NodeLabel($0.key, $0.value) })
  }
}
