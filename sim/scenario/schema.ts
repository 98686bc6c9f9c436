// The published JSON schema of a scenario, made from the form that the parser reads by.

import { faultForms, listMax, scenarioForm, type Field, type Form } from "./form.ts";

export type Schema = Readonly<Record<string, unknown>>;

export function scenarioSchema(): Schema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "C4 scenario",
    description: "What `c4 sim` plays: a cluster, a job on it, noise, and faults.",
    ...objectOf(scenarioForm),
  };
}

function objectOf(form: Form, kind?: string): Schema {
  const required = Object.entries(form)
    .filter(([, field]) => (field.kind === "number" || field.kind === "choice") &&
      field.default === undefined)
    .map(([name]) => name);
  const properties = Object.fromEntries(
    Object.entries(form).map(([name, field]) => [name, fieldOf(field)]));
  return {
    type: "object", additionalProperties: false,
    required: kind === undefined ? required : ["kind", ...required],
    properties: kind === undefined ? properties : { kind: { const: kind }, ...properties },
  };
}

function fieldOf(field: Field): Schema {
  const { help: description } = field;
  switch (field.kind) {
    case "number": return {
      description, type: field.whole ? "integer" : "number", minimum: field.min,
      maximum: field.max, ...defaultOf(field.default),
    };
    case "choice": return { description, enum: field.of, ...defaultOf(field.default) };
    case "name": return {
      description, type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$",
      ...defaultOf(field.default),
    };
    case "switch": return { description, type: "boolean", default: field.default };
    case "object": return { description, ...objectOf(field.form) };
    case "list": return {
      description, type: "array", maxItems: listMax, items: objectOf(field.form),
    };
    case "faults": return {
      description, type: "array", maxItems: listMax,
      items: { oneOf: Object.entries(faultForms).map(([kind, form]) => objectOf(form, kind)) },
    };
  }
}

function defaultOf(value: unknown): Schema {
  return value === undefined ? {} : { default: value };
}
