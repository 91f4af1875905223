// Binds queries to declared tables with Microsoft's own KQL parser.
// Usage: node --liftoff-only kql.mjs FOLDER, where FOLDER holds node_modules.
// Standard input: { tables: { name: { column: type } }, functions: { name: { parameters: "(x: long)", body } }, queries: [{ name, prefix, text }] }.
// Standard output: [{ name, diagnostics: [{ line, column, code, severity, message }], columns: [{ name, type }] | null }].
// The prefix is bound in front of the text and not counted: line 1 is the text's first line. What is wrong in the prefix itself has line 0.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.argv[2], 'package.json'));
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;

const input = JSON.parse(readFileSync(0, 'utf8'));
const members = [
  ...Object.entries(input.tables).map(([name, columns]) => Symbols.TableSymbol.From(schemaOf(columns)).WithName(name)),
  ...Object.entries(input.functions ?? {}).map(([name, f]) => new Symbols.FunctionSymbol.$ctor16(name, f.parameters, f.body, null)),
];
const database = new Symbols.DatabaseSymbol.ctor('workspace', members);
const globals = GlobalState.Default.WithDatabase(database);

process.stdout.write(JSON.stringify(input.queries.map(bind)));

function schemaOf(columns) {
  const quoted = Object.entries(columns).map(([name, type]) => `['${name}']: ${type}`);
  return `(${quoted.join(', ')})`;
}

function bind({ name, prefix = '', text }) {
  const code = KustoCode.ParseAndAnalyze(prefix + text, globals);
  const diagnostics = listOf(code.GetDiagnostics()).map(d => ({
    ...place(text, d.Start - prefix.length),
    code: d.Code,
    severity: d.Severity,
    message: d.Message,
  }));
  const columns = code.ResultType?.Columns;
  return { name, diagnostics, columns: columns ? listOf(columns).map(c => ({ name: c.Name, type: c.Type.Name })) : null };
}

/** A list of the compiled library as an array. */
function listOf(list) {
  const items = [];
  for (let i = 0; i < list.Count; i++) items.push(list.getItem ? list.getItem(i) : list.Items[i]);
  return items;
}

function place(text, offset) {
  if (offset < 0) return { line: 0, column: 0 };
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1).length + 1 };
}
