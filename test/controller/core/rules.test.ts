// Small parts by themselves: policy, causes, histograms, patterns, probes.

import { strict as assert } from "node:assert";
import fc from "fast-check";
import { causeOfEnd } from "../../../controller/core/fleet/cause.ts";
import { extend, newCurve, slope } from "../../../controller/core/fleet/curve.ts";
import type { Cell } from "../../../controller/core/detect/delay-matrix.ts";
import { learn, newHistogram, quantile } from "../../../controller/core/fleet/histogram.ts";
import { median, type Look } from "../../../controller/core/detect/look.ts";
import { mediansOfOthers, sortInto } from "../../../controller/core/detect/median.ts";
import { concludeProbe, planProbe } from "../../../controller/core/detect/probe.ts";
import { patterns, slowCommunication } from "../../../controller/core/detect/slow-communication.ts";
import { defaultPolicy, validatePolicy } from "../../../controller/core/fleet/policy.ts";
import type { NodeState, ProbeRound } from "../../../controller/core/fleet/state.ts";
import type { NodeName } from "../../../proto/ids.ts";
import { formatSuspect } from "../../../proto/verdict.ts";

describe("the policy", () => {
  it("refuses what makes no sense, by name", () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ mode: "isolate" }, /mode is isolate/], [{ freshMs: 10 }, /freshMs/],
      [{ silentMs: 1_000 }, /silentMs/],
      [{ hangPageMs: 1 }, /hangPageMs/], [{ hotRatio: 1 }, /hotRatio/],
      [{ overdueQuantile: 1.5 }, /overdueQuantile/], [{ slowWindows: 12 }, /slowWindows/],
      [{ slowWindowsMin: 9 }, /slowWindowsMin/], [{ closeMs: Number.NaN }, /closeMs/],
      [{ clearMs: -1 }, /clearMs/], [{ probeBytes: 1e9 }, /probeBytes/], [{ jobsMax: 0 }, /memory/],
    ];
    for (const [change, names] of wrong) {
      const result = validatePolicy({ ...defaultPolicy, ...change });
      assert.ok(!result.ok);
      assert.match(result.error.message, names);
    }
  });

  it("accepts its own defaults, which observe", () => {
    assert.ok(validatePolicy(defaultPolicy).ok);
    assert.equal(defaultPolicy.mode, "observe");
  });
});

describe("the cause of an end", () => {
  const exited = (code: number, ...evidence: string[]) =>
    causeOfEnd({ kind: "exited", code, reason: "" }, evidence, []);

  it("reads what shells make of signals", () => {
    assert.equal(exited(143).role, "requested");
    assert.equal(exited(130).cause, "user");
    assert.equal(exited(137).cause, "unknown");
    assert.equal(exited(134).isAbort, true);
    assert.equal(exited(0).role, "none");
  });

  it("knows a lost peer for a consequence and an exception for a root", () => {
    assert.equal(exited(1, "RuntimeError: Connection closed by peer [10.0.0.3]:41").role,
      "consequence");
    assert.equal(exited(1, "Traceback …", "KeyError: 'labels'").role, "root");
    assert.equal(exited(1, "KeyError: 'labels'").needsHuman, false);
  });

  it("blames the card when CUDA or the kernel say so", () => {
    assert.equal(exited(1, "CUDA error: uncorrectable ECC error encountered").cause, "hardware");
    const faults = [{ atMs: 0, fault: "xid 48", line: "NVRM: Xid 48, DBE" }];
    const end = { kind: "signaled", signal: "SIGKILL", outOfMemory: false } as const;
    assert.equal(causeOfEnd(end, [], faults).cause, "hardware");
  });
});

describe("a histogram", () => {
  it("gives a quantile at least as large as the value and within a half octave", () => {
    fc.assert(fc.property(fc.double({ min: 0.2, max: 1e6, noNaN: true }), (value) => {
      const histogram = newHistogram();
      for (let time = 0; time < 10; time += 1) learn(histogram, value);
      const found = quantile(histogram, 0.95);
      assert.ok(found >= value * 0.999 && found <= value * Math.SQRT2 * 1.001);
    }));
  });

  it("is not ruled by one pause in thirty, and follows a job that changes its pace", () => {
    const histogram = newHistogram();
    for (let time = 0; time < 300; time += 1) learn(histogram, time % 30 === 0 ? 25_000 : 50);
    assert.ok(quantile(histogram, 0.95) < 100);
    for (let time = 0; time < 20_000; time += 1) learn(histogram, 800);
    assert.ok(quantile(histogram, 0.5) > 700);
  });
});

describe("medians of the others", () => {
  it("are what leaving one out and taking the median gives", () => {
    const lists = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2 });
    fc.assert(fc.property(lists, (list) => {
      const plain = list.map((value) => (value === 0 ? 0 : value)); // no negative zero
      const expected = plain.map((_, index) =>
        median(plain.filter((_each, other) => other !== index)));
      const [values, sorted, found] = [plain, plain, plain].map((each) => Float64Array.from(each));
      assert.ok(values !== undefined && sorted !== undefined && found !== undefined);
      sortInto(sorted, values, plain.length);
      mediansOfOthers(sorted, values, plain.length, found);
      assert.deepEqual([...found], expected);
    }));
  });
});

describe("a curve", () => {
  it("gives the same slope whatever was lost in between", () => {
    const losses = fc.array(fc.boolean(), { minLength: 11, maxLength: 11 });
    fc.assert(fc.property(losses, (lost) => {
      const curve = newCurve(1);
      lost.forEach((isLost, second) => {
        const isEnd = second === 0 || second === 10;
        if (isLost && !isEnd) return;
        const place = extend(curve, second * 1_000);
        curve.rows[place] = second * 7;
      });
      assert.equal(slope(curve, 10_000, 0), 70 / 10_000);
    }));
  });
});

