import ts from "typescript";

/**
 * The properties of a type, in the order of the source. Alternatives of a union come together: a property is required when every alternative requires it.
 * An alternative that takes a resource, an object of the program's own process, can be said in TypeScript alone.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Type} type
 * @returns {{ name: string, description: string, isRequired: boolean, nodes: ts.TypeNode[] }[]}
 */
export function membersOf(checker, type) {
  const alternatives = (type.isUnion() ? type.types : [type])
    .map((one) => checker.getPropertiesOfType(one).filter((property) => !isAbsent(checker, property)))
    .filter((properties) => !properties.some((property) => checker.getTypeOfSymbol(property).isClass()));
  const names = new Set(alternatives.flatMap((properties) => properties.map(({ name }) => name)));
  return [...names].map((name) => {
    const found = alternatives.flatMap((properties) => properties.filter((property) => property.name === name));
    const nodes = found.flatMap(({ declarations = [] }) => declarations.map((declaration) => declaration.type));
    if (nodes.length === 0 || nodes.includes(undefined)) throw new Error(`${name} has no type of its own in sdk/`);
    return {
      name,
      description: found.map((property) => documentationOf(checker, property)).find((text) => text !== "") ?? "",
      isRequired: found.length === alternatives.length && !found.some(isOptional) && !nodes.some(mayBeNothing),
      nodes: [...new Set(nodes)],
    };
  });
}

/** Whether a value of the type may be missing. */
export function mayBeNothing(node) {
  return ts.isUnionTypeNode(node) && node.types.some(isNothing);
}

export function isNothing(node) {
  if (ts.isLiteralTypeNode(node)) return node.literal.kind === ts.SyntaxKind.NullKeyword;
  return node.kind === ts.SyntaxKind.UndefinedKeyword;
}

/** A docstring, without the program in TypeScript at its end. */
export function documentationOf(checker, symbol) {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return text.replace(/\n*```ts\n[\s\S]*$/, "").trim();
}

function isOptional({ flags }) {
  return Boolean(flags & ts.SymbolFlags.Optional);
}

function isAbsent(checker, property) {
  return Boolean(checker.getTypeOfSymbol(property).flags & (ts.TypeFlags.Never | ts.TypeFlags.Undefined));
}
