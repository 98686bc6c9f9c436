// A validator for as much of JSON Schema as proto/*.schema.json use; a keyword that it does not
// know is an error, so that a schema can never pass by not being looked at.

export type Schema = Readonly<Record<string, unknown>>;

const known = [
  "$schema", "$defs", "$ref", "title", "description", "type", "const", "enum", "properties",
  "required", "additionalProperties", "items", "oneOf", "minimum", "maximum", "minLength",
  "maxLength", "pattern",
];

/** Paths and what is wrong there; empty when it holds. */
export function violations(
  value: unknown, schema: Schema, root: Schema = schema, at = "$",
): readonly string[] {
  const unknown = Object.keys(schema).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`${at}: keyword ${unknown.join()} is not understood`);
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const target = (root["$defs"] as Record<string, Schema>)[reference.replace("#/$defs/", "")];
    if (target === undefined) throw new Error(`${at}: ${reference} leads nowhere`);
    return violations(value, target, root, at);
  }
  const choices = schema["oneOf"] as readonly Schema[] | undefined;
  if (choices !== undefined) {
    const fitting = choices.filter((each) => violations(value, each, root, at).length === 0);
    return fitting.length === 1 ? [] : [`${at}: ${fitting.length} of oneOf fit`];
  }
  return [
    ...checkType(value, schema, at), ...checkScalar(value, schema, at),
    ...checkObject(value, schema, root, at), ...checkItems(value, schema, root, at),
  ];
}

function checkType(value: unknown, schema: Schema, at: string): readonly string[] {
  const type = schema["type"];
  if (type === undefined) return [];
  const types = Array.isArray(type) ? type as readonly string[] : [String(type)];
  const actual = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const fits = types.some((each) => each === actual ||
    (each === "integer" && Number.isInteger(value)));
  return fits ? [] : [`${at}: ${actual} is not ${types.join(" or ")}`];
}

function checkScalar(value: unknown, schema: Schema, at: string): readonly string[] {
  const found: string[] = [];
  const bound = (key: string): number | undefined => schema[key] as number | undefined;
  if ("const" in schema && value !== schema["const"]) found.push(`${at}: is not the constant`);
  const options = schema["enum"] as readonly unknown[] | undefined;
  if (options !== undefined && !options.includes(value)) found.push(`${at}: ${value} is no choice`);
  if (typeof value === "number") {
    if (value < (bound("minimum") ?? -Infinity)) found.push(`${at}: ${value} is too small`);
    if (value > (bound("maximum") ?? Infinity)) found.push(`${at}: ${value} is too large`);
  }
  if (typeof value === "string") {
    if (value.length < (bound("minLength") ?? 0)) found.push(`${at}: too short`);
    if (value.length > (bound("maxLength") ?? Infinity)) found.push(`${at}: too long`);
    const pattern = schema["pattern"] as string | undefined;
    if (pattern !== undefined && !new RegExp(pattern).test(value)) found.push(`${at}: ${value}`);
  }
  return found;
}

function checkObject(
  value: unknown, schema: Schema, root: Schema, at: string,
): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, Schema>>;
  const required = (schema["required"] ?? []) as readonly string[];
  const missing = required.filter((name) => !(name in value))
    .map((name) => `${at}.${name}: missing`);
  const wrong = Object.entries(value).flatMap(([name, each]) => {
    const own = properties[name];
    if (own !== undefined) return violations(each, own, root, `${at}.${name}`);
    return schema["additionalProperties"] === false ? [`${at}.${name}: unknown`] : [];
  });
  return [...missing, ...wrong];
}

function checkItems(value: unknown, schema: Schema, root: Schema, at: string): readonly string[] {
  const items = schema["items"] as Schema | undefined;
  if (!Array.isArray(value) || items === undefined) return [];
  return value.flatMap((each, index) => violations(each, items, root, `${at}[${index}]`));
}
