import type { DataOf } from '../dns/index.ts';
import { nearest } from './edit-distance.ts';

export type CaaData = DataOf<'CAA'>;

export interface CaaRecord {
  data: CaaData;
  /** Of `issue` and its kin the authority that may issue; `null` for nobody. Undefined for other properties. */
  issuer?: string | null;
  problem?: CaaProblem;
}

interface CaaProblem {
  code: 'tag' | 'critical' | 'value' | 'iodef';
  message: string;
  hint: string;
  /** What was surely meant. */
  replacement?: CaaData;
}

const CRITICAL = 128;

/** Properties that name an authority: RFC 8659 §4.2, §4.3, RFC 9495, and that of marks (BIMI). */
const ISSUES = ['issue', 'issuewild', 'issuemail', 'issuevmc'];
/** Further ones that are registered: RFC 8659 §4.4, and contacts of the CA/Browser Forum. */
const OTHERS = ['iodef', 'contactemail', 'contactphone'];

export function readCaa(data: CaaData): CaaRecord {
  const tag = data.tag.toLowerCase();
  if (ISSUES.includes(tag)) return readIssue(data, tag);
  if (tag === 'iodef') return readIodef(data);
  return OTHERS.includes(tag) ? { data } : unknownProperty(data, tag);
}

/** RFC 8659 §4.2: what does not fit the grammar counts as an empty issuer. */
function readIssue(data: CaaData, tag: string): CaaRecord {
  const [domain, ...parameters] = data.value.split(';').map((part) => part.trim());
  if (isIssuer(domain!) && parameters.every(isParameter)) return { data, issuer: domain || null };
  const message = `“${tag}” has a value that authorities cannot read: it counts as “nobody may issue”`;
  return { data, issuer: null, problem: { code: 'value', message, ...issuerMeant(data, domain!) } };
}

function isIssuer(domain: string): boolean {
  return (
    domain === '' || domain.split('.').every((label) => /^[a-z0-9-]+$/i.test(label) && !/^-|-$/.test(label))
  );
}

/** A semicolon at the end is beyond the grammar, and authorities do not mind. */
function isParameter(text: string): boolean {
  return text === '' || /^[a-z0-9][a-z0-9-]*[ \t]*=[ \t]*[!-:<-~]*$/i.test(text);
}

function issuerMeant(data: CaaData, domain: string): Pick<CaaProblem, 'hint' | 'replacement'> {
  const host = /^https?:\/\/([a-z0-9.-]+)\/?$/i.exec(domain)?.[1];
  if (host !== undefined && isIssuer(host))
    return { hint: `write the domain alone: “${host}”`, replacement: { ...data, value: host } };
  return /[ ,]/.test(domain)
    ? { hint: 'write one record for each authority, with its domain alone' }
    : { hint: 'write the domain that the authority names in its instructions, such as “ca.example”' };
}

/** RFC 8659 §4.4. */
function readIodef(data: CaaData): CaaRecord {
  if (/^(?:mailto|https?):./i.test(data.value)) return { data };
  const message = '“iodef” is no address that reports can be sent to';
  const value = `mailto:${data.value}`;
  return {
    data,
    problem: /^[^\s@]+@[^\s@]+$/.test(data.value)
      ? { code: 'iodef', message, hint: `write “${value}”`, replacement: { ...data, value } }
      : { code: 'iodef', message, hint: 'write a mailto: or https: address' },
  };
}

/** RFC 8659 §4.5: whoever does not know a critical property may not issue; others are passed over. */
function unknownProperty(data: CaaData, tag: string): CaaRecord {
  const isCritical = (data.flags & CRITICAL) !== 0;
  const meant = nearest(tag, [...ISSUES, ...OTHERS], 2);
  if (meant === undefined && !isCritical) return { data };
  const message = isCritical
    ? `the unknown property “${tag}” is marked as critical: no authority may issue`
    : `“${tag}” is no property: it is passed over`;
  const hint = meant === undefined ? 'write the flags 0' : `write “${meant}”`;
  const replacement = meant === undefined ? { ...data, flags: 0 } : { ...data, tag: meant };
  return { data, problem: { code: isCritical ? 'critical' : 'tag', message, hint, replacement } };
}

/** Whether the set keeps everybody from issuing for host names: RFC 8659 §3, §4.2. */
export function forbidsAll(records: readonly CaaRecord[]): boolean {
  const issuers = records.filter(({ data }) => data.tag.toLowerCase() === 'issue');
  const critical = records.some(({ problem }) => problem?.code === 'critical');
  return critical || (issuers.length > 0 && issuers.every(({ issuer }) => issuer === null));
}
