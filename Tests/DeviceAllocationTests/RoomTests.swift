import Testing

@testable import DeviceAllocation
