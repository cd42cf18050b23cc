import { domainToASCII, domainToUnicode } from 'node:url';
import { addressOctets, type Name, readName } from '../dns/index.ts';
import { INVISIBLE } from '../render/sink.ts';

export type ReadDomain = { domain: Name } | { problem: string };

const MOST_CHARACTERS = 1000;
const HIDDEN = new RegExp(`[${INVISIBLE}]`);

/**
 * A domain from what a person typed: a name, in any case and script, a final dot allowed; or an e-mail address,
 * which stands for its domain. Everything is checked here, before anything is asked.
 */
export function readDomain(input: string): ReadDomain {
  const text = input.trim();
  const problem = notAName(text);
  if (problem !== undefined) return { problem };
  const at = text.lastIndexOf('@');
  if (at === 0) return { problem: 'nothing stands before the @; give a domain or a whole address' };
  return readHost(text.slice(at + 1).replace(/\.$/, ''));
}

function notAName(text: string): string | undefined {
  if (text === '') return 'it is empty; give a domain such as example.com';
  if (text.length > MOST_CHARACTERS) return 'it is too long for a domain';
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'it has control characters in it';
  if (/\s/.test(text)) return 'it has blanks in it; give one domain an argument';
  if (HIDDEN.test(text)) return 'it has invisible characters in it; type the name anew';
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^/?#:@]+)/i.exec(text);
  if (url) return `it is a URL; give its domain: ${url[1]}`;
  if (text.includes('/')) return 'it has a slash in it; give a domain such as example.com';
  if (text.includes('\\')) return 'it has a backslash in it; escapes are for zone files';
  return undefined;
}

function readHost(host: string): ReadDomain {
  if (addressOctets(host.replace(/^\[|\]$/g, '')) !== undefined)
    return { problem: 'it is an IP address; give a domain' };
  if (host === '' || host.startsWith('.') || host.includes('..'))
    return { problem: 'a label between its dots is empty' };
  if (host.startsWith('*.')) return { problem: `a wildcard is no domain; give ${host.slice(2)}` };
  if (/^\d+$/.test(host.split('.').at(-1)!))
    return { problem: 'its last label is a number, as in an IP address' };
  const service = /^(?:_[^.]*\.)+/.exec(host);
  if (service)
    return { problem: `names with _ hold records of a domain; give ${host.slice(service[0].length)}` };
  return readAscii(host);
}

function readAscii(host: string): ReadDomain {
  if (mixesScripts(host)) return { problem: 'a label mixes look-alike scripts (Latin, Greek, Cyrillic)' };
  const ascii = /[^\0-\x7f]|xn--/i.test(host) ? idnToAscii(host) : host.toLowerCase();
  if (ascii === undefined) return { problem: 'it is no valid internationalised name (IDNA, RFC 5891)' };
  for (const label of ascii.split('.')) {
    if (!/^[a-z0-9_-]+$/.test(label))
      return { problem: `“${label.slice(0, 63)}” has characters that no mail domain has` };
    if (label.startsWith('-') || label.endsWith('-'))
      return { problem: `“${label}” begins or ends with a hyphen` };
  }
  const read = readName(ascii);
  return 'name' in read
    ? { domain: read.name }
    : { problem: PROBLEMS[read.problem] ?? 'it is no domain name' };
}

const PROBLEMS: Partial<Record<string, string>> = {
  'label-too-long': 'a label has more than 63 characters',
  'name-too-long': 'it has more than 253 characters',
};

/** UTS 46 as browsers do it; an A-label must lead to letters and back to itself, or it stands for nothing. */
function idnToAscii(host: string): string | undefined {
  const ascii = domainToASCII(host);
  const unicode = domainToUnicode(ascii);
  // What cannot be decoded comes back empty from Node 20 and 22, unchanged from 24.
  if (ascii === '' || unicode === '' || /(?:^|\.)xn--/i.test(unicode)) return undefined;
  return domainToASCII(unicode) === ascii ? ascii : undefined;
}

function mixesScripts(host: string): boolean {
  return host.split('.').some((label) => {
    const scripts = [/\p{Script=Latin}/u, /\p{Script=Greek}/u, /\p{Script=Cyrillic}/u];
    return scripts.filter((script) => script.test(label)).length > 1;
  });
}

/** A name of one label is a host name of nobody, unless it is a public suffix such as “com”. */
export async function singleLabelProblem(domain: Name): Promise<string | undefined> {
  if (domain.includes('.')) return undefined;
  const { parse } = await import('tldts');
  return parse(domain).isIcann ? undefined : 'it has one label only; give a whole domain such as example.com';
}
