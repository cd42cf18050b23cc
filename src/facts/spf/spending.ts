import type { Gathering } from '../gathering.ts';
import type { Registration } from '../registered.ts';

/**
 * Queries for one SPF record: 64 at most, with the two for the record itself, however hostile the tree (3ⁿ includes).
 * Each purpose has its own share, so that none hides what another would tell.
 */
const BUDGET = {
  /** More than 10 terms that cost a lookup fit in, so that a tree that is cut is over the limit of RFC 7208 §4.6.4. */
  terms: 32,
  /** The addresses of `mx` hosts, which cost no term of that limit. */
  hosts: 22,
  /** Whether the domains of names that do not exist are free to register. */
  registrations: 7,
  /** The explanation costs no term either, and one record has one at most (§6.2). */
  explanations: 1,
};

/** Decides against the budget, in the order of the tree, what a level asks for; the job then asks, and names the next level. */
export type Plan = () => Job;
export type Job = () => Promise<Plan[]>;
export const nothing: Job = async () => [];

export interface Spending {
  gathering: Gathering;
  left: typeof BUDGET;
  /** By registrable domain: many dead names of one domain are one question. */
  registrations: Map<string, Promise<Registration>>;
}

export function take({ left }: Spending, what: keyof typeof BUDGET, queries: number): boolean {
  if (left[what] < queries) return false;
  left[what] -= queries;
  return true;
}

export function newSpending(gathering: Gathering): Spending {
  return { gathering, left: { ...BUDGET }, registrations: new Map() };
}
