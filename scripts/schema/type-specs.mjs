import { isDeepStrictEqual } from "node:util";
import ts from "typescript";
import { documentationOf, isNothing, membersOf } from "./members.mjs";

const { SyntaxKind } = ts;

/** Every other number is a whole one. Pulumi's integers have 32 bits in C# and Java: GitHub's ids are well below that, and bytes are not. */
const NO_INTEGERS = ["maxDeletePercent", "sizeBytes", "imageSizeBytes"];

/** Written by whoever declares a resource, and nobody else's to see. Of an App the whole is: a part alone can't be. */
const SECRETS = ["restoreToken", "token", "appAuth"];

/** Translates types of `sdk/` to those of Pulumi's schema, and collects the ones that have names. What it does not know is an error. */
export class TypeSpecs {
  /** Token → type. */
  named = {};

  constructor(checker) {
    this.checker = checker;
  }

  /** `properties` and `required` of an object. */
  objectOf(type, owner) {
    const members = membersOf(this.checker, type);
    const required = members.filter(({ isRequired }) => isRequired).map(({ name }) => name);
    return {
      properties: Object.fromEntries(members.map((member) => [member.name, this.propertyOf(member, owner)])),
      ...(required.length > 0 && { required }),
    };
  }

  propertyOf({ name, description, nodes }, owner) {
    const anonymous = `${owner}${capitalized(name)}`;
    const specs = nodes.every(isText)
      ? [this.enumOf(nodes, anonymous, "")]
      : nodes.map((node) => this.typeOf(node, anonymous));
    const [spec, ...others] = specs;
    if (others.some((other) => !isDeepStrictEqual(other, spec)))
      throw new Error(`${owner}.${name} has several types, and a schema can't say which when`);
    const isInteger = !NO_INTEGERS.includes(name);
    return {
      ...(isInteger ? spec : { ...spec, type: "number" }),
      ...(description !== "" && { description }),
      ...(SECRETS.includes(name) && { secret: true }),
    };
  }

  /** @param {string} anonymous what the type is called when it has no name in the source */
  typeOf(node, anonymous) {
    switch (node.kind) {
      case SyntaxKind.StringKeyword:
        return { type: "string" };
      case SyntaxKind.NumberKeyword:
        return { type: "integer" };
      case SyntaxKind.BooleanKeyword:
        return { type: "boolean" };
      case SyntaxKind.UnknownKeyword:
        return { $ref: "pulumi.json#/Any" };
      case SyntaxKind.ArrayType:
        return { type: "array", items: this.typeOf(node.elementType, anonymous) };
      case SyntaxKind.ParenthesizedType:
        return this.typeOf(node.type, anonymous);
      case SyntaxKind.TypeLiteral:
        return this.namedObject(this.checker.getTypeFromTypeNode(node), anonymous, "");
      case SyntaxKind.UnionType:
        return this.unionOf(node, anonymous);
      case SyntaxKind.TypeReference:
        return this.referenceOf(node, anonymous);
      default:
        return unknownType(node, anonymous);
    }
  }

  unionOf(node, anonymous, description = "") {
    const parts = node.types.filter((part) => !isNothing(part));
    if (parts.every(isText)) return this.enumOf(parts, anonymous, description);
    if (parts.length === 1) return this.typeOf(parts[0], anonymous);
    return { oneOf: parts.map((part) => this.typeOf(part, anonymous + firstProperty(part))) };
  }

  referenceOf(node, anonymous) {
    const [argument, value] = node.typeArguments ?? [];
    const name = node.typeName.getText();
    if (name === "pulumi.Input" || name === "pulumi.Output") return this.typeOf(argument, anonymous);
    if (name === "Record") return { type: "object", additionalProperties: this.typeOf(value, anonymous) };
    const symbol = resolved(this.checker, this.checker.getSymbolAtLocation(node.typeName));
    const [declaration] = symbol.declarations ?? [];
    if (!declaration || declaration.getSourceFile().isDeclarationFile) return unknownType(node, anonymous);
    const description = documentationOf(this.checker, symbol);
    if (ts.isInterfaceDeclaration(declaration))
      return this.namedObject(this.checker.getTypeFromTypeNode(node), name, description);
    if (!ts.isTypeAliasDeclaration(declaration) || argument) return unknownType(node, anonymous);
    if (!ts.isUnionTypeNode(declaration.type)) return this.typeOf(declaration.type, name);
    const type = this.checker.getTypeFromTypeNode(declaration.type);
    const isOneObject = type.types.every(({ flags }) => flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection));
    return isOneObject ? this.namedObject(type, name, description) : this.unionOf(declaration.type, name, description);
  }

  namedObject(type, sourceName, description) {
    const name = schemaName(sourceName);
    return this.register(name, {
      ...(description !== "" && { description }),
      type: "object",
      ...this.objectOf(type, name),
    });
  }

  enumOf(nodes, sourceName, description) {
    return this.register(schemaName(sourceName), {
      ...(description !== "" && { description }),
      type: "string",
      enum: nodes.map((node) => ({ value: node.literal.text })),
    });
  }

  register(name, spec) {
    const token = `github-packages:index:${name}`;
    const known = this.named[token];
    if (known && !isDeepStrictEqual(known, spec)) throw new Error(`two types want to be called ${name}`);
    this.named[token] = spec;
    return { $ref: `#/types/${token}` };
  }
}

/** Follows an import to what is imported. */
export function resolved(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** A function's result has a name of its own in every SDK: within another result it is called otherwise. */
export function schemaName(name) {
  return name.replace(/^Get(\w+)Result$/, "$1Details").replace(/Args$/, "");
}

function unknownType(node, anonymous) {
  throw new Error(`${anonymous}: a schema has no word for ${node.getText()}`);
}

function isText(node) {
  return ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal);
}

/** What tells alternatives of a union apart. */
function firstProperty(node) {
  return ts.isTypeLiteralNode(node) ? capitalized(node.members[0].name.getText()) : "";
}

function capitalized(name) {
  return `${name[0].toUpperCase()}${name.slice(1)}`;
}
