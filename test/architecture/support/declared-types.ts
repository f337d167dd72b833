import { resolve } from 'node:path';
import ts from 'typescript';

/** What TypeScript knows of one value: the kinds it may have, such as `string`, `Date` or `number[]`, without null. */
export interface DeclaredValue {
  kinds: string[];
  optional: boolean;
}

/** What a call of `statement<Row, Params>` declares. */
export interface DeclaredStatement {
  name: string;
  file: string;
  /** Null for `void`. */
  row: Map<string, DeclaredValue> | null;
  params: Map<string, DeclaredValue>;
}

/**
 * The types of all statements that are declared in `files`: of each call that answers a `Statement` and whose first argument
 * is the name.
 */
export function declaredStatements(files: string[]): DeclaredStatement[] {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve('.'));
  const program = ts.createProgram(files, { ...options, noEmit: true, types: ['node'] });
  const checker = program.getTypeChecker();
  const found: DeclaredStatement[] = [];
  for (const file of files) {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`TypeScript does not find ${file}.`);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) {
        const declared = declaredBy(node, checker);
        if (declared !== null) found.push({ file, ...declared });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

function declaredBy(
  call: ts.CallExpression,
  checker: ts.TypeChecker,
): Omit<DeclaredStatement, 'file'> | null {
  const [name] = call.arguments;
  if (name === undefined || !ts.isStringLiteral(name)) return null;
  const type = checker.getTypeAtLocation(call);
  if (type.symbol?.name !== 'Statement') return null;
  const [row, params] = checker.getTypeArguments(type as ts.TypeReference);
  if (row === undefined || params === undefined) throw new Error(`${name.text} has no types.`);
  const isVoid = (row.flags & ts.TypeFlags.Void) !== 0;
  return { name: name.text, row: isVoid ? null : valuesOf(row, checker), params: valuesOf(params, checker) };
}

/** The properties of a type; of a union, those of all its members. */
function valuesOf(type: ts.Type, checker: ts.TypeChecker): Map<string, DeclaredValue> {
  const values = new Map<string, DeclaredValue>();
  for (const member of type.isUnion() ? type.types : [type])
    for (const property of checker.getPropertiesOfType(member)) {
      const known = values.get(property.name)?.kinds ?? [];
      const kinds = [...new Set([...known, ...kindsOf(checker.getTypeOfSymbol(property), checker)])];
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      values.set(property.name, { kinds, optional });
    }
  return values;
}

function kindsOf(type: ts.Type, checker: ts.TypeChecker): string[] {
  const members = type.isUnion() ? type.types : [type];
  return [...new Set(members.flatMap((member) => kindOf(member, checker)))];
}

function kindOf(type: ts.Type, checker: ts.TypeChecker): string[] {
  if (type.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) return [];
  if (type.flags & ts.TypeFlags.StringLike) return ['string'];
  if (type.flags & ts.TypeFlags.NumberLike) return ['number'];
  if (type.flags & ts.TypeFlags.BooleanLike) return ['boolean'];
  if (checker.isArrayType(type)) {
    const [element] = checker.getTypeArguments(type as ts.TypeReference);
    const kinds = element === undefined ? [] : kindsOf(element, checker);
    return kinds.map((kind) => `${kind}[]`);
  }
  const name = type.symbol?.name ?? '';
  return name === 'Date' || name === 'Buffer' ? [name] : ['json'];
}
