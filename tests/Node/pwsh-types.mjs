// Whether the .NET types and static members that a script names exist where Windows PowerShell 5.1 runs: on the .NET Framework, which lacks much of today's .NET.

/** Spelt like types, known to PowerShell itself. */
const words = ['ordered', 'pscustomobject', 'psobject'];

export function types(root, profile) {
  return [
    ...root.descendantsOfType('type_spec').flatMap(spec => named(spec, nameOf(spec), profile)),
    ...root.descendantsOfType(['invocation_expression', 'member_access']).flatMap(n => staticMember(n, profile)),
    ...root.descendantsOfType('command').filter(c => c.namedChildren[0]?.text.toLowerCase() === 'new-object').flatMap(c => created(c, profile)),
  ];
}

function named(node, name, profile) {
  return known(name, profile) || words.includes(name.toLowerCase()) ? [] : [{ node, rule: 'unknown-type', message: `the .NET Framework has no type ${name}` }];
}

function staticMember(node, profile) {
  const literal = node.namedChildren[0];
  if (literal?.type !== 'type_literal') return [];
  const name = nameOf(literal.descendantsOfType('type_spec')[0]);
  const members = known(name, profile);
  const member = node.namedChildren.find(c => c.type === 'member_name')?.text;
  // Members of System.Type are reached through a type too, and new() stands for the constructors.
  const found = !members || [...members, 'new', ...known('type', profile), 'fullname', 'name', 'assembly', 'isassignablefrom'].includes(member?.toLowerCase());
  return found ? [] : [{ node, rule: 'unknown-member', message: `the .NET Framework's ${name} has no static member ${member}` }];
}

function created(command, profile) {
  const elements = command.namedChildren.find(c => c.type === 'command_elements')?.namedChildren.filter(c => c.type !== 'command_argument_sep') ?? [];
  const at = elements.findIndex(e => e.text.toLowerCase() === '-typename');
  const name = elements[at + 1]?.text.replace(/^'(.*)'$/, '$1');
  return at < 0 || !/^[\w.`]+$/.test(name ?? '') ? [] : named(elements[at + 1], name, profile);
}

/** A generic type is named with the number of its arguments, as the framework does. */
function nameOf(spec) {
  const generic = spec.namedChildren.find(c => c.type === 'generic_type_name');
  const text = (generic ?? spec).text.replace(/(\[,*\])+$/, '');
  return generic ? `${generic.namedChildren[0].text}\`${spec.namedChildren.find(c => c.type === 'generic_type_arguments').namedChildren.filter(c => c.type === 'type_spec').length}` : text;
}

/** The static members of a type, in lower case; undefined when there is none of that name. */
function known(name, profile) {
  const key = name.toLowerCase();
  const full = profile.accelerators[key] ?? key;
  return profile.types[full] ?? profile.types[`system.${full}`];
}
