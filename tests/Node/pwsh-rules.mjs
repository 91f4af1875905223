// What a script may use, judged on its syntax tree. A rule is a function from the tree to findings { node, rule, message }.
import { types } from './pwsh-types.mjs';

/** Parameters that a provider adds to a command where the path is its own; the profile knows none of them. */
const providerParameters = {
  'remove-item': ['deletekey'], // Certificate
  'set-itemproperty': ['type'], // Registry
};

/** Programs that run text as code; a script may call other programs only by a name that ends in .exe. */
const interpreters = ['powershell.exe', 'pwsh.exe', 'cmd.exe', 'cscript.exe', 'wscript.exe', 'mshta.exe', 'rundll32.exe'];

const codeCommands = ['invoke-expression', 'add-type'];
const codeMethods = ['create', 'newscriptblock', 'invokescript', 'expandstring', 'addscript'];

const newSyntax = {
  ternary_expression: '?:',
  ternary_argument_expression: '?:',
  null_coalesce_expression: '??',
  null_coalesce_argument_expression: '??',
};

export function judge(root, profile) {
  const functions = ownFunctions(root);
  return [
    ...newerSyntax(root),
    ...strictMode(root),
    ...ending(root),
    ...wmic(root),
    ...pastedCode(root),
    ...types(root, profile),
    ...commandsOf(root).flatMap(c => command(c, functions, profile)),
  ];
}

function newerSyntax(root) {
  const finding = (node, sign) => ({ node, rule: 'powershell-7', message: `'${sign}' does not exist in Windows PowerShell 5.1` });
  return [
    ...root.descendantsOfType(Object.keys(newSyntax)).map(n => finding(n, newSyntax[n.type])),
    ...root.descendantsOfType('assignment_operator').filter(n => n.text === '??=').map(n => finding(n, n.text)),
    ...root.descendantsOfType('pipeline_chain_tail').map(n => finding(n, n.text)),
    ...root.descendantsOfType('block_name').filter(n => lower(n) === 'clean').map(n => finding(n, 'clean')),
  ];
}

function strictMode(root) {
  const first = commandsOf(root).find(c => !inside(c, 'function_statement'));
  const written = first?.text.replace(/\s+/g, ' ').toLowerCase();
  return written === 'set-strictmode -version latest' ? [] : [{ node: first ?? root, rule: 'strict-mode', message: "the first command must be 'Set-StrictMode -Version Latest'" }];
}

/** Only the last few thousand characters of the output come back, so the result is the last thing printed, on one line. */
function ending(root) {
  const last = root.namedChildren.filter(n => n.type === 'statement_list').at(-1)?.namedChildren.at(-1) ?? root;
  const prints = last.descendantsOfType('command').some(c => lower(nameOf(c)) === 'convertto-json' && parametersOf(c).some(p => lower(p) === '-compress'));
  return prints ? [] : [{ node: last, rule: 'ending', message: 'the last statement must print one line: ConvertTo-Json with -Compress' }];
}

