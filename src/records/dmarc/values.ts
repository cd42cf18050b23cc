import { nearest } from '../edit-distance.ts';
import { describeOdd, firstOdd, plainText, quoted, trimCharacters } from '../octets.ts';
import type { Fault } from '../parsed.ts';
import type { Tag } from '../tags.ts';
import type { DmarcRecord } from './types.ts';
import { readUris } from './uri.ts';

const POLICIES = ['none', 'quarantine', 'reject'] as const;

type Reader = (value: string, tag: Tag, record: DmarcRecord) => Fault[];

const policy =
  (name: 'p' | 'sp' | 'np'): Reader =>
  (value, tag, record) => {
    const read = oneOf(value, POLICIES);
    if (read === undefined) return [invalid(name, tag, POLICIES)];
    record[name] = read;
    return [];
  };

/** The values of RFC 9989 §4.8 are ABNF strings, so their case does not matter. */
const READERS: Record<string, Reader> = {
  p: policy('p'),
  sp: policy('sp'),
  np: policy('np'),
  adkim: (value, tag, record) => choice('adkim', value, tag, ['r', 's'], (read) => (record.adkim = read)),
  aspf: (value, tag, record) => choice('aspf', value, tag, ['r', 's'], (read) => (record.aspf = read)),
  psd: (value, tag, record) => choice('psd', value, tag, ['y', 'n', 'u'], (read) => (record.psd = read)),
  t: (value, tag, record) => choice('t', value, tag, ['y', 'n'], (read) => (record.t = read)),
  fo: readFo,
  pct: readPct,
  rua: (_, tag, record) => reportUris('rua', tag, record),
  ruf: (_, tag, record) => reportUris('ruf', tag, record),
  rf: () => [],
  ri: () => [],
};

export const KNOWN_NAMES = ['v', ...Object.keys(READERS)];

export const ALIASES: Record<string, string> = {
  policy: 'p',
  pol: 'p',
  subdomainpolicy: 'sp',
  spolicy: 'sp',
  percent: 'pct',
  percentage: 'pct',
  pc: 'pct',
  ru: 'rua',
  rau: 'rua',
  ra: 'rua',
  rf_: 'rf',
  dkim: 'adkim',
  spf: 'aspf',
};

/** Reads the value of a known tag into the record; faults mean that it is discarded. */
export function readValue(name: string, tag: Tag, record: DmarcRecord): Fault[] {
  return READERS[name]!(tag.value, tag, record);
}

function oneOf<T extends string>(value: string, words: readonly T[]): T | undefined {
  return words.find((word) => word === value.toLowerCase());
}

function choice<T extends string>(
  name: string,
  value: string,
  tag: Tag,
  words: readonly T[],
  set: (read: T) => void,
): Fault[] {
  const read = oneOf(value, words);
  if (read === undefined) return [invalid(name, tag, words)];
  set(read);
  return [];
}

function invalid(name: string, tag: Tag, words: readonly string[]): Fault {
  const meant = meantWord(tag.value, words);
  const odd = firstOdd(tag.value);
  const values = `the values are ${words.join(', ')}`;
  const hint = odd === undefined ? values : `it holds ${describeOdd(odd)}; ${values}`;
  return {
    code: `invalid-${name}`,
    span: tag.valueSpan,
    message: tag.value === '' ? `“${name}” has no value` : `“${name}” cannot be ${quoted(tag.value)}`,
    hint: meant === undefined ? hint : `“${meant}” was surely meant; ${hint}`,
    ...(meant !== undefined && { replacement: meant }),
  };
}

/** `none.`, `“reject”`, `relaxed`, `quarentine`. */
function meantWord(value: string, words: readonly string[]): string | undefined {
  if (value.length > 40) return undefined;
  const word = trimCharacters(plainText(value), ' "\'`\\.,:<>()').toLowerCase();
  if (words.includes(word)) return word;
  if (words[0]!.length > 1) return word.length > 2 ? nearest(word, words, 2) : undefined;
  const spelled = { relaxed: 'r', strict: 's', yes: 'y', no: 'n', true: 'y', false: 'n' }[word];
  return spelled !== undefined && words.includes(spelled) ? spelled : undefined;
}

/** RFC 9989 §4.8 `dmarc-fo`: "0" or "1", "d" and "s", each once. */
function readFo(value: string, tag: Tag, record: DmarcRecord): Fault[] {
  const options = value.toLowerCase().split(':');
  const known = options.every((option) => /^[01ds]$/.test(option));
  const unique = new Set(options).size === options.length;
  const exclusive = options.includes('0') && options.includes('1');
  if (known && unique && !exclusive) {
    record.fo = options;
    return [];
  }
  const letters = [...new Set(value.toLowerCase().match(/[01ds]/g))].filter(
    (option) => !exclusive || option !== '0',
  );
  const replacement = /^[01ds:,;/\s.]+$/i.test(value) && letters.length > 0 ? letters.join(':') : undefined;
  if (known && exclusive) return [foExclusive(tag, replacement)];
  const hint = 'one of 0 and 1, then d and s if wanted, with colons between: fo=1:d:s';
  const message = `“fo” cannot be ${quoted(value)}`;
  return [{ code: 'invalid-fo', span: tag.valueSpan, message, hint, ...(replacement && { replacement }) }];
}

function foExclusive(tag: Tag, replacement: string | undefined): Fault {
  return {
    code: 'fo-exclusive',
    span: tag.valueSpan,
    message: '“fo” asks for both 0 and 1',
    hint: '1 asks for every report that 0 asks for: keep 1',
    ...(replacement && { replacement }),
  };
}

function readPct(value: string, tag: Tag, record: DmarcRecord): Fault[] {
  if (/^\d{1,3}$/.test(value) && Number(value) <= 100) {
    record.pct = Number(value);
    return [];
  }
  const hint = 'a whole number from 0 to 100; receivers of RFC 9989 ignore the tag';
  const number = /^(\d{1,3}) *%$/.exec(value)?.[1];
  const replacement = number !== undefined && Number(number) <= 100 ? number : undefined;
  const message = `“pct” cannot be ${quoted(value)}`;
  return [{ code: 'invalid-pct', span: tag.valueSpan, message, hint, ...(replacement && { replacement }) }];
}

function reportUris(name: 'rua' | 'ruf', tag: Tag, record: DmarcRecord): Fault[] {
  const { uris, faults } = readUris(name, tag.value, tag.valueSpan.start);
  record[name] = uris;
  return faults;
}
