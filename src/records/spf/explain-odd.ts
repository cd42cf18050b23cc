import { domainToASCII } from 'node:url';
import { firstOdd, unicodeText } from '../octets.ts';
import { foreignMechanism } from './explain-domain.ts';

/** A term with characters that stand for no ASCII one: what it was surely meant to say, if that can be told. */
export function meantInAscii(text: string): string | undefined {
  const unicode = unicodeText(text);
  // Octets that are no UTF-8 may be any letter of any alphabet.
  if (unicode === undefined) return withoutEdges(text);
  if (!/[\p{L}\p{N}]/u.test(unicode)) return '';
  return withoutEdges(text) ?? withALabels(unicode) ?? foreignMechanism(text);
}

/** What clings to an address is no part of it; what stands within it may be one of its digits. */
function withoutEdges(text: string): string | undefined {
  const [, name, address] = /^([+?~-]?ip[46]:)[^\x20-\x7e]*([0-9A-Fa-f.:/]+)[^\x20-\x7e]*$/i.exec(text) ?? [];
  return name === undefined || address === undefined ? undefined : name + address;
}

/** RFC 7208 §4.3: a name with other letters than those of ASCII is written in A-labels. */
function withALabels(unicode: string): string | undefined {
  const [, before, host = '', after = ''] =
    /^([+?~-]?(?:include|exists|a|mx|ptr):|redirect=)([^/%:@]{1,255})(\/[\d/]+)?$/i.exec(unicode) ?? [];
  if (before === undefined || /[^\p{L}\p{M}\p{N}._-]/u.test(host)) return undefined;
  const ascii = domainToASCII(host);
  return ascii === '' || firstOdd(ascii) !== undefined ? undefined : before + ascii + after;
}
