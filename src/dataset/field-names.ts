import { z } from "zod";
import { configFields } from "./schema.ts";

/** The names of the fields that may stand at a path, also in any of its alternatives. */
export function fieldNamesAt(path: readonly PropertyKey[]): string[] {
  let nodes: JsonSchemaNode[] = [z.toJSONSchema(configFields) as JsonSchemaNode];
  for (const key of path) {
    nodes = nodes.flatMap((node) => {
      const next = typeof key === "number" ? node.items : node.properties?.[String(key)];
      return next === undefined ? [] : alternativesOf(next);
    });
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))].filter((name) => name !== "$schema");
}

interface JsonSchemaNode {
  readonly properties?: { readonly [name: string]: JsonSchemaNode };
  readonly items?: JsonSchemaNode;
  readonly anyOf?: readonly JsonSchemaNode[];
  readonly oneOf?: readonly JsonSchemaNode[];
}

function alternativesOf(node: JsonSchemaNode): JsonSchemaNode[] {
  return [node, ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap(alternativesOf)];
}
