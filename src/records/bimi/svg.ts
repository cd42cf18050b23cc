/** What keeps a logo from being shown: SVG Tiny Portable/Secure (draft-svg-tiny-ps-abrotman-11 §2). */
export interface LogoFault {
  code: 'no-svg' | 'profile' | 'element' | 'doctype' | 'active' | 'external' | 'title' | 'shape';
  message: string;
}

/** An element as the parser gives it: its name with its children, and its attributes under `:@`. */
type Node = { ':@'?: Record<string, string> } & Record<string, unknown>;

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** Nobody reads more of one logo. */
const MOST_FAULTS = 50;
/** Not in SVG Tiny 1.2, and what drawing programs write all the same. */
const NOT_TINY = /^(?:clipPath|mask|filter|fe[A-Z]\w*|pattern|symbol|marker|style|cursor|textPath|altGlyph)$/;
/** Things that move, run or are clicked, and frames for what is no SVG. */
const ACTIVE =
  /^(?:script|handler|listener|animate\w*|set|discard|animation|audio|video|image|foreignObject|a|iframe)$/;
const PLACEHOLDER = /^(?:untitled(?:[ -]?\d*)?|title|logo|svg|layer[ _]?\d*|image|icon|test|default)$/i;

/** Reads an SVG text and tells all that is wrong with it. The parser is loaded here, since few domains have a logo. */
export async function logoFaults(text: string): Promise<LogoFault[]> {
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  const whole = text.replace(/^\uFEFF/, '');
  const plain = withoutDoctype(whole);
  const doctype: LogoFault[] =
    plain === whole
      ? []
      : [{ code: 'doctype', message: 'it has a DOCTYPE, which refers to a file elsewhere' }];
  // Entities can grow without bound; nobody's logo needs them.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(plain))
    return [{ code: 'active', message: 'it defines entities of its own' }];
  try {
    const valid = XMLValidator.validate(plain);
    if (valid !== true) return [noSvg(`line ${valid.err.line}: ${valid.err.msg.slice(0, 100)}`)];
    const parser = new XMLParser({
      ...{ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', processEntities: false },
      ...{ parseTagValue: false, parseAttributeValue: false, trimValues: true },
    });
    const [root] = elementsOf(parser.parse(plain) as Node[]);
    if (root === undefined || localName(root.name) !== 'svg')
      return [noSvg('its outermost element is not “svg”')];
    return [
      ...doctype,
      ...rootFaults(root),
      ...titleFaults(root),
      ...shapeFaults(root),
      ...contentFaults(root),
    ];
  } catch (error) {
    return [noSvg((error as Error).message.slice(0, 100))];
  }
}

/** One that defines nothing is set aside, so that what else is wrong is told too. */
function withoutDoctype(text: string): string {
  const start = text.search(/<!DOCTYPE/i);
  const length = start === -1 ? -1 : text.slice(start).search(/[[>]/);
  if (length === -1 || text[start + length] === '[') return text;
  return text.slice(0, start) + text.slice(start + length + 1);
}

function noSvg(why: string): LogoFault {
  return { code: 'no-svg', message: `it is no SVG that can be read: ${why}` };
}

function elementsOf(nodes: readonly Node[]): Element[] {
  return nodes.flatMap((node) => {
    const [name] = Object.keys(node).filter((key) => key !== ':@');
    if (name === undefined || name === '#text' || name.startsWith('?')) return [];
    const inner = node[name] as Node[];
    const text = inner.map((child) => ('#text' in child ? String(child['#text']) : '')).join('');
    return [{ name, attributes: node[':@'] ?? {}, children: elementsOf(inner), text }];
  });
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function rootFaults({ attributes }: Element): LogoFault[] {
  const { version, baseProfile } = attributes;
  const wanted: [string, string | undefined, string][] = [
    ['version', version, '1.2'],
    ['baseProfile', baseProfile, 'tiny-ps'],
  ];
  return wanted.flatMap(([name, value, must]): LogoFault[] => {
    if (value === must) return [];
    const has = value === undefined ? `no ${name}` : `${name}="${value.slice(0, 40)}"`;
    return [{ code: 'profile', message: `the svg element has ${has}, it needs ${name}="${must}"` }];
  });
}

function titleFaults({ children }: Element): LogoFault[] {
  const title = children.find(({ name }) => localName(name) === 'title');
  if (title === undefined) return [{ code: 'title', message: 'it has no title' }];
  if (title.text === '') return [{ code: 'title', message: 'its title is empty' }];
  if (!PLACEHOLDER.test(title.text)) return [];
  return [{ code: 'title', message: `its title is “${title.text}”, as a drawing program leaves it` }];
}

function shapeFaults({ attributes }: Element): LogoFault[] {
  const placed = ['x', 'y'].filter((name) => name in attributes);
  const position: LogoFault[] =
    placed.length === 0
      ? []
      : [{ code: 'shape', message: `the svg element has ${placed.join(' and ')}, which is not allowed` }];
  const { viewBox, width, height } = attributes;
  if (viewBox === undefined) {
    const isSquare = width !== undefined && width === height;
    return isSquare
      ? position
      : [...position, { code: 'shape', message: 'it has no viewBox, so its shape is not known' }];
  }
  const [, , wide, high] = viewBox
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (wide === high && Number(wide) > 0) return position;
  return [...position, { code: 'shape', message: `its viewBox is ${viewBox.slice(0, 40)}: not a square` }];
}

function contentFaults(root: Element): LogoFault[] {
  const faults: LogoFault[] = [];
  const seen = new Set<string>();
  const add = (code: LogoFault['code'], message: string): void => {
    if (!seen.has(message) && faults.length < MOST_FAULTS) faults.push({ code, message });
    seen.add(message);
  };
  const open = [root];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    const name = localName(element.name);
    if (ACTIVE.test(name)) add('active', `it has the element “${name}”`);
    else if (NOT_TINY.test(name))
      add('element', `it has the element “${name}”, which SVG Tiny does not know`);
    for (const [attribute, value] of Object.entries(element.attributes))
      attributeFault(attribute, value, add);
    for (const child of element.children) open.push(child);
  }
  return faults;
}

function attributeFault(
  name: string,
  value: string,
  add: (code: LogoFault['code'], message: string) => void,
): void {
  if (/^on[a-z]/i.test(name)) add('active', `it runs something: “${name.slice(0, 40)}”`);
  if (localName(name) === 'href' && !value.startsWith('#'))
    add('external', `it refers to ${value.slice(0, 60)}`);
  for (const [, target = ''] of value.matchAll(/url\(\s*['"]?([^'")]{1,80})/gi))
    if (!target.startsWith('#')) add('external', `it refers to ${target.slice(0, 60)}`);
}
