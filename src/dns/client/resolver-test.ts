import { randomBytes } from 'node:crypto';
import type { Step } from '../aliases.ts';
import type { RecordType, ResolverTraits } from '../types.ts';
import type { Failed } from './failure.ts';
import type { Lane } from './lane.ts';
import type { LookupQuestion, Outcome, Timing } from './lookup.ts';

/** Milliseconds; without an answer nothing is said about the resolver. */
const SHORT: Timing = { firstMs: 500, leastMs: 250, mostMs: 500, totalMs: 1500 };

/** Signed for many years; some resolvers give no AD for the root itself. */
const SIGNED = { name: 'com', type: 'NS' } as const;

type Ask = <T extends RecordType>(question: LookupQuestion<T>, limits: Timing) => Promise<Outcome<T>>;

/**
 * What must be known of a resolver before some of its answers are believed: whether it validates, so that an answer
 * without AD is *insecure* and not just unknown; and whether it invents addresses for names that do not exist. Each is
 * found out once, and only where it decides something.
 */
export class ResolverTest {
  readonly #lane: Lane;
  readonly #ask: Ask;
  #validation: Promise<void> | undefined;
  #invention: Promise<void> | undefined;
  #validates: boolean | null = null;
  #invented: ReadonlySet<string> | null = null;

  constructor(lane: Lane, ask: Ask) {
    this.#lane = lane;
    this.#ask = ask;
  }

  traits(): Omit<ResolverTraits, 'server'> {
    return {
      validates: this.#validates,
      inventsAddresses: this.#invented === null ? null : this.#invented.size > 0,
    };
  }

  /** A question is about to be asked: finds out beside it, so that nobody waits, what its answer may depend on. */
  begin(type: RecordType): void {
    if (isAddress(type)) void this.#findInvention();
    if (this.#lane.isTrusted) void this.#findValidation();
  }

  /** Whether the worth of an answer depends on what the resolver is. */
  concerns<T extends RecordType>(type: T, step: Step<T>): boolean {
    const security = step.kind === 'alias' ? step.security : step.answer.security;
    return (this.#lane.isTrusted && security === 'unknown') || mayBeInvented(type, step);
  }

  async judge<T extends RecordType>(
    type: T,
    step: Step<T>,
  ): Promise<{ step: Step<T> } | { failure: Failed }> {
    const problem = mayBeInvented(type, step) ? await this.#problemWith(step) : undefined;
    if (problem !== undefined) return { failure: { ...problem, source: this.#lane.source } };
    const security = step.kind === 'alias' ? step.security : step.answer.security;
    if (!this.#lane.isTrusted || security !== 'unknown') return { step };
    await this.#findValidation();
    if (this.#validates !== true) return { step };
    if (step.kind === 'alias') return { step: { ...step, security: 'insecure' } };
    return { step: { ...step, answer: { ...step.answer, security: 'insecure' } } };
  }

  async #problemWith<T extends RecordType>(
    step: Step<T>,
  ): Promise<Pick<Failed, 'reason' | 'detail'> | undefined> {
    await this.#findInvention();
    const invented = this.#invented;
    if (step.kind === 'alias' || invented === null || invented.size === 0) return undefined;
    if (step.unproven)
      return { reason: 'ambiguous', detail: 'a denial without proof, from a resolver that invents answers' };
    const { answer } = step;
    const addresses = answer.status === 'present' ? (answer.records as { address: string }[]) : [];
    if (!addresses.every(({ address }) => invented.has(address))) return undefined;
    return { reason: 'filtered', detail: 'the resolver gives this address for names that do not exist' };
  }

  #findValidation(): Promise<void> {
    this.#validation ??= this.#ask(SIGNED, SHORT).then((found) => {
      if ('failure' in found || found.step.kind === 'alias') return;
      if (found.step.answer.status === 'present') this.#validates = found.step.answer.security === 'secure';
    });
    return this.#validation;
  }

  /** RFC 6761 §6.4: nothing exists under .invalid; and nobody has registered so long and random a name. */
  #findInvention(): Promise<void> {
    this.#invention ??= Promise.all(
      [`${random(8)}.invalid`, `${random(20)}.com`].map((name) => this.#ask({ name, type: 'A' }, SHORT)),
    ).then((all) => {
      if (all.every((found) => 'failure' in found)) return;
      this.#invented = new Set(all.flatMap(addressesIn));
    });
    return this.#invention;
  }
}

/** A denial that nothing proves, and an address, may be a resolver's own. */
function mayBeInvented<T extends RecordType>(type: T, step: Step<T>): boolean {
  if (step.kind === 'alias') return false;
  return step.unproven === true || (isAddress(type) && step.answer.status === 'present');
}

function addressesIn(found: Outcome<'A'>): string[] {
  if ('failure' in found || found.step.kind === 'alias' || found.step.answer.status !== 'present') return [];
  return found.step.answer.records.map(({ address }) => address);
}

function isAddress(type: RecordType): boolean {
  return type === 'A' || type === 'AAAA';
}

function random(octets: number): string {
  return randomBytes(octets).toString('hex');
}