describe("patterns of the matrix", () => {
  const nodes = ["a", "b", "c", "d"] as NodeName[];
  const cell = (from: NodeName, to: NodeName): Cell =>
    ({ from, to, msPerMiB: 1, bytesPerSecond: 1, busyFraction: 1 });
  const all = nodes.flatMap((from) => nodes.filter((to) => to !== from)
    .map((to) => cell(from, to)));
  const said = (isHot: (from: string, to: string) => boolean): string => {
    const hot = all.filter((each) => isHot(each.from, each.to));
    return patterns(all, hot).map((pattern) => pattern.suspects.map((suspect) =>
      suspect.kind === "port" ? `${suspect.node} ${suspect.direction}` :
        suspect.kind === "leaf" ? `leaf ${suspect.leaf}` :
          suspect.kind === "link" ? `${suspect.from}>${suspect.to}` : suspect.kind).join("+"))
      .join(", ");
  };

  it("are nothing, cell, row, column, cross and block", () => {
    assert.equal(said(() => false), "");
    assert.equal(said((from, to) => from === "a" && to === "c"), "a>c");
    assert.equal(said((from) => from === "b"), "b tx");
    assert.equal(said((_, to) => to === "b"), "b rx");
    assert.equal(said((from, to) => from === "d" || to === "d"), "d open+node");
    const inside = (node: string): boolean => node === "a" || node === "b";
    assert.equal(said((from, to) => inside(from) !== inside(to)), "leaf a+b");
  });

  it("are told apart when two happen at once", () => {
    assert.equal(said((from, to) => from === "a" || (from === "c" && to === "d")), "a tx, c>d");
  });

  it("leave out what a slow transmitter does to the acknowledgements of what it receives", () => {
    const beside = (msPerMiB: number): string => {
      const cells = all.map((each) => ({
        ...each,
        msPerMiB: each.from === "b" ? 20 : each.from === "a" && each.to === "b" ? msPerMiB : 1,
      }));
      const found = patterns(cells, cells.filter((each) => each.msPerMiB > 1));
      return found.map((pattern) => pattern.suspects.map((suspect) => suspect.kind).join("+"))
        .join(", ");
    };
    assert.equal(beside(8), "port");
    assert.equal(beside(19), "port");
    assert.equal(beside(21), "port, link");
  });

  it("count what is as slow and costs little, where something as slow costs much", () => {
    const look = { policy: defaultPolicy, job: { job: "train", ranks: new Map() } } as
      unknown as Look;
    const named = (costly: string, slow: (from: string, to: string) => number): string => {
      const cells = all.map((each) => ({
        ...each, msPerMiB: slow(each.from, each.to),
        busyFraction: `${each.from}>${each.to}` === costly ? 0.5 : 0.01,
      }));
      return slowCommunication(look, cells)
        .map(({ finding }) => finding.suspects.map(formatSuspect).join("+")).join(", ");
    };
    assert.equal(named("", (from) => from === "b" ? 20 : 1), "", "it delays nobody");
    assert.equal(named("b>c", (from) => from === "b" ? 20 : 1), "port b/network tx");
    assert.equal(named("b>c", (_, to) => to === "c" ? 20 : 1), "port c/network rx");
    const onlyPath = (from: string, to: string): number => from + to === "bc" ? 20 : 1;
    assert.equal(named("b>c", onlyPath), "link b → c");
    assert.equal(named("b>c", (from, to) => from === "b" && to !== "c" ? 8 : onlyPath(from, to)),
      "link b → c", "what is less slow has a reason of its own");
  });
});

describe("a probe", () => {
  const node = (name: string): NodeState => ({
    node: name as NodeName, session: "", window: 0, formerSessions: [], reportedAtMs: 0,
    stopped: false, probeAddress: `${name}:1`, health: undefined, processes: 1, faults: [],
  });
  const from = "a" as NodeName;
  const to = "b" as NodeName;

  it("is not planned without a bystander", () => {
    assert.deepEqual(planProbe({ from, to }, [node("a"), node("b")], defaultPolicy), []);
  });

  it("says nothing it cannot know: no answers, no bystander measured, both ends slow", () => {
    const round = (rates: Record<string, number>): ProbeRound => {
      const results = [...new Set(Object.keys(rates).map((key) => key[0] ?? ""))].map((by) => ({
        by: by as NodeName,
        results: Object.entries(rates).filter(([key]) => key.startsWith(by)).map(([key, rate]) => ({
          to: (key[1] ?? "") as NodeName, kind: "measured" as const, connectMs: 1,
          bytesPerSecond: rate,
        })),
      }));
      return { id: "x", from, to, atMs: 0, asked: [], failed: [], results, concluded: false };
    };
    const level = (rates: Record<string, number>): string =>
      concludeProbe(round(rates), defaultPolicy).level;
    assert.equal(level({}), "open");
    assert.equal(level({ ab: 1e6, cd: 1e9 }), "open");
    assert.equal(level({ ab: 1e6, ac: 1e6, cb: 1e6, ca: 1e9 }), "open");
    assert.equal(level({ ab: 1e6, ac: 1e6, cb: 1e9, ca: 1e9 }), "closed");
    assert.equal(level({ ab: 1e6, ac: 1e9, cb: 1e6, ca: 1e9 }), "closed");
    assert.equal(level({ ab: 1e6, ac: 1e9, cb: 1e9, ca: 1e9 }), "closed");
  });
});
