import { quoted } from '../octets.ts';
import { isTopLabel } from './domain.ts';
import { type Explanation, isValidText } from './term.ts';

const HOST = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]*)$/;

/** A domain name without its mechanism, or with something around it. */
export function explainDomain(text: string): Explanation | undefined {
  const [, qualifier = '', name = '', sign = '', value = ''] =
    /^([+?~-]?)([A-Za-z0-9]*)([:=]?)(.*)$/s.exec(text) ?? [];
  if (sign !== '') return explainValue(qualifier + name, sign, value) ?? explainForeign(text);
  return explainBare(qualifier, text.slice(qualifier.length)) ?? explainEmpty(qualifier, name, value);
}

/** `include:https://example.com/`, `include:example.com/24`, `a:example.com:25`, `include:@example.com`. */
function explainValue(name: string, sign: string, value: string): Explanation | undefined {
  if (value === '') return explainEmptyValue(name);
  const host = hostIn(value);
  const replacement = name + sign + host;
  if (host === value || !isHost(host) || !isValidText(replacement)) return undefined;
  const hint = `a domain name alone stands here: ${quoted(replacement)}`;
  const code =
    /^\/\d+$/.test(value.slice(host.length)) && value.startsWith(host) ? 'unexpected-value' : 'bad-domain';
  return { code, message: `${quoted(value)} is no domain name`, hint, replacement };
}

/** What is left of an address bar, a mailbox, a port or a path. */
function hostIn(value: string): string {
  const bare = value.replace(/^(?:[A-Za-z]{1,10})?:?\/\//, '').replace(/^:+/, '');
  const host = bare.slice(bare.lastIndexOf('@') + 1);
  return host.replace(/[:/?#].*$/s, '').replace(/[^A-Za-z0-9]{1,5}$/, '');
}

function isHost(text: string): boolean {
  const labels = text.split('.');
  return HOST.test(text) && labels.length > 1 && !labels.includes('') && isTopLabel(labels.at(-1)!);
}

/** `a:`, `mx:` say what `a`, `mx` say; an `include:` of nothing says nothing. */
function explainEmptyValue(name: string): Explanation | undefined {
  const bare = name.replace(/^[+?~-]/, '').toLowerCase();
  const message = `“${bare}” has no value`;
  if (['a', 'mx', 'ptr'].includes(bare)) {
    return {
      code: 'missing-value',
      message,
      hint: `drop the colon: “${name}” stands for the domain itself`,
      replacement: name,
    };
  }
  if (!['include', 'exists', 'ip4', 'ip6', 'redirect', 'exp'].includes(bare)) return undefined;
  const hint = 'give the value, without a space after the sign; or drop the term';
  const question = `Was nothing to follow ${quoted(name)}? The term is dropped here.`;
  return { code: 'missing-value', message, hint, replacement: '', question };
}

function explainEmpty(qualifier: string, name: string, value: string): Explanation | undefined {
  if (value !== '' || !/^(?:include|exists|ip4|ip6)$/i.test(name)) return undefined;
  return explainEmptyValue(qualifier + name);
}

function explainBare(qualifier: string, body: string): Explanation | undefined {
  const named = /^(include|exists|a|mx|ptr)\.(.+)$/i.exec(body);
  const dotted = named === null ? undefined : `${qualifier}${named[1]}:${named[2]}`;
  if (dotted !== undefined && isHost(named![2]!) && /^(?:include|exists)$/i.test(named![1]!)) {
    const hint = `a colon is meant: ${quoted(dotted)}`;
    const message = `${quoted(body)} has no colon`;
    const question = `Does the service itself say ${quoted(dotted)}, and no other name?`;
    return { code: 'unknown-mechanism', message, hint, replacement: dotted, question };
  }
  const host = trimHost(body);
  if (!isHost(host)) return undefined;
  const mechanism = likelyMechanism(host);
  const message = `the name ${quoted(host)} has no mechanism`;
  if (mechanism === undefined) {
    const hint = 'write include: before a sender’s SPF name, a: before a host that sends';
    return { code: 'missing-mechanism', message, hint };
  }
  const replacement = `${qualifier}${mechanism}:${host}`;
  return { code: 'missing-mechanism', message, hint: `${quoted(replacement)} was surely meant`, replacement };
}

/** `incluir:_spf.example.com`: a mechanism in another language, before a name that is surely a service’s. */
export function foreignMechanism(text: string): string | undefined {
  const [, qualifier = '', host] = /^([+?~-]?)[^:=/]+:([A-Za-z0-9._-]+)$/.exec(text) ?? [];
  if (host === undefined || !isHost(host) || likelyMechanism(host) !== 'include') return undefined;
  return `${qualifier}include:${host}`;
}

function explainForeign(text: string): Explanation | undefined {
  const replacement = foreignMechanism(text);
  if (replacement === undefined) return undefined;
  const message = `unknown mechanism ${quoted(text.slice(0, text.indexOf(':')))}`;
  return { code: 'unknown-mechanism', message, hint: `${quoted(replacement)} was surely meant`, replacement };
}

function trimHost(text: string): string {
  return text.endsWith('.') ? text.slice(0, -1) : text;
}

/** Names say what they are for: `_spf.…` holds a record, `mail.…` sends. */
function likelyMechanism(host: string): 'include' | 'a' | undefined {
  const labels = host.toLowerCase().split('.');
  if (host.startsWith('_') || labels.some((label) => label.includes('spf') || label.startsWith('_')))
    return 'include';
  return /^(?:mail|smtp|mx|relay|server|mta|out|www|ns)\d*(?:[a-z]\d*)?$/.test(labels[0]!.split('-')[0]!)
    ? 'a'
    : undefined;
}
