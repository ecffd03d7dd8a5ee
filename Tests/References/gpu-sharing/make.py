"""A second, slow and plain model of the GPU-sharing policies; README.md says what it writes."""
import math
import random
import sys

CPU, GPU = 128000.0, 8000.0


def typical(pods, percent):
    counts = {}
    for cpu, _, n, milli, models in pods:
        key = (cpu, milli, n, models)
        counts[key] = counts.get(key, 0) + 1
    rows = sorted(counts.items(), key=lambda kv: (kv[1], kv[0]), reverse=True)
    total = float(len(pods))
    out, covered = [], 0.0
    for key, count in rows:
        if covered >= percent * total / 100.0:
            break
        covered += count
        out.append([key, count / total])
    if len(out) < len(rows):
        for row in out:
            row[1] /= covered / total
    return out


class Node:
    def __init__(self, cpu, memory, gpus, model):
        self.cpu, self.memory, self.model = cpu, memory, model
        self.left = [1000] * gpus
        self.kinds = {}


def kind(pod):
    if pod[2] == 0:
        return None
    return "share" if pod[2] == 1 and pod[3] < 1000 else "%d-gpu" % pod[2]


def accessible(models, model):
    wanted = [m for m in models.split("|") if m]
    return not wanted or model in wanted


def feasible(node, pod):
    cpu, memory, n, milli, models = pod
    if node.cpu < cpu or node.memory < memory:
        return False
    if n == 0:
        return True
    if not node.left or not accessible(models, node.model):
        return False
    return sum(1 for g in node.left if g >= milli) >= n


def frag(cpu, left, model, types):
    data = [0.0] * 7
    total = sum(left)
    for (tcpu, milli, n, models), freq in types:
        if milli == 0:
            where = 4 if cpu >= tcpu else 5
            data[where] += freq * float(total)
            continue
        if not accessible(models, model):
            data[6] += freq * float(total)
            continue
        can = sum(1 for g in left if g >= milli) >= n
        if can and cpu >= tcpu:
            small = sum(g for g in left if g < milli)
            data[1] += freq * float(small)
            data[2] += freq * float(total - small)
        else:
            where = 3 if can else (1 if cpu >= tcpu else 0)
            data[where] += freq * float(total)
    return sum(d for i, d in enumerate(data) if i != 2)


def packed(left, n, milli):
    left = list(left)
    for i in sorted(range(len(left)), key=lambda i: left[i]):
        if n == 0:
            break
        if left[i] >= milli:
            left[i] -= milli
            n -= 1
    return left


def curve(before, after):
    return int(1.0 / (1.0 + math.exp(-(before - after) / 1000.0)) * 100.0)


def fgd(node, pod, types):
    cpu, _, n, milli, _ = pod
    before = frag(node.cpu, node.left, node.model, types)
    if n == 1 and milli < 1000:
        best, device = 0, None
        for i, g in enumerate(node.left):
            if g >= milli:
                left = list(node.left)
                left[i] -= milli
                score = curve(before, frag(node.cpu - cpu, left, node.model, types))
                if device is None or score > best:
                    best, device = score, i
        return best, device
    return curve(before, frag(node.cpu - cpu, packed(node.left, n, milli), node.model, types)), None


def score(policy, node, pod, types):
    cpu, _, n, milli, _ = pod
    free, asked = sum(node.left), n * milli
    if policy == "dot-product":
        return int(100.0 * (1 - (node.cpu / CPU * (cpu / CPU) + free / GPU * (asked / GPU)) / 2))
    if policy == "best-fit":
        rest = (node.cpu - cpu) / CPU * 0.5 + (free - asked) / GPU * 0.5
        return int((1.0 - rest) * 100.0)
    if policy == "gpu-clustering":
        if n == 0:
            return 0
        full = 25 * (8000 - free) // 8000
        if node.kinds.get(kind(pod), 0) > 0:
            return full + (75 if len(node.kinds) == 1 else 50)
        return full + (25 if not node.kinds else 0)
    if policy == "gpu-packing":
        if milli == 0:
            return 0
        whole = sum(1 for g in node.left if g == 1000)
        if whole == len(node.left):
            return max(33 - whole, whole)
        used = []
        for g in sorted(node.left):
            if len(used) < n and g >= milli:
                used.append(g)
        fresh = sum(1 for g in used if g == 1000)
        if fresh:
            return max(50 - fresh, 33)
        return max(100 - sum(g * 100 // 1000 for g in used) // 10, 50)
    return fgd(node, pod, types)[0]


def devices(policy, node, pod, types):
    n, milli = pod[2], pod[3]
    if n == 0:
        return []
    if n > 1 or milli == 1000:
        return [i for i, g in enumerate(node.left) if g == 1000][:n]
    if policy == "fgd":
        return [fgd(node, pod, types)[1]]
    return [min((g, i) for i, g in enumerate(node.left) if g >= milli)[1]]


def play(case, policy, nodes, pods, percent):
    types = typical(pods, percent)
    print("case,%s,%s,%d" % (case, policy, percent))
    for cpu, memory, gpus, model in nodes:
        print("node,%d,%d,%d,%s" % (cpu, memory, gpus, model))
    cluster = [Node(*n) for n in nodes]
    allocated = 0
    for pod in pods:
        fitting = [i for i, n in enumerate(cluster) if feasible(n, pod)]
        where, taken = -1, []
        if fitting:
            scores = {i: score(policy, cluster[i], pod, types) for i in fitting}
            top = max(scores.values())
            where = min(i for i in fitting if scores[i] == top)
            node = cluster[where]
            taken = devices(policy, node, pod, types)
            node.cpu -= pod[0]
            node.memory -= pod[1]
            for d in taken:
                node.left[d] -= pod[3]
            if kind(pod):
                node.kinds[kind(pod)] = node.kinds.get(kind(pod), 0) + 1
            allocated += pod[2] * pod[3]
        fragments = sum(frag(n.cpu, n.left, n.model, types) for n in cluster)
        print(
            "pod,%d,%d,%d,%d,%s,%d,%s,%d,%.3f"
            % (pod + (where, "-".join(map(str, taken)), allocated, fragments))
        )


def main():
    rng = random.Random(20231123)
    models = ["T4", "G2", "P100"]
    for case in range(6):
        nodes = []
        for _ in range(rng.randint(3, 9)):
            gpus = rng.choice([0, 1, 2, 4, 8, 8])
            model = rng.choice(models) if gpus else ""
            nodes.append((rng.choice([16, 32, 64, 96, 128]) * 1000, rng.choice([64, 256]) * 1024, gpus, model))
        pods = []
        for _ in range(60):
            n = rng.choice([0, 1, 1, 1, 1, 1, 2, 4, 8])
            milli = 0 if n == 0 else 1000 if n > 1 else rng.choice([100, 250, 300, 470, 500, 810, 1000, 1000])
            spec = "" if n == 0 or case < 3 else rng.choice(["", "", "T4", "G2|P100"])
            pods.append((rng.choice([0, 1, 2, 4, 6, 8, 12]) * 1000, rng.choice([1, 4, 16]) * 1024, n, milli, spec))
        for policy in ["dot-product", "gpu-clustering", "gpu-packing", "best-fit", "fgd"]:
            play(case, policy, nodes, pods, 95 if case % 2 == 0 else 60)


main()
