/// Volcano's batch scheduler on its own terms: one scheduling session over a snapshot of a cluster.
///
/// The rules are those of volcano-sh/volcano at commit ed72c7c815a9fd547a787134676f73d42e9d049c
/// (2026-08-20, between v1.15 and v1.16), with the node scores of the Kubernetes 1.36 it is built
/// on. Volcano counts in 64-bit floating point (milli-CPU, bytes, thousandths of a device) and
/// takes amounts as equal that differ by less than 0.1; so do we, in its order of operations.
/// Where it walks an unordered map or draws a random node among equals, we take name order and the
/// first node, so that a session always gives the same answer.
///
/// Left out: sub-group policies, gangpreempt and gangreclaim, scheduling gates that the scheduler
/// itself lifts, DRA quota of queues, shared and virtual devices, NUMA, volumes, host ports,
/// affinity between pods, and node sharding.
public enum Volcano {}
