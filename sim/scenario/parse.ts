// Reads a scenario by its form (form.ts). The first thing that is wrong is refused by its place,
// its value and what was expected. Seconds of the file become milliseconds of the play.

import { failure, success, type Result } from "../../proto/errors.ts";
import { faultForms, listMax, scenarioForm, type Field, type Form } from "./form.ts";
import { ranksOf, type Fault, type FaultKind, type Scenario } from "./scenario.ts";

type Values = Readonly<Record<string, unknown>>;

export function parseScenario(given: unknown): Result<Scenario> {
  const read = readForm(scenarioForm, given, "scenario");
  if (!read.ok) return read;
  const scenario = { ...read.value, policy: {} } as unknown as Scenario;
  return checkTogether(scenario);
}

const shownMax = 60;

function refuse(place: string, value: unknown, expected: string): Result<never> {
  const shown = value === undefined
    ? "missing" : JSON.stringify(value)?.slice(0, shownMax) ?? "unreadable";
  return failure("invalid-data", `${place} is ${shown}; expected ${expected}`);
}

function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readForm(form: Form, given: unknown, place: string): Result<Values> {
  if (!isValues(given)) return refuse(place, given, "an object");
  const names = Object.keys(form);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    return refuse(`${place}.${unknown}`, given[unknown], `no such field, but ${names.join(", ")}`);
  }
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(form)) {
    const read = readField(field, given[name], `${place}.${name}`);
    if (!read.ok) return read;
    const [kept, scale] = inMilliseconds(name);
    values[kept] = typeof read.value === "number" ? read.value * scale : read.value;
  }
  return success(values);
}

/** `atSeconds` of the file is `atMs` of the play; the length of the whole play stays in seconds. */
function inMilliseconds(name: string): readonly [name: string, scale: number] {
  if (name.endsWith("Seconds")) return [`${name.slice(0, -"Seconds".length)}Ms`, 1_000];
  return [name, 1];
}

function readField(field: Field, given: unknown, place: string): Result<unknown> {
  switch (field.kind) {
    case "number": return readNumber(field, given ?? field.default, place);
    case "choice": {
      const value = given ?? field.default;
      return typeof value === "string" && field.of.includes(value)
        ? success(value) : refuse(place, value, `one of ${field.of.join(", ")}`);
    }
    case "name": {
      const value = given ?? field.default;
      return typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(value)
        ? success(value) : refuse(place, value, "1-63 letters, digits, - or _");
    }
    case "switch": {
      const value = given ?? field.default;
      return typeof value === "boolean" ? success(value) : refuse(place, value, "true or false");
    }
    case "object": return readForm(field.form, given ?? {}, place);
    case "list": return readList(given ?? [], place, (each, at) => readPause(field.form, each, at));
    case "faults": return readList(given ?? [], place, readFault);
  }
}

function readNumber(
  field: Extract<Field, { kind: "number" }>, value: unknown, place: string,
): Result<number> {
  const what = field.whole ? "a whole number" : "a number";
  const expected = field.min === field.max
    ? `${field.min}` : `${what} of ${field.min}..${field.max}`;
  if (typeof value !== "number" || !Number.isFinite(value)) return refuse(place, value, expected);
  const isFine = value >= field.min && value <= field.max &&
    (!field.whole || Number.isInteger(value));
  return isFine ? success(value) : refuse(place, value, expected);
}

function readList<T>(
  given: unknown, place: string, read: (each: unknown, place: string) => Result<T>,
): Result<readonly T[]> {
  if (!Array.isArray(given)) return refuse(place, given, "a list");
  if (given.length > listMax) return refuse(place, `${given.length} entries`, `${listMax} at most`);
  const values: T[] = [];
  for (const [index, each] of given.entries()) {
    const value = read(each, `${place}[${index}]`);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return success(values);
}

function readPause(form: Form, given: unknown, place: string): Result<Values> {
  const read = readForm(form, given, place);
  if (!read.ok) return read;
  const { seconds, ...rest } = read.value;
  return success({ ...rest, ms: Number(seconds) * 1_000 });
}

function readFault(given: unknown, place: string): Result<Values> {
  if (!isValues(given)) return refuse(place, given, "an object");
  const { kind, ...rest } = given;
  const kinds = Object.keys(faultForms);
  if (typeof kind !== "string" || !kinds.includes(kind)) {
    return refuse(`${place}.kind`, kind, `one of ${kinds.join(", ")}`);
  }
  const read = readForm(faultForms[kind as FaultKind], rest, place);
  return read.ok ? success({ kind, ...read.value }) : read;
}

/** What no single field can tell. */
function checkTogether(scenario: Scenario): Result<Scenario> {
  const { cluster, job, faults } = scenario;
  const { parallelism } = job;
  const ranks = ranksOf(parallelism);
  const places = cluster.nodes * cluster.devicesPerNode;
  const at = "scenario.job.parallelism";
  if (ranks > places) {
    return refuse(at, ranks, `data x pipeline x tensor within ${places} devices of the cluster`);
  }
  if (ranks < 2) return refuse(at, ranks, "two ranks at least, who wait for each other");
  if (parallelism.tensor > cluster.devicesPerNode ||
      cluster.devicesPerNode % parallelism.tensor !== 0) {
    return refuse(`${at}.tensor`, parallelism.tensor,
      `a divisor of devicesPerNode, ${cluster.devicesPerNode}`);
  }
  if (parallelism.data % parallelism.expert !== 0) {
    return refuse(`${at}.expert`, parallelism.expert, `a divisor of data, ${parallelism.data}`);
  }
  for (const [index, fault] of faults.entries()) {
    const place = `scenario.faults[${index}]`;
    if (fault.atMs >= 1_000 * scenario.seconds) {
      return refuse(`${place}.atSeconds`, fault.atMs / 1_000,
        `a moment of the play, which ends at scenario.seconds, ${scenario.seconds}`);
    }
    const problem = misplaced(fault, scenario, ranks);
    if (problem === undefined) continue;
    const [name, value, bound] = problem;
    return refuse(`${place}.${name}`, value, bound);
  }
  return success(scenario);
}

function misplaced(
  fault: Fault, { cluster }: Scenario, ranks: number,
): readonly [name: string, value: number, expected: string] | undefined {
  const nodes = Math.ceil(ranks / cluster.devicesPerNode);
  const leaves = Math.ceil(cluster.nodes / cluster.nodesPerLeaf);
  const below = (bound: number): string => `0..${bound - 1} (what the job uses)`;
  if ("rank" in fault && fault.rank >= ranks) return ["rank", fault.rank, below(ranks)];
  if ("node" in fault && fault.node >= nodes) return ["node", fault.node, below(nodes)];
  if ("leaf" in fault && fault.leaf >= leaves) return ["leaf", fault.leaf, below(leaves)];
  if ("device" in fault && fault.device >= cluster.devicesPerNode) {
    return ["device", fault.device, below(cluster.devicesPerNode)];
  }
  if (!("from" in fault)) return undefined;
  if (fault.from >= nodes) return ["from", fault.from, below(nodes)];
  if (fault.to >= nodes) return ["to", fault.to, below(nodes)];
  return fault.from === fault.to ? ["to", fault.to, "another node than from"] : undefined;
}
