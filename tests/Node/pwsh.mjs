// Checks scripts for Windows PowerShell 5.1 without PowerShell: their syntax, and their commands and parameters against what that system has.
// Usage: node --liftoff-only pwsh.mjs FOLDER, where FOLDER holds node_modules and windows-powershell-5.1.json.
// Standard input: { scripts: [{ name, text }] }. Standard output: [{ name, findings: [{ line, column, rule, message }] }].
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { judge } from './pwsh-rules.mjs';

const folder = resolve(process.argv[2]);
const require = createRequire(resolve(folder, 'package.json'));
const { Parser, Language } = require('web-tree-sitter');
const profile = JSON.parse(readFileSync(resolve(folder, 'windows-powershell-5.1.json'), 'utf8'));

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(require.resolve('tree-sitter-pwsh/tree-sitter-powershell.wasm')));

const { scripts } = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(scripts.map(({ name, text }) => ({ name, findings: check(text) }))));

function check(text) {
  const tree = parser.parse(text);
  const broken = tree.rootNode.hasError ? outermostErrors(tree.rootNode) : [];
  // A tree with a hole in it is no ground for further judgement.
  const findings = broken.length > 0 ? broken : judge(tree.rootNode, profile);
  const placed = findings.map(({ node, rule, message }) => ({ line: node.startPosition.row + 1, column: node.startPosition.column + 1, rule, message }));
  tree.delete();
  return placed.sort((a, b) => a.line - b.line || a.column - b.column);
}

function outermostErrors(node) {
  if (node.isMissing) return [{ node, rule: 'syntax', message: `'${node.type}' is missing` }];
  if (node.isError) return [{ node, rule: 'syntax', message: `cannot be read: ${node.text.trim().split('\n')[0].slice(0, 80)}` }];
  return node.children.filter(c => c.hasError || c.isMissing).flatMap(outermostErrors);
}
