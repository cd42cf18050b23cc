import { createHash } from 'node:crypto';
import { isIgnored } from '../../records/fields.ts';
import { parseMtaSts } from '../../records/mta-sts.ts';
import { corrected } from '../meant-texts.ts';
import { type MtaStsFacts, policyUrl } from '../mta-sts.ts';
import { covered } from './coverage.ts';

/** The text of a record that senders can read, and what has to be known before: with it the policy takes effect. */
export interface RecordProposal {
  text: string;
  question?: string;
}

/** The record put right: its faults replaced, and an id where it has none. */
export function repairedRecord(facts: MtaStsFacts): RecordProposal | undefined {
  if (facts.record === undefined) return undefined;
  const text = corrected(facts.record, parseMtaSts) ?? withId(facts);
  return text === undefined ? undefined : announcing(facts, text);
}

function withId({ record, policy }: MtaStsFacts): string | undefined {
  const isAll = record!.faults.every((fault) => isIgnored(fault) || fault.code === 'missing-id');
  if (!isAll || policy === undefined) return undefined;
  const text = record!.text.replace(/[ \t]{0,64}$/, '');
  return `${text}${text.endsWith(';') ? ' ' : '; '}id=${policyId(policy.text)}`;
}

/** RFC 8461 §3.1: an id tells one policy from another; made from the file, it cannot stand for two. */
function policyId(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 16);
}

/** A policy that is announced has to be right: nothing is proposed that would have mail refused. */
export function announcing(facts: MtaStsFacts, text: string): RecordProposal | undefined {
  const { fetch, policy, coverage, policyHost } = facts;
  const isServed = fetch?.status === 'answered' && fetch.tls.faults.length === 0 && policy?.value.usable;
  if (!isServed)
    return {
      text,
      question: `Is the policy at ${policyUrl(policyHost)} in place, and does it name every MX host?`,
    };
  if (policy.value.mode === 'enforce' && (coverage === undefined || covered(coverage) !== 'all'))
    return undefined;
  return { text };
}