function wmic(root) {
  return leaves(root).filter(n => /^['"]?wmic(\.exe)?['"]?$/i.test(n.text))
    .map(node => ({ node, rule: 'wmic', message: 'wmic is gone from new versions of Windows; use Get-CimInstance' }));
}

/** Text that becomes code must be a constant: a parameter pasted into it would be run. */
function pastedCode(root) {
  const commands = commandsOf(root).filter(c => codeCommands.includes(lower(nameOf(c))));
  const methods = root.descendantsOfType('invocation_expression').filter(n => {
    const name = n.namedChildren.find(c => c.type === 'member_name')?.text.toLowerCase();
    return codeMethods.includes(name) && (name !== 'create' || /^\[(system\.management\.automation\.)?(scriptblock|powershell)\]/i.test(n.text));
  });
  const texts = [...commands.map(c => c.descendantsOfType('command_elements')[0]), ...methods.map(m => m.namedChildren.find(c => c.type === 'argument_list'))];
  return [...commands, ...methods].filter((_, i) => !isConstant(texts[i]))
    .map(node => ({ node, rule: 'pasted-code', message: 'text that is put together becomes code here; pass values as parameters' }));
}

/** Whether the arguments hold nothing but single-quoted strings and, perhaps, a literal number or switch; a piped text is not seen, so no argument is no constant. */
function isConstant(elements) {
  return elements !== undefined && elements.descendantsOfType(['verbatim_string_characters', 'verbatim_here_string_characters']).length > 0
    && elements.descendantsOfType(['variable', 'expandable_string_literal', 'expandable_here_string_literal', 'sub_expression', 'command', 'format_expression', 'additive_expression', 'additive_argument_expression']).length === 0;
}

function command(node, functions, profile) {
  const name = nameOf(node);
  if (name === null) {
    return node.descendantsOfType('command_name_expr')[0]?.firstNamedChild?.type === 'script_block_expression'
      ? []
      : [{ node, rule: 'hidden-command', message: 'a command must be called by its name, so that it can be checked' }];
  }

  const key = lower(name);
  if (/^wmic(\.exe)?$/.test(key)) return [];
  if (key.endsWith('.exe')) {
    return interpreters.includes(key) ? [{ node, rule: 'pasted-code', message: `${name.text} runs text as code` }] : [];
  }

  const known = functions.get(key) ?? profile.commands[key];
  if (known) return parametersOf(node).flatMap(p => parameter(p, name, known, profile)).concat(splats(node));
  return profile.aliases[key]
    ? [{ node, rule: 'alias', message: `'${name.text}' is an alias of ${profile.aliases[key]}` }]
    : [{ node, rule: 'unknown-command', message: `Windows PowerShell 5.1 has no command '${name.text}'; a program's name ends in .exe` }];
}

function parameter(node, name, known, profile) {
  const key = lower(node).slice(1).replace(/:$/, '');
  if (known.parameters.includes(key) || (known.common !== false && profile.common.parameters.includes(key)) || providerParameters[lower(name)]?.includes(key)) return [];
  const full = known.aliases[key] ?? profile.common.aliases[key];
  return full
    ? [{ node, rule: 'alias', message: `'${node.text}' is an alias of the parameter -${full} of ${name.text}` }]
    : [{ node, rule: 'unknown-parameter', message: `${name.text} has no parameter ${node.text} in Windows PowerShell 5.1` }];
}

function splats(node) {
  return elementsOf(node).filter(n => n.text.startsWith('@') && n.descendantsOfType('variable').some(v => v.text === n.text))
    .map(n => ({ node: n, rule: 'hidden-parameter', message: `parameters behind ${n.text} cannot be checked; write them out` }));
}

/** The script's own functions; common parameters only belong to those that are declared advanced. */
function ownFunctions(root) {
  return new Map(root.descendantsOfType('function_statement').map(f => {
    const own = n => nearest(n, 'function_statement')?.id === f.id && !inside(n, 'script_block_expression', f);
    const parameters = f.descendantsOfType('script_parameter').filter(own);
    const names = parameters.map(p => p.namedChildren.find(c => c.type === 'variable').text.slice(1).toLowerCase());
    const common = f.descendantsOfType('attribute_name').some(a => own(a) && /^(cmdletbinding|parameter)$/i.test(a.text));
    return [lower(f.descendantsOfType('function_name')[0]), { parameters: names, aliases: {}, common }];
  }));
}

function commandsOf(root) { return root.descendantsOfType('command'); }
function nameOf(node) {
  const name = node.namedChildren.find(c => c.type === 'command_name' || c.type === 'command_name_expr');
  return name?.type === 'command_name' ? name : null;
}
function elementsOf(node) { return node.namedChildren.find(c => c.type === 'command_elements')?.namedChildren ?? []; }
function parametersOf(node) { return elementsOf(node).filter(n => n.type === 'command_parameter'); }
function leaves(node) { return node.childCount === 0 ? [node] : [...node.children.flatMap(leaves), ...(node.type.endsWith('literal') ? [node] : [])]; }
function lower(node) { return (node?.text ?? '').toLowerCase(); }
function nearest(node, type) {
  for (let n = node.parent; n; n = n.parent) if (n.type === type) return n;
  return null;
}
function inside(node, type, upTo = null) {
  for (let n = node.parent; n && n.id !== upTo?.id; n = n.parent) if (n.type === type) return true;
  return false;
}
