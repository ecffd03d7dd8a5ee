/// Kueue's own terms: who gets quota, who has to yield, and in which order.
///
/// The rules are those of kubernetes-sigs/kueue at commit ff69552e79ad21652c36caa97038382e55625cf7 (2026-08-22, after
/// v0.19), its feature gates at their defaults.
/// Quantities are whole numbers: CPU in milli-CPU, every other resource in its own unit (bytes, devices).
public enum Kueue {}
