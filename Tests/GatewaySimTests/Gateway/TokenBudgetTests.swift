import Simulation
import Testing

@testable import GatewaySim

/// An account that can be asked inside an expectation.
private final class Ledger {
  private var account: BudgetAccount
  init(_ budget: TokenBudget) { account = BudgetAccount(budget) }
  func admit(worst: Int, at time: SimTime) -> Bool { account.admit(worst: worst, at: time) }
  func charge(_ cost: Int, reserved: Int, in window: Int, at time: SimTime) {
    account.charge(cost, reserved: reserved, in: window, at: time)
  }
  func used(at time: SimTime) -> Int { account.used(at: time) }
  var level: Int { account.level }
  var overshoot: Int { account.overshoot }
  var charged: Int { account.charged }
}

/// Budgets by hand.
struct TokenBudgetTests {
  static func seconds(_ s: Int) -> SimTime { .zero + .seconds(s) }

  @Test func answersAreChargedAfterwardsAndMayOvershoot() {
    let account = Ledger(TokenBudget(limit: 100, window: .seconds(60)))
    #expect(account.admit(worst: 900, at: Self.seconds(1)))
    #expect(account.admit(worst: 900, at: Self.seconds(2)))
    account.charge(100, reserved: 0, in: 0, at: Self.seconds(3))
    // The counter is at the limit, not above it: Envoy's check lets one more in.
    #expect(account.admit(worst: 900, at: Self.seconds(4)))
    account.charge(80, reserved: 0, in: 0, at: Self.seconds(5))
    account.charge(40, reserved: 0, in: 0, at: Self.seconds(6))
    #expect(!account.admit(worst: 1, at: Self.seconds(7)))
    #expect(account.overshoot == 120)
    // The next calendar minute begins at 60 s, whenever the first request came.
    #expect(!account.admit(worst: 1, at: Self.seconds(59)))
    #expect(account.admit(worst: 1, at: Self.seconds(60)))
    #expect(account.used(at: Self.seconds(60)) == 0)
    #expect(account.charged == 220)
  }

  @Test func reservationsNeverOvershoot() {
    let account = Ledger(
      TokenBudget(limit: 100, window: .seconds(60), charging: .reserved))
    #expect(account.admit(worst: 60, at: Self.seconds(1)))
    #expect(!account.admit(worst: 60, at: Self.seconds(2)))
    account.charge(10, reserved: 60, in: 0, at: Self.seconds(3))
    #expect(account.admit(worst: 60, at: Self.seconds(4)))
    #expect(account.used(at: Self.seconds(4)) == 70)
    // What was reserved in the minute before is not given back to this one.
    account.charge(10, reserved: 60, in: 0, at: Self.seconds(61))
    #expect(account.used(at: Self.seconds(61)) == 0)
    #expect(account.overshoot == 0)
  }

  @Test func aBucketFillsEvenly() {
    // 60 tokens a minute: one a second.
    let account = Ledger(
      TokenBudget(limit: 60, window: .seconds(60), shape: .bucket))
    #expect(account.admit(worst: 0, at: Self.seconds(0)))
    account.charge(90, reserved: 0, in: 0, at: Self.seconds(0))
    #expect(account.level == -30 && account.overshoot == 30)
    #expect(!account.admit(worst: 0, at: Self.seconds(30)))
    #expect(account.admit(worst: 0, at: Self.seconds(31)))
    #expect(account.level == 1)
    #expect(account.admit(worst: 0, at: Self.seconds(500)))
    #expect(account.level == 60)
  }

  @Test func bucketsForgetNoPartOfAToken() {
    // 1 token in 3 s, looked at every 100 ms.
    let account = Ledger(TokenBudget(limit: 20, window: .seconds(60), shape: .bucket))
    account.charge(20, reserved: 0, in: 0, at: .zero)
    for tick in 0...290 {
      _ = account.admit(worst: 0, at: .zero + .milliseconds(tick * 100))
    }
    #expect(account.level == 9)
  }

  @Test func costsAreWeighed() {
    let budget = TokenBudget(
      limit: 1, window: .seconds(1), inputPercent: 100, cachedPercent: 10, outputPercent: 400)
    // 50 x 1 + 50 x 0.1 + 10 x 4 = 95
    #expect(budget.cost(input: 100, cached: 50, output: 10) == 95)
    #expect(budget.cost(input: 1, cached: 1, output: 0) == 1)
  }
}
