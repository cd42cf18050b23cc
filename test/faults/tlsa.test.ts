import { type Fault, noData, noName } from './fault.ts';
import { describeFaults } from './matrix.ts';
import { refusals } from './refusals.ts';

/** A refusal to tell of TLSA records is never their absence, and their absence is no finding. */

const AT = { at: ['MX host TLSA'] } as const;
const denials: readonly Fault[] = [
  { id: 'F19', what: 'no such name', ...AT, ends: noName },
  { id: 'F19', what: 'no such record', ...AT, ends: noData },
];

describeFaults('TLSA records', [...refusals.map((fault) => ({ ...fault, ...AT })), ...denials], 77);
