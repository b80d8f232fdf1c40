import { childrenOf, type Node, type PythonSource } from "./python-source.ts";

/** The names that the statements in a node give a value to, once for each time. */
export function assignedNames(node: Node, source: PythonSource): string[] {
  const names: string[] = [];
  node.cursor().iterate(({ node: inner }) => {
    if (inner.name === "AssignStatement" || inner.name === "UpdateStatement" || inner.name === "ForStatement") {
      names.push(...targetsOf(inner, source));
    } else if (inner.name === "as" && inner.nextSibling?.name === "VariableName") {
      names.push(source.textOf(inner.nextSibling));
    }
  });
  return names;
}

/** The names among these statements that need a variable of the whole function: set anew, or in a block only. */
export function changingNames(statements: readonly Node[], source: PythonSource): Set<string> {
  const counts = new Map<string, number>();
  for (const statement of statements) {
    const isSimple = statement.name === "AssignStatement" || statement.name === "WithStatement";
    for (const name of plainlyAssigned(statement, source)) {
      counts.set(name, (counts.get(name) ?? 0) + (isSimple ? 1 : 2));
    }
  }
  return new Set([...counts].filter(([, count]) => count > 1).map(([name]) => name));
}

/** Loop variables and `with … as` have blocks of their own. */
function plainlyAssigned(statement: Node, source: PythonSource): string[] {
  const names: string[] = [];
  statement.cursor().iterate(({ node }) => {
    if (node.name === "AssignStatement" || node.name === "UpdateStatement") names.push(...targetsOf(node, source));
  });
  return names;
}

/** The names under which functions give values to `self`, or to another object. */
export function givenMembers(source: PythonSource): string[] {
  const names: string[] = [];
  source.top.cursor().iterate(({ node }) => {
    if (node.name !== "AssignStatement" && node.name !== "UpdateStatement") return;
    for (const member of node.getChildren("MemberExpression")) {
      const property = member.getChild("PropertyName");
      if (property !== null) names.push(source.textOf(property));
    }
  });
  return names;
}

function targetsOf(statement: Node, source: PythonSource): string[] {
  const end = statement.name === "ForStatement" ? "in" : statement.name === "UpdateStatement" ? "UpdateOp" : "AssignOp";
  const parts = childrenOf(statement);
  const last = parts.findLastIndex(({ name }) => name === end);
  return parts.slice(0, last).flatMap((part) => (part.name === "VariableName" ? [source.textOf(part)] : []));
}
