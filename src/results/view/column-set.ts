import type { Point } from "../run-history-view.ts";
import type { Column } from "./column.ts";
import { commaSeparated } from "./comma-separated.ts";

/** The columns that a shape of the view has, while they still grow. */
export type ColumnSet<Columns> = { readonly [Name in keyof Point<Columns>]: Column };

/** The first `length` entries of every column. */
export function columnsIn<Columns>(set: ColumnSet<Columns>, length: number): Columns {
  return mapped(set, (column) => column.toArray(length)) as Columns;
}

/** The same as the members of a JSON object, without its braces. */
export function membersIn<Columns>(set: ColumnSet<Columns>, length: number): string {
  return commaSeparated(Object.entries<Column>(set).map(([name, column]) => `"${name}":${column.toJson(length)}`));
}

/** One entry of every column. */
export function pointIn<Columns>(set: ColumnSet<Columns>, index: number): Point<Columns> {
  return mapped(set, (column) => column.get(index)) as Point<Columns>;
}

function mapped<Value>(set: { readonly [name: string]: Column }, of: (column: Column) => Value) {
  return Object.fromEntries(Object.entries(set).map(([name, column]) => [name, of(column)]));
}
