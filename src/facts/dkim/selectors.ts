import { isWithin, labelsOf, type Name } from '../../dns/index.ts';
import { distinctProviders, PROVIDERS, type ProviderSign } from '../providers.ts';

/** What hosting panels and mail servers propose. */
const BY_SOFTWARE = ['default', 'mail', 'dkim'];

/** Asked of every domain: `_domainkey`, two probes, the historic policy and these are 65 queries. */
export const COMMON_SELECTORS: readonly string[] = [
  ...new Set([...PROVIDERS.flatMap(({ common = [] }) => common), ...BY_SOFTWARE]),
];

/** A Microsoft 365 tenant's first domain has selectors of its own, made from its name. */
export function commonSelectors(domain: Name): string[] {
  const own = isWithin(domain, 'onmicrosoft.com') ? [1, 2].map((n) => `selector${n}-${dashed(domain)}`) : [];
  return [...COMMON_SELECTORS, ...own];
}

function dashed(domain: Name): string {
  return labelsOf(domain).join('-');
}

const MOST_BY_PROVIDER = 10;

/** What the providers use that other records show, beside what is asked for anyway. */
export function selectorsOf(signs: readonly ProviderSign[]): string[] {
  const more = distinctProviders(signs).flatMap(({ more: names = [] }) => names);
  return [...new Set(more)].filter((name) => !COMMON_SELECTORS.includes(name)).slice(0, MOST_BY_PROVIDER);
}

/** Names that are seen now and then, at whatever provider. */
const RARE = [
  ...[
    'a',
    'b',
    'k',
    's',
    'sm',
    'x',
    'dk',
    'eo',
    'sl',
    'ys',
    'rly',
    'vip',
    'mta',
    'mx1',
    'mx2',
    'smtp1',
    'smtp2',
  ],
  ...[
    'key',
    'k4',
    'k5',
    'm2',
    'dkim1',
    'dkim2',
    'mail1',
    'mail2',
    's1024',
    's2048',
    'selector',
    'test',
    'prod',
  ],
  ...['postfix', 'newsletter', 'marketing', 'sender'],
  ...['mxvault', 'mkt1', 'mkt2', 'oe1', 'oe2'],
];

const MOST_DEEP = 400;
const MONTHS = 24;

/** `--selectors deep`: everything that is known or can be made from the domain and the date, most likely names first. */
export function deepSelectors(domain: Name, now: Date): string[] {
  const known = PROVIDERS.flatMap(({ more = [] }) => more);
  const names = [...known, ...fromDomain(domain), ...RARE, ...fromDates(now)];
  return [...new Set(names)].filter((name) => !COMMON_SELECTORS.includes(name)).slice(0, MOST_DEEP);
}

function fromDomain(domain: Name): string[] {
  const [first = ''] = labelsOf(domain);
  return [
    first,
    `${first}1`,
    `${first}2`,
    `dkim-${first}`,
    dashed(domain),
    `selector1-${dashed(domain)}`,
    `selector2-${dashed(domain)}`,
  ].filter((name) => /^[a-z0-9_-]{1,63}$/i.test(name));
}

/** Signers that name selectors by the date: many by month or day, mox by year and letter, Stalwart by month and type. */
function fromDates(now: Date): string[] {
  const months = Array.from({ length: MONTHS }, (_, ago) => {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1));
    const [year, number] = [String(month.getUTCFullYear()), String(month.getUTCMonth() + 1).padStart(2, '0')];
    return { year, number, short: year.slice(2) };
  });
  const years = [...new Set(months.map(({ year }) => year))];
  return [
    ...months.map(({ year, number }) => `${year}${number}`),
    ...years,
    ...years.flatMap((year) => ['a', 'b', 'c', 'd'].map((letter) => `${year}${letter}`)),
    ...months.map(({ year, number }) => `${year}${number}01`),
    ...months.flatMap(({ year, number }) => [`${year}${number}e`, `${year}${number}r`]),
    ...months.map(({ number, short }) => `default${short}${number}`),
    ...months.map(({ number, short }) => `scph${number}${short}`),
  ];
}
